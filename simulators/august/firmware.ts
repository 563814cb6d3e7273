import { z } from "zod";
import type { KeypadFirmware } from "../../src/simulator/keypad-lock.ts";
import type { Latency } from "../../src/simulator/pacer.ts";

/**
 * The simulated August lock's own numbers. August publishes next to none; what has no source is assumed, and stays well
 * inside the promise that a healthy lock holds a code within 15 minutes.
 */

/** Assumed: three wrong codes are a slip, five are not; Kwikset's keypad goes dead for a minute too. */
export const keypad: KeypadFirmware = {
  // Assumed: the 250 of Seam's generic device sample; more than 150 were seen on one lock (seamapi/public-tracker#51).
  capacity: 250,
  // Assumed: no primary source; that some models take no 8 digits says seamapi/public-tracker#88.
  lengthMin: 4,
  lengthMax: 6,
  wrongCodesMax: 5,
  lockOutMs: 60_000,
};

export const latencies = {
  /** Assumed: an HTTP call to the cloud. */
  cloud: { minMs: 150, maxMs: 1_500 },
  /** Assumed: from the cloud's list through the bridge to the keypad. */
  load: { minMs: 3_000, maxMs: 45_000 },
  /** Assumed: the same, when the house's internet is flaky. */
  slowLoad: { minMs: 6 * 60_000, maxMs: 25 * 60_000 },
  /** Assumed: until the cloud gives up on a bridge whose lock does not answer. */
  unanswered: { minMs: 8_000, maxMs: 15_000 },
  /** Assumed: until the activity feed shows what happened. */
  feed: { minMs: 1_000, maxMs: 20_000 },
} as const satisfies Record<string, Latency>;

/** What a fleet may say about one lock. */
export const Options = z.strictObject({
  capacity: z.int().min(1).default(keypad.capacity),
  /** A keypad that takes fewer lengths than others of its family. */
  pinLengths: z.array(z.int().min(keypad.lengthMin).max(keypad.lengthMax)).min(1).default([4, 5, 6]),
  /** 0 to 1. */
  battery: z.number().min(0).max(1).default(1),
  /** How far the lock's own clock is ahead of the true time. */
  clockSkewMs: z.int().default(0),
});

export type Options = z.output<typeof Options>;

/** Other locks of the family. */
export const variants: readonly z.input<typeof Options>[] = [{ capacity: 4 }, { pinLengths: [6] }];
