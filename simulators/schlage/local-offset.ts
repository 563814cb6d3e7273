import { DateTime } from "luxon";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** A change of the offset is looked for this far ahead. Every zone that has any has one within it. */
const horizonDays = 370;

/** By how much a zone's clocks on the wall are ahead of UTC at an instant, in milliseconds. */
export const offsetMs = (instant: number, zone: string): number =>
  DateTime.fromMillis(instant, { zone }).offset * minuteMs;

/** When the zone's clocks are next put forward or back, to the minute; a year from now at the latest, to be asked again. */
export function nextChange(now: number, zone: string): number {
  const before = offsetMs(now, zone);
  for (let day = 1; day <= horizonDays; day++) {
    const until = now + day * dayMs;
    if (offsetMs(until, zone) === before) continue;
    let [from, to] = [until - dayMs, until];
    while (to - from > 1) {
      const middle = Math.floor((from + to) / 2);
      if (offsetMs(middle, zone) === before) from = middle;
      else to = middle;
    }
    return to;
  }
  return now + horizonDays * dayMs;
}
