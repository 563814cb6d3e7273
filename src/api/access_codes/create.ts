import { z } from "zod";
import { accessCode, actionAttempt } from "../answers.ts";
import { sessionHolders } from "../authorization.ts";
import { endsAfterStart, endsAfterStartIssue, id, maxTimeRounding } from "../inputs.ts";
import { defineRoute } from "../route.ts";
import { attemptAnswer } from "../settled.ts";
import { commonCodeKey, newCode } from "./inputs.ts";

export const createAccessCode = defineRoute({
  path: "/access_codes/create",
  methods: ["POST"],
  answers: { access_code: accessCode, action_attempt: actionAttempt },
  callers: sessionHolders,
  input: z
    .object({
      ...newCode,
      device_id: id,
      common_code_key: commonCodeKey.exactOptional(),
      sync: z.boolean().exactOptional(),
      is_offline_access_code: z.boolean().exactOptional(),
      use_offline_access_code: z.boolean().exactOptional(),
      is_one_time_use: z.boolean().exactOptional(),
      // Rounds the times of offline codes only.
      max_time_rounding: maxTimeRounding.exactOptional(),
    })
    .refine(endsAfterStart, endsAfterStartIssue),
  handle: async (input, backend) => {
    const { sync, ...wanted } = input;
    const { accessCode, actionAttempt } = await backend.enter(() =>
      backend.service.accessCodes.create(wanted),
    );
    const answered = await attemptAnswer(backend, actionAttempt, sync);
    return { access_code: accessCode, action_attempt: answered };
  },
});
