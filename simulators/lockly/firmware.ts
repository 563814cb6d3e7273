import { z } from "zod";
import type { KeypadFirmware } from "../../src/simulator/keypad-lock.ts";
import type { OfflineKind } from "../../src/simulator/offline-pins.ts";
import type { Latency } from "../../src/simulator/pacer.ts";

/** The own numbers of a simulated Lockly lock, its hub and its cloud. "Manuals": those of Lockly's locks. */

export const keypad: KeypadFirmware = {
  // Assumed: Seam docs name memory and subscription as limits, and no number.
  capacity: 50,
  // Seam docs: 6 to 8 digits.
  lengthMin: 6,
  lengthMax: 8,
  // Assumed: no number is public.
  wrongCodesMax: 5,
  lockOutMs: 5 * 60_000,
};

export const pinLengths = [6, 7, 8];

export const latencies = {
  /** Assumed: a call to the cloud. */
  cloud: { minMs: 150, maxMs: 1_500 },
  /** Assumed: from the hub by Bluetooth to the lock and back. */
  radio: { minMs: 1_000, maxMs: 8_000 },
  /** Assumed: until the hub gives up on a lock that does not answer. */
  unanswered: { minMs: 10_000, maxMs: 20_000 },
  /** Assumed: until the cloud tells of a change. */
  news: { minMs: 500, maxMs: 10_000 },
} as const satisfies Record<string, Latency>;

/** Manuals: offline codes have 4 to 12 digits; the longest tell the most apart. */
export const offlineDigits = 12;

/** Assumed: in hours, for a year at most; how many there are for the same times. */
export const offlineKinds = [
  { name: "timed", lengths: { min: 1, max: 366 * 24 }, variants: 5 },
  { name: "oneTime", lengths: { min: 1, max: 366 * 24 }, variants: 5 },
] as const satisfies readonly OfflineKind[];

/** Older manuals: up to 50 before the lock has to be reset. Assumed: one that has ended counts no more. */
export const offlineCodesMax = 50;

/** What a fleet may say about one lock. */
export const Options = z.strictObject({
  capacity: z.int().min(1).default(keypad.capacity),
  /** 0 to 100. */
  battery: z.int().min(0).max(100).default(100),
  /** How far the lock's own clock is ahead of the true time. Only offline codes are judged by it. */
  clockSkewMs: z.int().default(0),
});

export type Options = z.output<typeof Options>;

/** Other locks of the family. */
export const variants: readonly z.input<typeof Options>[] = [{ capacity: 4 }];
