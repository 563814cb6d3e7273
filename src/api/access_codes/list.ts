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
    device_id: id.exactOptional().describe("Only codes of this device"),
    access_code_ids: z.array(id).exactOptional().describe("Only these; none for an empty list"),
    limit: pageLimit.exactOptional().describe("How many a page has at most, 55,000 unless told"),
    page_cursor: pageCursor
      .exactOptional()
      .describe("Where the page begins, from the page before and with its other parameters"),
    user_identifier_key: z
      .string()
      .exactOptional()
      .describe("Only codes on devices of accounts that this user has connected; in a lab nobody has"),
    customer_ids: z
      .array(id)
      .exactOptional()
      .describe("Only codes of these customers: none, for a lab has no customers"),
    search: z.string().min(1).exactOptional().describe("Only codes with this in their name, PIN or id"),
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
