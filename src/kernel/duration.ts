import { DateTime, Duration } from "luxon";

const shortForm = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;
/** Weeks, or days and times: years and months have no fixed length. */
const isoForm = /^P(?!$)(?:\d+W|(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d{1,3})?S)?)?)$/;

const shortUnitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * A length of time in whole milliseconds: ISO 8601 (`PT2H`, `P3DT2H`, `P1W`) or short (`500ms`, `90s`, `15m`, `2h`, `3d`).
 * A day is 24 hours. Throws a RangeError that names what is allowed.
 */
export function parseDuration(text: string): number {
  const milliseconds = readShort(text) ?? readIso(text);
  if (milliseconds === undefined || !Number.isSafeInteger(milliseconds)) {
    throw new RangeError(
      `${JSON.stringify(text)} is not a duration: it must be ISO 8601 in weeks, days, hours, minutes and seconds ("PT2H", "P3DT2H") or a number with ms, s, m, h or d ("500ms", "90s", "2h", "3d")`,
    );
  }
  return milliseconds;
}

function readShort(text: string): number | undefined {
  const [, amount, unit] = shortForm.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  return Math.round(Number(amount) * shortUnitMs[unit as keyof typeof shortUnitMs]);
}

const readIso = (text: string): number | undefined =>
  isoForm.test(text) ? Duration.fromISO(text).toMillis() : undefined;

/** An instant as the wire and the API write it: UTC with milliseconds, `2026-03-08T10:00:00.000Z`. */
export const formatInstant = (instant: number): string => new Date(instant).toISOString();

const written = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/;

/**
 * The instant of a text that says it as {@link formatInstant} does, milliseconds or not; `undefined` for any other, and for a day
 * that no calendar has. Most instants come in this form, which needs no calendar to be read.
 */
export function readInstant(text: string): number | undefined {
  if (!written.test(text)) return undefined;
  const instant = Date.parse(text);
  const isThatDay = Number.isFinite(instant) && formatInstant(instant).startsWith(text.slice(0, 19));
  return isThatDay ? instant : undefined;
}

/** The milliseconds since the epoch of an ISO 8601 instant, which without an offset is UTC; `undefined` for a text that is none. */
export function instantOf(text: string): number | undefined {
  const known = readInstant(text);
  if (known !== undefined) return known;
  const instant = DateTime.fromISO(text, { zone: "utc" });
  return instant.isValid ? instant.toMillis() : undefined;
}

/** The same. Throws a RangeError with words. */
export function parseInstant(text: string): number {
  const instant = instantOf(text);
  if (instant === undefined) {
    throw new RangeError(
      `${JSON.stringify(text)} is not an instant: it must be ISO 8601 ("2026-03-08T10:00:00Z")`,
    );
  }
  return instant;
}
