import type { DeviceRow } from "./rows.ts";
import type { DeviceProblem } from "./seam-objects.ts";

/** What there is to know of a device. That its backup pool is empty is an error of it. */
export function deviceWarnings({ backupPool, thirdPartySince }: DeviceRow): DeviceProblem[] {
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
    ...warning(
      "third_party_integration_detected",
      "Something else keeps on changing codes of the device. What it undoes is set again only after a while.",
      thirdPartySince,
    ),
  ];
}

const warning = (warning_code: string, message: string, since: number | undefined): DeviceProblem[] =>
  since === undefined ? [] : [{ warning_code, message, created_at: new Date(since).toISOString() }];
