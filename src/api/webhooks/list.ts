import { z } from "zod";
import { defineRoute, readMethods } from "../route.ts";

export const listWebhooks = defineRoute({
  path: "/webhooks/list",
  methods: readMethods,
  input: z.object({}),
  handle: async (_input, { enter, webhooks }) => ({ webhooks: await enter(() => webhooks.list()) }),
});
