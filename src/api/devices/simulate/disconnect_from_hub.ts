import { defineRoute } from "../../route.ts";
import { oneDeviceId, simulated } from "./inputs.ts";

/** The lock is without its hub, until `connect_to_hub`. */
export const simulateDisconnectFromHub = defineRoute({
  path: "/devices/simulate/disconnect_from_hub",
  methods: ["POST"],
  answers: {},
  input: oneDeviceId,
  handle: ({ device_id }, backend) => simulated(backend, device_id, "disconnectFromHub"),
});
