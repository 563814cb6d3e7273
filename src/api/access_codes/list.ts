import { z } from "zod";
import { accessCode, pagination } from "../answers.ts";
import { sessionHolders } from "../authorization.ts";
import { id, notOffered, pageCursor, pageLimit } from "../inputs.ts";
import { defineRoute, readMethods } from "../route.ts";

export const listAccessCodes = defineRoute({
  path: "/access_codes/list",
  methods: readMethods,
  answers: { access_codes: z.array(accessCode), pagination },
  callers: sessionHolders,
  input: z.object({
    device_id: id.exactOptional(),
    access_code_ids: z.array(id).exactOptional(),
    limit: pageLimit.exactOptional(),
    page_cursor: pageCursor.exactOptional(),
    user_identifier_key: z.string().exactOptional(),
    customer_ids: z.array(id).exactOptional(),
    search: z.string().min(1).exactOptional(),
    access_grant_id: notOffered,
    access_grant_key: notOffered,
    access_method_id: notOffered,
    customer_key: notOffered,
  }),
  handle: async (input, { enter, service }) => {
    const { items, pagination } = await enter(() => service.accessCodes.list(input));
    return { access_codes: items, pagination };
  },
});
