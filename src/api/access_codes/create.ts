import { z } from "zod";
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

export const createAccessCode = defineRoute({
  path: "/access_codes/create",
  methods: ["POST"],
  input: z
    .object({
      device_id: id,
      name: z.string().exactOptional(),
      code: accessCodePin.exactOptional(),
      preferred_code_length: preferredCodeLength.exactOptional(),
      starts_at: instant.exactOptional(),
      ends_at: instant.exactOptional(),
      is_external_modification_allowed: z.boolean().exactOptional(),
      allow_external_modification: z.boolean().exactOptional(),
      attempt_for_offline_device: z.boolean().exactOptional(),
      prefer_native_scheduling: z.boolean().exactOptional(),
      common_code_key: z.string().exactOptional(),
      sync: z.boolean().exactOptional(),
      is_offline_access_code: onlyOffered(false),
      use_offline_access_code: onlyOffered(false),
      is_one_time_use: onlyOffered(false),
      // Rounds the times of offline codes only.
      max_time_rounding: withoutEffect.maxTimeRounding,
      // The code works without a backup; the answer says that none is available.
      use_backup_access_code_pool: withoutEffect.boolean,
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
