import { defineRoute } from "../../route.ts";
import { oneDeviceId, simulated } from "./inputs.ts";

/** The lock cannot be reached, until `connect`. Its keypad goes on working. */
export const simulateDisconnect = defineRoute({
  path: "/devices/simulate/disconnect",
  methods: ["POST"],
  answers: {},
  input: oneDeviceId,
  handle: ({ device_id }, backend) => simulated(backend, device_id, "disconnect"),
});
