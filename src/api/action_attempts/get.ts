import { z } from "zod";
import { actionAttempt } from "../answers.ts";
import { sessionHolders } from "../authorization.ts";
import { id } from "../inputs.ts";
import { defineRoute, readMethods } from "../route.ts";
import { settled } from "../settled.ts";

/**
 * A virtual world stands still between requests, so asking is what lets the attempt come to its end. In any other the client asks
 * again, as it does at Seam's.
 */
export const getActionAttempt = defineRoute({
  path: "/action_attempts/get",
  methods: readMethods,
  answers: { action_attempt: actionAttempt },
  callers: sessionHolders,
  input: z.object({ action_attempt_id: id }),
  handle: async (input, backend) => {
    const attempt = await backend.enter(() => backend.service.actionAttempts.get(input));
    const isVirtual = backend.lab.time().mode === "virtual";
    return { action_attempt: isVirtual ? await settled(backend, attempt) : attempt };
  },
});
