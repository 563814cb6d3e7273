import { DateTime } from "luxon";
import { z } from "zod";

/**
 * The times of a code as the lock was told them, and the offset from UTC that its clock on the wall had then. When that offset
 * changes, the lock moves them: an hour ahead when the clocks are put back, an hour back when they are put forward. From Seam's
 * docs (schlage-locks-daylight-savings-time-adjustments) for the first; the second is assumed.
 */
export const ToldTimes = z.strictObject({ startsAt: z.int(), endsAt: z.int(), offsetMs: z.int() });

export type ToldTimes = z.infer<typeof ToldTimes>;

type Times = Pick<ToldTimes, "startsAt" | "endsAt">;

const minuteMs = 60_000;

/** By how much a zone's clocks on the wall are ahead of UTC at an instant, in milliseconds. */
export const offsetMs = (instant: number, zone: string): number =>
  DateTime.fromMillis(instant, { zone }).offset * minuteMs;

/** What the lock says that it keeps, at `now`. */
export const keptAt = ({ startsAt, endsAt, offsetMs: told }: ToldTimes, zone: string, now: number): Times => {
  const movedMs = offsetMs(now, zone) - told;
  return { startsAt: startsAt + movedMs, endsAt: endsAt + movedMs };
};

/** When the code really works: what the changes that come before its times will have made of them. */
export const workingTimes = ({ startsAt, endsAt, offsetMs: told }: ToldTimes, zone: string): Times => {
  const moved = (instant: number) => instant + offsetMs(instant, zone) - told;
  return { startsAt: moved(startsAt), endsAt: moved(endsAt) };
};
