import { z } from "zod";
import { actionAttempt } from "../../answers.ts";
import { id } from "../../inputs.ts";
import { defineRoute } from "../../route.ts";
import { attemptAnswer } from "../../settled.ts";

export const deleteUnmanagedAccessCode = defineRoute({
  path: "/access_codes/unmanaged/delete",
  methods: ["POST", "DELETE"],
  answers: { action_attempt: actionAttempt },
  input: z.object({ access_code_id: id, sync: z.boolean().exactOptional() }),
  handle: async ({ sync, ...which }, backend) => {
    const attempt = await backend.enter(() => backend.service.unmanagedCodes.delete(which));
    return { action_attempt: await attemptAnswer(backend, attempt, sync) };
  },
});
