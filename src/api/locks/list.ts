import { z } from "zod";
import { device, pagination } from "../answers.ts";
import { sessionHolders } from "../authorization.ts";
import { matchingDevices } from "../devices/inputs.ts";
import { defineRoute, readMethods } from "../route.ts";

/**
 * Every device of a lab is a lock. Seam's answer carries them under both names, without `pagination`; it is added,
 * because `limit` and `page_cursor` are taken.
 */
export const listLocks = defineRoute({
  path: "/locks/list",
  methods: readMethods,
  answers: { devices: z.array(device), locks: z.array(device), pagination },
  callers: sessionHolders,
  input: matchingDevices,
  handle: async (input, { enter, service }) => {
    const { items, pagination } = await enter(() => service.devices.list(input));
    return { devices: items, locks: items, pagination };
  },
});
