import { z } from "zod";
import { invalidInput } from "../../lock/errors.ts";
import { clientSession } from "../answers.ts";
import { sessionHolders } from "../authorization.ts";
import { id } from "../inputs.ts";
import { defineRoute, readMethods } from "../route.ts";

/** A session's own, for whoever holds its token: so SDKs make sure that a token is good. With a key, one that is named. */
export const getClientSession = defineRoute({
  path: "/client_sessions/get",
  methods: readMethods,
  answers: { client_session: clientSession },
  callers: sessionHolders,
  input: z.object({
    client_session_id: id.exactOptional(),
    user_identifier_key: z.string().min(1).exactOptional(),
  }),
  handle: async (input, { caller, enter, workspaces }) => {
    const isNamed = input.client_session_id !== undefined || input.user_identifier_key !== undefined;
    if (!isNamed && caller.kind !== "client_session") {
      throw invalidInput("client_session_id", "is required, unless user_identifier_key is given");
    }
    return { client_session: await enter(() => workspaces.getClientSession(input)) };
  },
});
