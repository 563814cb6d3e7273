import { z } from "zod";
import { actionAttempt } from "../answers.ts";
import { id } from "../inputs.ts";
import { defineRoute, readMethods } from "../route.ts";

/** Those that exist, as they are now: unlike `get`, a list does not wait for any of them. */
export const listActionAttempts = defineRoute({
  path: "/action_attempts/list",
  methods: readMethods,
  answers: { action_attempts: z.array(actionAttempt) },
  input: z.object({ action_attempt_ids: z.array(id) }),
  handle: async (input, { enter, service }) => ({
    action_attempts: await enter(() => service.actionAttempts.list(input)),
  }),
});
