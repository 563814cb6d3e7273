import { z } from "zod";
import { connectedAccount } from "../answers.ts";
import { sessionHolders } from "../authorization.ts";
import { id } from "../inputs.ts";
import { defineRoute, readMethods } from "../route.ts";

export const getConnectedAccount = defineRoute({
  path: "/connected_accounts/get",
  methods: readMethods,
  answers: { connected_account: connectedAccount },
  callers: sessionHolders,
  input: z
    .object({ connected_account_id: id.exactOptional(), email: z.string().exactOptional() })
    .refine(
      ({ connected_account_id, email }) => (connected_account_id === undefined) !== (email === undefined),
      {
        path: ["connected_account_id"],
        error: "Required, unless email is given in its place",
      },
    ),
  handle: async (input, { enter, service }) => ({
    connected_account: await enter(() => service.connectedAccounts.get(input)),
  }),
});
