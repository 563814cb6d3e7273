import { z } from "zod";
import { id } from "../inputs.ts";
import { defineRoute } from "../route.ts";

export const syncConnectedAccount = defineRoute({
  path: "/connected_accounts/sync",
  methods: ["POST"],
  answers: {},
  input: z.object({ connected_account_id: id }),
  handle: async (input, { enter, service }) => {
    await enter(() => service.connectedAccounts.sync(input));
    return {};
  },
});
