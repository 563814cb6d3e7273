import { z } from "zod";
import { connectedAccount, pagination } from "../answers.ts";
import { sessionHolders } from "../authorization.ts";
import { customMetadata, notOffered, pageCursor, pageLimit } from "../inputs.ts";
import { defineRoute, readMethods } from "../route.ts";

export const listConnectedAccounts = defineRoute({
  path: "/connected_accounts/list",
  methods: readMethods,
  answers: { connected_accounts: z.array(connectedAccount), pagination },
  callers: sessionHolders,
  input: z.object({
    limit: pageLimit.exactOptional(),
    page_cursor: pageCursor.exactOptional(),
    user_identifier_key: z.string().exactOptional(),
    custom_metadata_has: customMetadata.exactOptional(),
    search: z.string().min(1).exactOptional(),
    customer_key: notOffered,
    space_id: notOffered,
  }),
  handle: async (input, { enter, service }) => {
    const { items, pagination } = await enter(() => service.connectedAccounts.list(input));
    return { connected_accounts: items, pagination };
  },
});
