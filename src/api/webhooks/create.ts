import { z } from "zod";
import { webhook } from "../answers.ts";
import { defineRoute } from "../route.ts";

/** Where the lab can send something: over HTTP, and without a password in the URL, which `fetch` would refuse. */
const receiverUrl = z.string().refine(isReceiverUrl, {
  error: 'Expected a URL that begins with "http://" or "https://" and holds no user name',
});

function isReceiverUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
}

export const createWebhook = defineRoute({
  path: "/webhooks/create",
  methods: ["POST"],
  answers: { webhook },
  input: z.object({ url: receiverUrl, event_types: z.array(z.string()).exactOptional() }),
  handle: async (input, { enter, webhooks }) => ({ webhook: await enter(() => webhooks.create(input)) }),
});
