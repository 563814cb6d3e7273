import { z } from "zod";
import type { KeypadFirmware } from "../../src/simulator/keypad-lock.ts";
import type { OfflineKind } from "../../src/simulator/offline-pins.ts";
import type { Latency } from "../../src/simulator/pacer.ts";

/** The own numbers of a simulated igloohome lock, its bridge and its cloud. "Seam docs": the pages on igloohome locks. */

export const keypad: KeypadFirmware = {
  // Seam docs, offline codes: 199 PINs, online and offline together.
  capacity: 199,
  // Seam docs, get started: 4 to 6 digits; 9 is what an algoPIN has.
  lengthMin: 4,
  lengthMax: 6,
  // Assumed: Seam docs know a lock-out alarm and no numbers.
  wrongCodesMax: 5,
  lockOutMs: 60_000,
};

export const latencies = {
  /** Assumed: an HTTP call to the cloud. */
  cloud: { minMs: 150, maxMs: 1_500 },
  /** Assumed: from the bridge over Bluetooth to the lock; public clients see most jobs end within 15 s. */
  job: { minMs: 2_000, maxMs: 12_000 },
  /** Assumed: a bridge at the edge of the lock's reach. */
  slowJob: { minMs: 75_000, maxMs: 200_000 },
  /** Assumed: until the cloud tells of a change. */
  news: { minMs: 500, maxMs: 10_000 },
} as const satisfies Record<string, Latency>;

/** Seam docs, error codes: a bridge with 20 pending jobs takes no more. */
export const pendingJobsMax = 20;

/** A job that nobody picked up "expires within minutes" (public-tracker#132). Assumed: five. */
export const jobLifeMs = 5 * 60_000;

/** Assumed: of how many jobs that have ended a bridge's cloud still tells how. */
export const endedJobsMax = 100;

/** Assumed: clocks differ, so that a start is only called past when it is so by this much. */
export const startToleranceMs = 5 * 60_000;

/** Seam docs, get started: how many locks a bridge serves. */
export const locksPerBridge = 5;

/** An algoPIN has nine digits (RemoteLOCK help centre). */
export const algoPinDigits = 9;

/** Seam docs, offline codes: lengths in hours and in days, and how many PINs there are for the same times. Of `permanent`: assumed. */
export const algoPinKinds = [
  { name: "hourly", lengths: { min: 1, max: 672 }, variants: 3 },
  { name: "daily", lengths: { min: 29, max: 367 }, variants: 3 },
  { name: "onetime", variants: 5 },
  { name: "permanent", variants: 3 },
] as const satisfies readonly OfflineKind[];

/** Seam docs, offline codes: how long a code for one opening lives, and within which time a longer one has to be used first. */
export const firstDayMs = 24 * 3_600_000;

/** What a fleet may say about one lock. */
export const Options = z.strictObject({
  capacity: z.int().min(1).default(keypad.capacity),
  /** 0 to 100. */
  battery: z.int().min(0).max(100).default(100),
  /** How far the lock's own clock is ahead of the true time. */
  clockSkewMs: z.int().default(0),
});

export type Options = z.output<typeof Options>;

/** Other locks of the family. */
export const variants: readonly z.input<typeof Options>[] = [{ capacity: 4 }];
