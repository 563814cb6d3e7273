import { z } from "zod";
import { id } from "../inputs.ts";
import { defineRoute } from "../route.ts";

export const updateWebhook = defineRoute({
  path: "/webhooks/update",
  methods: ["POST", "PUT"],
  answers: {},
  input: z.object({ webhook_id: id, event_types: z.array(z.string()) }),
  handle: async (input, { enter, webhooks }) => {
    await enter(() => webhooks.update(input));
    return {};
  },
});
