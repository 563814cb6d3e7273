import { z } from "zod";
import type { KeypadFirmware } from "../../src/simulator/keypad-lock.ts";
import type { Latency } from "../../src/simulator/pacer.ts";

/** The own numbers of a simulated Schlage Encode. Allegion publishes few; what has no source is assumed. */

export const keypad: KeypadFirmware = {
  // Assumed: a hundred is what is told of it, and nowhere confirmed.
  capacity: 100,
  // Schlage's pages on changing the length of a lock's codes: 4 to 8.
  lengthMin: 4,
  lengthMax: 8,
  // Assumed: the log knows "keypad disabled, invalid code" (pyschlage, event 11), and not after how many.
  wrongCodesMax: 4,
  lockOutMs: 60_000,
};

export const latencies = {
  /** Assumed: an HTTP call to the cloud. */
  cloud: { minMs: 150, maxMs: 1_500 },
  /** Assumed: from the cloud to the lock and back, which the call waits for. */
  lock: { minMs: 800, maxMs: 8_000 },
  /** Assumed: until the cloud's list shows what the lock did. */
  list: { minMs: 1_000, maxMs: 40_000 },
  /** Assumed: the same, on a bad day (seamapi/public-tracker#126). */
  slowList: { minMs: 10 * 60_000, maxMs: 30 * 60_000 },
  /** seamapi/public-tracker#78: events arrive some ten minutes late. */
  log: { minMs: 5_000, maxMs: 10 * 60_000 },
} as const satisfies Record<string, Latency>;

/** pyschlage: after this long a call that nobody has answered is given up; the cloud says so itself. */
export const callPatienceMs = 60_000;

/** Assumed: how long the cloud hears nothing of a lock before it calls it disconnected. */
export const connectionPatienceMs = 3 * 60_000;

/** The length that codes have when their owner has changed it. */
export const otherLength = (length: number | null): number => (length === 6 ? 4 : 6);

/** What a fleet may say about one lock. */
export const Options = z.strictObject({
  capacity: z.int().min(1).default(keypad.capacity),
  /** The one length of all codes; `null`: any, as on the Encode Plus. */
  accessCodeLength: z.int().min(keypad.lengthMin).max(keypad.lengthMax).nullable().default(4),
  /** The list shows asterisks in place of PINs. */
  masksCodes: z.boolean().default(false),
  /** 0 to 100. */
  battery: z.int().min(0).max(100).default(100),
  /** How far the lock's own clock is ahead of the true time. */
  clockSkewMs: z.int().default(0),
});

export type Options = z.output<typeof Options>;

/** Other locks of the family. */
export const variants: readonly z.input<typeof Options>[] = [
  { masksCodes: true },
  { accessCodeLength: null },
  { capacity: 4 },
];
