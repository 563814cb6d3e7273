/** From the start, included, to the end, excluded: milliseconds since the epoch. */
export interface Window {
  readonly startsAt: number;
  readonly endsAt: number;
}

/** How a firmware gets schedules wrong. Each was seen in the field or follows from how times are kept. */
export const scheduleBugs = [
  /** The schedule is stored and not looked at (matter.js 0.17.9: a window wholly in the past still opens). */
  "ignored",
  /** The start is not looked at. */
  "startIgnored",
  /** The end is not looked at. */
  "endIgnored",
  /** Times are kept in half hours: the start is rounded up, the end down. */
  "halfHours",
  /** The last minute is left out. */
  "endsEarly",
] as const;

export type ScheduleBug = (typeof scheduleBugs)[number];

const minuteMs = 60_000;
const halfHourMs = 30 * minuteMs;

/** Whether an instant lies in a window, as a firmware with this bug sees it. */
export function inSchedule({ startsAt, endsAt }: Window, now: number, bug: ScheduleBug | undefined): boolean {
  switch (bug) {
    case undefined:
      return startsAt <= now && now < endsAt;
    case "ignored":
      return true;
    case "startIgnored":
      return now < endsAt;
    case "endIgnored":
      return startsAt <= now;
    case "halfHours":
      return (
        Math.ceil(startsAt / halfHourMs) * halfHourMs <= now &&
        now < Math.floor(endsAt / halfHourMs) * halfHourMs
      );
    case "endsEarly":
      return startsAt <= now && now < endsAt - minuteMs;
  }
}
