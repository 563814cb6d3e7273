import { defineRoute } from "../../route.ts";
import { oneDeviceId, simulated } from "./inputs.ts";

/** The lock is taken out of its account, until `connect`. Only after a while does it count as removed. */
export const simulateRemove = defineRoute({
  path: "/devices/simulate/remove",
  methods: ["POST"],
  answers: {},
  input: oneDeviceId,
  handle: ({ device_id }, backend) => simulated(backend, device_id, "remove"),
});
