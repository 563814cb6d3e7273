import { z } from "zod";
import { actionAttempt } from "../answers.ts";
import { sessionHolders } from "../authorization.ts";
import { id } from "../inputs.ts";
import { defineRoute } from "../route.ts";
import { attemptAnswer } from "../settled.ts";

export const deleteAccessCode = defineRoute({
  path: "/access_codes/delete",
  methods: ["POST", "DELETE"],
  answers: { action_attempt: actionAttempt },
  callers: sessionHolders,
  input: z.object({
    access_code_id: id,
    device_id: id.exactOptional(),
    sync: z.boolean().exactOptional(),
  }),
  handle: async ({ sync, ...which }, backend) => {
    const attempt = await backend.enter(() => backend.service.accessCodes.delete(which));
    return { action_attempt: await attemptAnswer(backend, attempt, sync) };
  },
});
