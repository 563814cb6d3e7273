import { DateTime } from "luxon";

/** Instants as igloohome's API writes them: in some zone's local time, to the second, with the offset. */

const format = "yyyy-MM-dd'T'HH:mm:ssZZ";

export const timeIn = (zone: string, instant: number): string =>
  DateTime.fromMillis(instant, { zone }).toFormat(format);

/** The last whole second that is not after the instant, and the first that is not before it. */
export const secondBefore = (instant: number): number => Math.floor(instant / 1_000) * 1_000;
export const secondAfter = (instant: number): number => Math.ceil(instant / 1_000) * 1_000;

/** The beginning of the hour, as the clock on the wall of the door shows it. */
export const hourIn = (zone: string, instant: number): number =>
  DateTime.fromMillis(instant, { zone }).startOf("hour").toMillis();

/** The same time of day so many days later, on the same clock. */
export const daysAfter = (zone: string, instant: number, days: number): number =>
  DateTime.fromMillis(instant, { zone }).plus({ days }).toMillis();
