import { defineRoute } from "../../route.ts";
import { oneDeviceId, simulated } from "./inputs.ts";

/** The lock is back at its hub. */
export const simulateConnectToHub = defineRoute({
  path: "/devices/simulate/connect_to_hub",
  methods: ["POST"],
  answers: {},
  input: oneDeviceId,
  handle: ({ device_id }, backend) => simulated(backend, device_id, "connectToHub"),
});
