import { defineRoute } from "../../route.ts";
import { oneDeviceId, simulated } from "./inputs.ts";

/** The lock can be reached again, whatever `simulate` has done to it before, and is in its account again. */
export const simulateConnect = defineRoute({
  path: "/devices/simulate/connect",
  methods: ["POST"],
  answers: {},
  input: oneDeviceId,
  handle: ({ device_id }, backend) => simulated(backend, device_id, "connect"),
});
