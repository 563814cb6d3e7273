import { z } from "zod";
import { actionAttempt } from "../answers.ts";
import { sessionHolders } from "../authorization.ts";
import { id } from "../inputs.ts";
import { defineRoute } from "../route.ts";
import { attemptAnswer } from "../settled.ts";
import { itsDevice, sync } from "./inputs.ts";

export const deleteAccessCode = defineRoute({
  path: "/access_codes/delete",
  methods: ["POST", "DELETE"],
  answers: { action_attempt: actionAttempt },
  callers: sessionHolders,
  input: z.object({
    access_code_id: id.describe(
      "The code that goes when it is off its lock. An offline code cannot be taken back, and the refusal says until when it opens",
    ),
    device_id: itsDevice,
    sync,
  }),
  handle: async ({ sync: waits, ...which }, backend) => {
    const attempt = await backend.enter(() => backend.service.accessCodes.delete(which));
    return { action_attempt: await attemptAnswer(backend, attempt, waits) };
  },
});
