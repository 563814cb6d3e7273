import { longestPauseMs } from "../driver/weariness.ts";
import type { LockProfile } from "../lock/profile.ts";

/** How long things may take before an oracle calls them broken. All in milliseconds. */

const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

/** Seam, "Just-in-time Scheduling": such a code is on the lock up to 60 minutes before its start. */
export const justInTimeMs = 60 * minuteMs;

/**
 * On a lock that nothing ails a code is confirmed, and a change by other hands noticed, within 15 virtual minutes: what the
 * simulated locks promise of their latencies. Whatever is asked of such a lock is done by then.
 */
export const promptMs = 15 * minuteMs;

/** How long the hub of a healthy lock may take to hear of what was done at its keypad. */
export const lagMs = 2 * minuteMs;

/**
 * How long the service, or a link, may take to come back: it waits for two minutes at the most, where it has died again and again or the
 * broker has refused it.
 */
export const returnMs = 3 * minuteMs;

/** By how much a pause between two attempts can be longer than the profile says: the session's jitter of 20 %. */
const jitter = 1.2;

/** After troubles: the longest pause between two attempts, and the time of an attempt. */
export const afterTroubleMs = ({ timing }: LockProfile): number =>
  timing.retryDelayMaxMs.value * jitter + promptMs;

/**
 * Until a code is on the lock that says why it is not, once the lock would take it: it is tried ever more seldom. What is to go, what has stood
 * there, and what says nothing is not.
 */
export const writingMs = ({ onlineCodes }: LockProfile): number =>
  onlineCodes?.value === false ? 0 : longestPauseMs * jitter;

/** Until what was to be is, after troubles: a read, the clearing and the writing may each have to wait for an attempt. */
export const convergenceMs = ({ timing }: LockProfile): number =>
  3 * timing.retryDelayMaxMs.value * jitter + 2 * promptMs;

/** After it the service has looked at the whole table, whatever it had believed before. */
export const lookMs = (profile: LockProfile): number =>
  profile.timing.auditMs.value * jitter + afterTroubleMs(profile);

/**
 * So many commands in an hour are more than any work on a lock asks for. Our choice: a lock with a full table of 250 entries
 * that is set anew takes five commands an entry, and no more than one in 3 s gets through a radio.
 */
export const commandsPerHourMax = 1_200;
