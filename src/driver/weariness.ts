import { opensOtherwise } from "../lock/slot-value.ts";
import type { Placement } from "./programmer.ts";

/**
 * How long a code is tried at the profile's longest pause before its pauses grow beyond it, in milliseconds. Our choice: an hour, which is
 * longer than most of what keeps a lock from taking a code lasts.
 */
export const vainTimeMs = 3_600_000;

/**
 * The longest pause between two attempts to put a code on a lock that does not take it, in milliseconds. Our choice: two hours, twelve
 * attempts a day, which a battery bears.
 */
export const longestPauseMs = 2 * 3_600_000;

/**
 * For how long a lock has been asked in vain for a code, and nothing has happened that may have changed that. Nothing, where anybody depends
 * on how soon it is written: the code has stood there, or something else of it may still open the door, which goes only by this.
 */
export function triedInVainMs(
  { failingSince, intent, hasStood, content, earlier = [] }: Placement,
  lastChangeAt: number,
  now: number,
): number {
  const isToStay = intent === "present" && !hasStood;
  const mayOpen = earlier.some((version) => opensOtherwise(version, content));
  if (failingSince === undefined || !isToStay || mayOpen) return 0;
  return now - Math.max(failingSince, lastChangeAt);
}

/** The pause after so long: as long again, and never longer than {@link longestPauseMs}. `pauseMs`: what it would be otherwise. */
export const wearyPauseMs = (vainMs: number, pauseMs: number): number =>
  vainMs < vainTimeMs ? pauseMs : Math.max(pauseMs, Math.min(vainMs, longestPauseMs));
