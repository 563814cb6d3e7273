import { z } from "zod";
import { id } from "../inputs.ts";
import { defineRoute } from "../route.ts";

export const deleteWebhook = defineRoute({
  path: "/webhooks/delete",
  methods: ["POST", "DELETE"],
  answers: {},
  input: z.object({ webhook_id: id }),
  handle: async (input, { enter, webhooks }) => {
    await enter(() => webhooks.delete(input));
    return {};
  },
});
