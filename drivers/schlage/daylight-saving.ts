import { DateTime } from "luxon";
import type { Window } from "../../src/lock/slot-value.ts";

/**
 * The lock keeps the times of its codes by an offset from UTC that it does not keep apart: when daylight saving time ends, all of them
 * move an hour ahead, and when it begins, an hour back (Seam docs, schlage-locks-daylight-savings-time-adjustments: in November 2025
 * Seam let codes end an hour later for it; the other direction is assumed). So an instant beyond a change is sent as it has to
 * stand before it, and is shown as it should be only after it.
 */

/** A list may lag behind the change, in milliseconds. Our choice: a day. */
const lagMs = 24 * 3_600_000;
const minuteMs = 60_000;

const offsetMs = (instant: number, zone: string): number =>
  DateTime.fromMillis(instant, { zone }).offset * minuteMs;

/** How an instant stands on the lock at `now`: one that lies beyond a change will be moved by it, one before has been. */
const asSent = (instant: number, zone: string, now: number): number =>
  instant + offsetMs(now, zone) - offsetMs(instant, zone);

/** In the hour after the clocks are put forward nothing can end: what was sent for it would end before the change moves it. */
const endAsSent = (instant: number, zone: string, now: number): number => {
  const sent = asSent(instant, zone, now);
  return offsetMs(sent, zone) === offsetMs(instant, zone) ? sent : instant;
};

export const windowAsSent = ({ startsAt, endsAt }: Window, zone: string, now: number): Window => ({
  startsAt: asSent(startsAt, zone, now),
  endsAt: endAsSent(endsAt, zone, now),
});

/** Whether an instant that was read is the one that was meant, though the list may not show the change yet. */
function isSameInstant(wanted: number, read: number, zone: string, now: number): boolean {
  return [wanted, asSent(wanted, zone, now), asSent(wanted, zone, now - lagMs)].includes(read);
}

/** The cloud keeps no parts of a second. No guest loses any by it. */
export const inWholeSeconds = ({ startsAt, endsAt }: Window): Window => ({
  startsAt: Math.floor(startsAt / 1_000) * 1_000,
  endsAt: Math.ceil(endsAt / 1_000) * 1_000,
});

export function isSameWindow(
  wanted: Window | undefined,
  read: Window | undefined,
  { zone, now }: { readonly zone: string; readonly now: number },
): boolean {
  if (!wanted || !read) return wanted === read;
  const { startsAt, endsAt } = inWholeSeconds(wanted);
  return isSameInstant(startsAt, read.startsAt, zone, now) && isSameInstant(endsAt, read.endsAt, zone, now);
}
