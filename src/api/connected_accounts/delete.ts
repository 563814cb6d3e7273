import { z } from "zod";
import { id } from "../inputs.ts";
import { defineRoute } from "../route.ts";

export const deleteConnectedAccount = defineRoute({
  path: "/connected_accounts/delete",
  methods: ["POST", "DELETE"],
  answers: {},
  // All is deleted by the time of the answer, so `sync` has nothing to wait for.
  input: z.object({ connected_account_id: id, sync: z.boolean().exactOptional() }),
  handle: async ({ connected_account_id }, { enter, service }) => {
    await enter(() => service.connectedAccounts.delete({ connected_account_id }));
    return {};
  },
});
