import { z } from "zod";
import { clientSession } from "../answers.ts";
import { keyHolders } from "../authorization.ts";
import { id, instant, notOffered } from "../inputs.ts";
import { defineRoute } from "../route.ts";

/** Apps ask for one with a key on their servers, or with a publishable key in the hands of their users. */
export const getOrCreateClientSession = defineRoute({
  path: "/client_sessions/get_or_create",
  methods: ["POST"],
  answers: { client_session: clientSession },
  callers: [...keyHolders, "publishable_key"],
  input: z.object({
    user_identifier_key: z.string().min(1).exactOptional(),
    connected_account_ids: z.array(id).exactOptional(),
    expires_at: instant.exactOptional(),
    connect_webview_ids: notOffered,
    user_identity_id: notOffered,
    user_identity_ids: notOffered,
  }),
  handle: async (input, { enter, workspaces }) => ({
    client_session: await enter(() => workspaces.getOrCreateClientSession(input)),
  }),
});
