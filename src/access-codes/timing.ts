import type { LockProfile } from "../lock/profile.ts";
import type { Window } from "../lock/slot-value.ts";
import type { AccessCodeRow } from "./rows.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A lock that keeps schedules gets a code this long before its start (Seam, "Native Scheduling": 72 hours). */
const preloadMs = 72 * hourMs;

/** Any other lock gets it this long before its start (Seam, "Just-in-time Scheduling": 60 minutes). */
const justInTimeMs = hourMs;

/**
 * A code that is to work now and is not confirmed after this long is delayed. Seam says "unusually long" and gives no
 * number. Ours: a healthy lock confirms within 15 minutes, so a code that takes longer is not on the usual way.
 */
const settingDelayMs = 15 * minuteMs;

/** The same for a code that is to go. Seam gives no number here either; ours, for the same reason. */
export const removingDelayMs = 15 * minuteMs;

/**
 * A lock's own report of a movement that was asked for arrives within this long of its answer. Assumed: it travels the
 * same way. A later one is another hand's.
 */
export const doorEchoMs = minuteMs;

/**
 * A device that its account no longer lists for this long counts as removed. Our choice: Kwikset's cloud is known to leave
 * a lock out for minutes while it changes its network (seamapi/public-tracker#92).
 */
export const removedAfterMs = 15 * minuteMs;

/** Whether the code is left to the lock's own schedule. */
const isNative = (row: AccessCodeRow, profile: LockProfile): boolean =>
  profile.nativeScheduling.value && row.prefersNativeScheduling;

/** From when on the code is to stand on the lock; `undefined` for one that always is. */
export function placeAt(row: AccessCodeRow, profile: LockProfile): number | undefined {
  if (row.startsAt === null || row.offline) return undefined;
  return row.startsAt - (isNative(row, profile) ? preloadMs : justInTimeMs);
}

/** The schedule that the lock itself is to keep; `undefined` where the code is placed and removed by us alone. */
export function windowOf(row: AccessCodeRow, profile: LockProfile): Window | undefined {
  const isKeptByLock = row.offline !== undefined || isNative(row, profile);
  if (row.startsAt === null || row.endsAt === null || !isKeptByLock) return undefined;
  return { startsAt: row.startsAt, endsAt: row.endsAt };
}

/** When a code that is still not on the lock counts as delayed: at its start, or when setting it has taken too long. */
export const settingDelayedAt = (row: AccessCodeRow): number =>
  row.startsAt !== null && row.settingSince < row.startsAt ? row.startsAt : row.settingSince + settingDelayMs;
