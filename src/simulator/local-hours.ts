import { DateTime } from "luxon";

const hourMs = 3_600_000;
const minuteMs = 60_000;

/**
 * Whole hours as the clock on the wall of a door shows them, counted since 1970. In a zone that is half an hour off, they begin
 * half an hour off too.
 */
export const hourOf = (instant: number): number => Math.floor(instant / hourMs);

/** By how much the clock on the wall is ahead of UTC, in milliseconds. */
export const offsetMs = (instant: number, zone: string): number =>
  DateTime.fromMillis(instant, { zone }).offset * minuteMs;

/** The instant at which such an hour begins, in milliseconds since the epoch. */
export function startOfHour(hour: number, zone: string): number {
  const instant = hour * hourMs;
  const offset = DateTime.fromMillis(instant, { zone }).offset;
  return instant + (((-offset % 60) + 60) % 60) * minuteMs;
}
