import { z } from "zod";
import { accessCodePin, id, instant, onlyOffered, preferredCodeLength, withoutEffect } from "../inputs.ts";

/** What a new code may be asked to be like, be it one or several. */
export const newCode = {
  name: z.string().exactOptional(),
  code: accessCodePin.exactOptional(),
  preferred_code_length: preferredCodeLength.exactOptional(),
  starts_at: instant.exactOptional(),
  ends_at: instant.exactOptional(),
  is_external_modification_allowed: z.boolean().exactOptional(),
  allow_external_modification: z.boolean().exactOptional(),
  attempt_for_offline_device: z.boolean().exactOptional(),
  prefer_native_scheduling: z.boolean().exactOptional(),
  is_offline_access_code: onlyOffered(false),
  use_offline_access_code: onlyOffered(false),
  is_one_time_use: onlyOffered(false),
  // Rounds the times of offline codes only.
  max_time_rounding: withoutEffect.maxTimeRounding,
  use_backup_access_code_pool: z.boolean().exactOptional(),
};

/** The key that links codes with one PIN. */
export const commonCodeKey = z.string().min(1);

/** A code by its id, or by its device and its PIN. */
export const oneCode = z
  .object({
    access_code_id: id.exactOptional(),
    device_id: id.exactOptional(),
    code: z.string().exactOptional(),
  })
  .refine(
    ({ access_code_id, device_id, code }) =>
      access_code_id !== undefined || (device_id !== undefined && code !== undefined),
    { path: ["access_code_id"], error: "Required, unless device_id and code are given" },
  );
