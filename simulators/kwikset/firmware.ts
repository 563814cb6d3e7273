import { z } from "zod";
import type { KeypadFirmware } from "../../src/simulator/keypad-lock.ts";
import type { Latency } from "../../src/simulator/pacer.ts";

/**
 * The own numbers of a simulated Kwikset Halo. "Seam's guide": the page on Kwikset locks in Seam's docs (8c319e50); "kwikset-ha":
 * explosivo22/kwikset-ha 616b437.
 */

/** Seam's guide: dead after three wrong codes, for some 15 s of beeps and one more minute. */
export const keypad: KeypadFirmware = {
  // Assumed: kwikset-ha reads bitmaps of 64 slots and of 8; slot 0 stands for none.
  capacity: 63,
  lengthMin: 4,
  lengthMax: 8,
  wrongCodesMax: 3,
  lockOutMs: 75_000,
};

/** A lock with at most this many codes tells of them in the bitmap of 8 slots. Assumed: which lock has which. */
export const smallCapacity = 7;

export const latencies = {
  /** Assumed: an HTTP call to the cloud. */
  cloud: { minMs: 150, maxMs: 1_500 },
  /** Assumed: from the cloud to the lock, which saves its battery. */
  passOn: { minMs: 1_000, maxMs: 12_000 },
  /** Assumed: from the lock to the cloud, which pushes it on at once. */
  report: { minMs: 500, maxMs: 6_000 },
} as const satisfies Record<string, Latency>;

/** Assumed: how often the lock compares its table with what it has told, so that a report that got lost is made up for. */
export const syncMs = 10 * 60_000;

/** Assumed: how long the cloud hears nothing of a lock before it calls it offline. */
export const connectionPatienceMs = 3 * 60_000;

/** What a fleet may say about one lock. */
export const Options = z.strictObject({
  capacity: z.int().min(1).max(keypad.capacity).default(keypad.capacity),
  /** 0 to 100. */
  battery: z.int().min(0).max(100).default(100),
  /** How far the lock's own clock is ahead of the true time. */
  clockSkewMs: z.int().default(0),
});

export type Options = z.output<typeof Options>;

/** Other locks of the family. */
export const variants: readonly z.input<typeof Options>[] = [{ capacity: 4 }];
