import { clientSession } from "../answers.ts";
import { keyHolders } from "../authorization.ts";
import { defineRoute } from "../route.ts";
import { newClientSession } from "./inputs.ts";

/** Apps ask for one with a key on their servers, or with a publishable key in the hands of their users. */
export const getOrCreateClientSession = defineRoute({
  path: "/client_sessions/get_or_create",
  methods: ["POST"],
  answers: { client_session: clientSession },
  callers: [...keyHolders, "publishable_key"],
  input: newClientSession,
  handle: async (input, { enter, workspaces }) => ({
    client_session: await enter(() => workspaces.getOrCreateClientSession(input)),
  }),
});
