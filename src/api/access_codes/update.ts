import { z } from "zod";
import { actionAttempt } from "../answers.ts";
import { sessionHolders } from "../authorization.ts";
import {
  accessCodePin,
  endsAfterStart,
  endsAfterStartIssue,
  id,
  instant,
  onlyOffered,
  preferredCodeLength,
  withoutEffect,
} from "../inputs.ts";
import { defineRoute } from "../route.ts";
import { attemptAnswer } from "../settled.ts";

export const updateAccessCode = defineRoute({
  path: "/access_codes/update",
  methods: ["POST", "PUT", "PATCH"],
  answers: { action_attempt: actionAttempt },
  callers: sessionHolders,
  input: z
    .object({
      access_code_id: id,
      device_id: id.exactOptional(),
      name: z.string().exactOptional(),
      code: accessCodePin.exactOptional(),
      preferred_code_length: preferredCodeLength.exactOptional(),
      type: z.enum(["ongoing", "time_bound"]).exactOptional(),
      starts_at: instant.nullable().exactOptional(),
      ends_at: instant.nullable().exactOptional(),
      is_external_modification_allowed: z.boolean().exactOptional(),
      allow_external_modification: z.boolean().exactOptional(),
      attempt_for_offline_device: z.boolean().exactOptional(),
      prefer_native_scheduling: z.boolean().exactOptional(),
      sync: z.boolean().exactOptional(),
      is_managed: z.boolean().exactOptional(),
      is_offline_access_code: onlyOffered(false),
      use_offline_access_code: onlyOffered(false),
      is_one_time_use: onlyOffered(false),
      // Rounds the times of offline codes only.
      max_time_rounding: withoutEffect.maxTimeRounding,
      use_backup_access_code_pool: z.boolean().exactOptional(),
    })
    .refine(endsAfterStart, endsAfterStartIssue),
  handle: async (input, backend) => {
    const { sync, ...wanted } = input;
    const attempt = await backend.enter(() => backend.service.accessCodes.update(wanted));
    return { action_attempt: await attemptAnswer(backend, attempt, sync) };
  },
});
