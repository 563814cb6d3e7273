import type { Placement } from "../driver/programmer.ts";
import type { AccessCodeRow, DeviceRow } from "./rows.ts";
import type { DeviceProblem } from "./seam-objects.ts";

/** What a backup code is, and what a pool of them reports. The pool itself: {@link BackupPool}. */

/** Whether a backup code can be pulled for this one: Seam backs up time-bound codes alone. */
export const canHaveBackup = ({ endsAt, removal, backup }: AccessCodeRow, now: number): boolean =>
  backup === undefined && removal === undefined && endsAt !== null && endsAt > now;

/** In the pool: nobody has been given it yet, and it is not on its way out. */
export const isInPool = ({ backup, removal }: AccessCodeRow): boolean =>
  backup !== undefined && backup.pulledFor === undefined && removal === undefined;

/** Given to somebody, who may still open the door with it. */
export const isPulled = ({ backup, removal }: AccessCodeRow): boolean =>
  backup?.pulledFor !== undefined && removal === undefined;

/** Whether the code is on the lock for sure, so that whoever is given it can use it at once. */
export const isStanding = (placements: readonly Placement[]): boolean =>
  placements.some(({ intent, status }) => intent === "present" && status === "set");

/** What is wrong with a pool, beside its emptiness, which is an error of the device. */
export function poolWarnings({ backupPool }: DeviceRow): DeviceProblem[] {
  const warning = (warning_code: string, message: string, since: number | undefined): DeviceProblem[] =>
    since === undefined ? [] : [{ warning_code, message, created_at: new Date(since).toISOString() }];
  return [
    ...warning(
      "partial_backup_access_code_pool",
      "The backup access code pool is not full. Its codes are being set, or the device has no room for them.",
      backupPool?.partialSince,
    ),
    ...warning(
      "many_active_backup_codes",
      "Several backup access codes have been pulled and are still in use. Look for what keeps codes from being set.",
      backupPool?.manyActiveSince,
    ),
  ];
}
