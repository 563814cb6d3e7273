const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/**
 * How long after the attempt before it the next one is made. The first is made at once (Seam's docs, "Webhooks": immediately,
 * 5 seconds, 5 minutes, 30 minutes, 2 hours, 5 hours, 10 hours, 10 hours).
 */
const pausesMs = [
  5 * secondMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  10 * hourMs,
] as const;

/**
 * A message that is older than this is given up even if it has never been tried, because those before it were not taken.
 * So what waits for a receiver that never answers is bounded. Assumed: Svix gives an endpoint up after five days.
 */
export const messageAgeMaxMs = 5 * 24 * hourMs;

/** When the next attempt is made after so many have failed; `undefined`: none is. */
export function nextAttemptAt(failedAttempts: number, now: number): number | undefined {
  const pauseMs = pausesMs[failedAttempts - 1];
  return pauseMs === undefined ? undefined : now + pauseMs;
}
