import type { LockDriver } from "../driver/lock-driver.ts";
import type { Placement } from "../driver/programmer.ts";
import type { AccessCodeStatus } from "../lock/access-code-status.ts";
import { type AccountErrorCode, isUsable } from "../wire/account-report.ts";
import { isWanted, type Situation, targetOf } from "./plan.ts";
import { problemsOf } from "./problems.ts";
import type { AccessCodeRow, AccountRow, DeviceRow } from "./rows.ts";
import type { AccessCodeObject } from "./seam-objects.ts";
import { windowOf } from "./timing.ts";

/** Everything that an access code's object is made of. */
export interface View extends Situation {
  readonly device: DeviceRow;
  readonly account: AccountRow | undefined;
  readonly driver: LockDriver;
  /** A backup code could be pulled for it now. */
  readonly hasBackup: boolean;
  /** The backup code that was pulled for it, as long as there is one. */
  readonly pulledBackupId: string | undefined;
  readonly workspaceId: string;
}

/** Whether the code waits on the lock for a start that the lock itself will keep. */
export function isScheduled(situation: Situation): boolean {
  return isBeforeStart(situation) && isUnderSchedule(situation);
}

/** Whether the code stands on the lock together with the schedule that the lock keeps. */
const isUnderSchedule = (situation: Situation): boolean =>
  situation.row.offline === undefined &&
  windowOf(situation.row, situation.profile) !== undefined &&
  targetOf(situation)?.status === "set";

/**
 * When the lock will begin to open with a code that it took when its time had begun; `undefined` for one that it took in time.
 */
export function lateStart(situation: Situation): number | undefined {
  const told = targetOf(situation)?.content.sentStarts?.at(-1);
  return told !== undefined && told > (situation.row.startsAt ?? told) ? told : undefined;
}

const isBeforeStart = ({ row, now }: Situation): boolean => row.startsAt !== null && now < row.startsAt;

export function statusOf(view: View): AccessCodeStatus {
  if (view.row.removal) return "removing";
  if (view.account && !isUsable(Object.keys(view.account.errors) as AccountErrorCode[])) return "unknown";
  if (!isWanted(view)) return view.placements.length > 0 ? "removing" : "unset";
  const target = targetOf(view);
  // The old self is on its way out and the new one has to wait for that.
  if (!target) return "setting";
  // On the lock or not yet, a code with a schedule of its own is of no use before its start.
  const isKeptByLock = windowOf(view.row, view.profile) !== undefined;
  if (isKeptByLock && isBeforeStart(view) && target.status !== "unknown") return "unset";
  if (target.status === "set" && view.now < (lateStart(view) ?? 0)) return "setting";
  return target.status;
}

/** Seam's object: what the client wants, and what is known of the lock. */
export function accessCodeObject(view: View): AccessCodeObject {
  const { row, driver } = view;
  const onLock = view.placements.find(isSeenOnLock);
  return {
    access_code_id: row.accessCodeId,
    workspace_id: view.workspaceId,
    device_id: row.deviceId,
    name: row.name,
    code: row.pin,
    common_code_key: row.commonCodeKey,
    type: typeOf(row),
    status: statusOf(view),
    starts_at: timestamp(row.startsAt),
    ends_at: timestamp(row.endsAt),
    created_at: new Date(row.createdAt).toISOString(),
    ...problemsOf(view),
    is_managed: true,
    is_backup: row.backup !== undefined,
    is_backup_access_code_available: view.hasBackup,
    pulled_backup_access_code_id: view.pulledBackupId ?? null,
    is_external_modification_allowed: row.isExternalModificationAllowed,
    is_offline_access_code: row.offline !== undefined,
    is_one_time_use: row.offline?.isOneTime ?? false,
    is_scheduled_on_device: isUnderSchedule(view),
    is_waiting_for_code_assignment: row.pin === null,
    appearance: onLock ? driver.appearance(onLock.content.name) : null,
    pending_mutations: [],
  };
}

const typeOf = (row: AccessCodeRow): "ongoing" | "time_bound" =>
  row.endsAt === null ? "ongoing" : "time_bound";

const isSeenOnLock = (placement: Placement): boolean => placement.evidence === "confirmed";

const timestamp = (instant: number | null): string | null =>
  instant === null ? null : new Date(instant).toISOString();
