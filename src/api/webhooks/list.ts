import { z } from "zod";
import { webhook } from "../answers.ts";
import { defineRoute, readMethods } from "../route.ts";

export const listWebhooks = defineRoute({
  path: "/webhooks/list",
  methods: readMethods,
  answers: { webhooks: z.array(webhook) },
  input: z.object({}),
  handle: async (_input, { enter, webhooks }) => ({ webhooks: await enter(() => webhooks.list()) }),
});
