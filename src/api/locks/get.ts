import { device } from "../answers.ts";
import { sessionHolders } from "../authorization.ts";
import { oneDevice } from "../devices/inputs.ts";
import { defineRoute, readMethods } from "../route.ts";

/** Every device of a lab is a lock. Seam's answer carries it under both names. */
export const getLock = defineRoute({
  path: "/locks/get",
  methods: readMethods,
  answers: { device, lock: device },
  callers: sessionHolders,
  input: oneDevice,
  handle: async (input, { enter, service }) => {
    const device = await enter(() => service.devices.get(input));
    return { device, lock: device };
  },
});
