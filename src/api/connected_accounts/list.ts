import { z } from "zod";
import { notOffered, pageCursor, pageLimit } from "../inputs.ts";
import { defineRoute, readMethods } from "../route.ts";

export const listConnectedAccounts = defineRoute({
  path: "/connected_accounts/list",
  methods: readMethods,
  input: z.object({
    limit: pageLimit.exactOptional(),
    page_cursor: pageCursor.exactOptional(),
    custom_metadata_has: notOffered,
    customer_key: notOffered,
    search: notOffered,
    space_id: notOffered,
    user_identifier_key: notOffered,
  }),
  handle: async (input, { enter, service }) => {
    const { items, pagination } = await enter(() => service.connectedAccounts.list(input));
    return { connected_accounts: items, pagination };
  },
});
