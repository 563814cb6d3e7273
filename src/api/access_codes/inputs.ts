import { z } from "zod";
import { accessCodePin, id, instant, maxTimeRounding, preferredCodeLength } from "../inputs.ts";

/** Which device's code it has to be; another's is not found. */
export const itsDevice = id.exactOptional().describe("The code's device; with another's it is not found");

/** Two names of one permission. */
export const externalModification = {
  is_external_modification_allowed: z
    .boolean()
    .exactOptional()
    .describe(
      "Whether a PIN that the owner's app gives to the code is taken over, with a warning, or undone, with an error. False unless told",
    ),
  allow_external_modification: z
    .boolean()
    .exactOptional()
    .describe(
      "Another name of `is_external_modification_allowed`; refused where the two contradict each other",
    ),
};

/** What a new code may be asked to be like, be it one or several. */
export const newCode = {
  name: z
    .string()
    .exactOptional()
    .describe("Kept as it is. The lock gets it adapted to its vendor's rules, which `appearance` shows"),
  code: accessCodePin
    .exactOptional()
    .describe("The PIN; one that nobody on the device has is drawn unless told"),
  preferred_code_length: preferredCodeLength
    .exactOptional()
    .describe(
      "The length of a PIN that is drawn; one that the device does not take gives way to its shortest. Means nothing beside `code`, or where the vendor makes the PIN",
    ),
  starts_at: instant
    .exactOptional()
    .describe(
      "When the code begins to open the door. It needs an `ends_at`; without both the code is ongoing",
    ),
  ends_at: instant
    .exactOptional()
    .describe("When the code ceases to open it, in the future. Without a `starts_at` it begins at once"),
  ...externalModification,
  attempt_for_offline_device: z
    .boolean()
    .exactOptional()
    .describe(
      "False: refused (400) while the device is offline, but for an offline code, which needs no device. True unless told: the code waits",
    ),
  prefer_native_scheduling: z
    .boolean()
    .exactOptional()
    .describe(
      "False: the code comes to the lock an hour before its start and is taken off at its end, though the lock could keep the times itself",
    ),
  use_backup_access_code_pool: z
    .boolean()
    .exactOptional()
    .describe("True: the device has a pool of backup codes from now on, for good. False takes none away"),
};

/** What asks for an offline code, of a request that can have none; `because` completes "Expected false: ...". */
export function onlineOnly(because: string) {
  const no = z
    .literal(false, { error: `Expected false: ${because}` })
    .exactOptional()
    .describe(`True is refused: ${because}`);
  return {
    is_offline_access_code: no,
    use_offline_access_code: no,
    is_one_time_use: no,
    max_time_rounding: maxTimeRounding
      .exactOptional()
      .describe("Rounds nothing here: only the times of offline codes are ever rounded"),
  };
}

/** The key that links codes with one PIN. */
export const commonCodeKey = z.string().min(1);

/** With `sync` a request that acts answers with its outcome. */
export const sync = z
  .boolean()
  .exactOptional()
  .describe("True: the answer waits until the lock has done it, a minute of the lab's time at most");

/** A code by its id, or by its device and its PIN. */
export const oneCode = z
  .object({
    access_code_id: id.exactOptional().describe("Required, unless `device_id` and `code` are given"),
    device_id: itsDevice,
    code: z.string().exactOptional().describe("The code's PIN; with another it is not found"),
  })
  .refine(
    ({ access_code_id, device_id, code }) =>
      access_code_id !== undefined || (device_id !== undefined && code !== undefined),
    { path: ["access_code_id"], error: "Required, unless device_id and code are given" },
  );
