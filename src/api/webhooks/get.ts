import { z } from "zod";
import { webhook } from "../answers.ts";
import { id } from "../inputs.ts";
import { defineRoute, readMethods } from "../route.ts";

export const getWebhook = defineRoute({
  path: "/webhooks/get",
  methods: readMethods,
  answers: { webhook },
  input: z.object({ webhook_id: id }),
  handle: async (input, { enter, webhooks }) => ({ webhook: await enter(() => webhooks.get(input)) }),
});
