import { parseInstant } from "../kernel/duration.ts";
import { sharedNow } from "../kernel/pacer.ts";
import { invalidInput } from "../lock/errors.ts";

/** How the time of a live world follows from the wall clock's. */
export interface LiveClock {
  readonly pace: number;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** The instant that it is now. */
  readonly now: number;
}

/** Throws a RequestError (`invalid_input`) for a pace that needs an instant, and an instant that is none or to come. */
export function liveClock({
  pace = 1,
  since,
}: {
  readonly pace?: number | undefined;
  readonly since?: string | undefined;
}): LiveClock {
  if (!(pace > 0 && pace < Number.POSITIVE_INFINITY))
    throw invalidInput("pace", "must be more than 0 in live mode");
  if (pace !== 1 && since === undefined) {
    throw invalidInput("since", "must say when time was the wall clock's: else no other process shares it");
  }
  let instant: number;
  try {
    instant = since === undefined ? 0 : parseInstant(since);
  } catch (error) {
    throw invalidInput("since", error instanceof Error ? error.message : "is not an instant");
  }
  const now = sharedNow(pace, instant);
  if (sharedNow(1, instant) < instant) throw invalidInput("since", "must be in the past");
  return { pace, since: instant, now };
}
