import { z } from "zod";
import { pagination, unmanagedAccessCode } from "../../answers.ts";
import { id, pageCursor, unmanagedCodesLimit } from "../../inputs.ts";
import { defineRoute, readMethods } from "../../route.ts";

export const listUnmanagedAccessCodes = defineRoute({
  path: "/access_codes/unmanaged/list",
  methods: readMethods,
  answers: { access_codes: z.array(unmanagedAccessCode), pagination },
  input: z.object({
    device_id: id,
    limit: unmanagedCodesLimit.exactOptional(),
    page_cursor: pageCursor.exactOptional(),
    user_identifier_key: z.string().exactOptional(),
  }),
  handle: async (input, { enter, service }) => {
    const { items, pagination } = await enter(() => service.unmanagedCodes.list(input));
    return { access_codes: items, pagination };
  },
});
