import { z } from "zod";
import { pagination, unmanagedDevice } from "../../answers.ts";
import { defineRoute, readMethods } from "../../route.ts";
import { matchingDevices } from "../inputs.ts";

/** Seam's answer has no `pagination`; it is added, because `limit` and `page_cursor` are taken. */
export const listUnmanagedDevices = defineRoute({
  path: "/devices/unmanaged/list",
  methods: readMethods,
  answers: { devices: z.array(unmanagedDevice), pagination },
  input: matchingDevices,
  handle: async (input, { enter, service }) => {
    const { items, pagination } = await enter(() => service.devices.listUnmanaged(input));
    return { devices: items, pagination };
  },
});
