/** What a broker takes and keeps at most, so that no client can fill it. */

/**
 * Bytes of one packet after its fixed header. Mosquitto has the same in docs/mosquitto; the longest list of codes that a
 * vendor's lock holds takes less than a tenth of it.
 */
export const packetBytesMax = 1_048_576;

/** Messages that wait for one client to acknowledge them, or to come back. Mosquitto has the same in docs/mosquitto. */
export const queuedMax = 10_000;

/** What one account may have: retained messages, and filters that it hears of. */
export interface AccountLimits {
  readonly retainedMax: number;
  readonly retainedBytesMax: number;
  readonly filtersMax: number;
}

/** A lock needs a retained state and, where a gateway wants, a filter of its own: there is room for four of each, ... */
const perLock = 4;
/** ... and for what the gateway says and hears itself. */
const perAccount = 64;
/** On average: a state is a tenth of it. */
const retainedBytesEach = 16_384;

/** What an account that speaks for so many locks may have. */
export function limitsOf(lockCount: number): AccountLimits {
  const count = perAccount + perLock * lockCount;
  return { retainedMax: count, retainedBytesMax: count * retainedBytesEach, filtersMax: count };
}
