import { clientSession } from "../answers.ts";
import { keyHolders } from "../authorization.ts";
import { notOffered } from "../inputs.ts";
import { defineRoute } from "../route.ts";
import { newClientSession } from "./inputs.ts";

/** A session of its own for whoever asks, though there may be one like it. */
export const createClientSession = defineRoute({
  path: "/client_sessions/create",
  methods: ["POST", "PUT"],
  answers: { client_session: clientSession },
  callers: [...keyHolders, "publishable_key"],
  input: newClientSession.extend({ customer_id: notOffered, customer_key: notOffered }),
  handle: async (input, { enter, workspaces }) => ({
    client_session: await enter(() => workspaces.createClientSession(input)),
  }),
});
