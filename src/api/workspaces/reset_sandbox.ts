import { z } from "zod";
import { RequestError } from "../../lock/errors.ts";
import { actionAttempt } from "../answers.ts";
import { defineRoute } from "../route.ts";

/** Only for a sandbox: elsewhere it would take the codes of real guests away. */
export const resetSandbox = defineRoute({
  path: "/workspaces/reset_sandbox",
  methods: ["POST"],
  answers: { action_attempt: actionAttempt },
  input: z.object({}),
  handle: async (_input, { enter, service, workspaces }) => ({
    action_attempt: await enter(() => {
      if (workspaces.get().is_sandbox) return service.resetSandbox();
      throw new RequestError("workspace_not_sandbox", "Only a sandbox workspace can be reset");
    }),
  }),
});
