import { z } from "zod";
import type { KeypadFirmware } from "../../src/simulator/keypad-lock.ts";
import type { Latency } from "../../src/simulator/pacer.ts";

/** The simulated Wyze lock's own numbers. Wyze publishes few; the rest is assumed, inside the promise of 15 minutes for a code. */

export const keypad: KeypadFirmware = {
  // support.wyze.com, Keypad Code Management.
  capacity: 50,
  // The app asks for 4 to 8 digits.
  lengthMin: 4,
  lengthMax: 8,
  // Assumed: as on August's keypad.
  wrongCodesMax: 5,
  lockOutMs: 60_000,
};

export const latencies = {
  /** Assumed: an HTTP call to the lock service. */
  service: { minMs: 150, maxMs: 1_500 },
  /** Assumed: from the service through the gateway, over Bluetooth, to the lock and its keypad. */
  delivery: { minMs: 2_000, maxMs: 20_000 },
  /** Assumed: until the app is told. */
  feed: { minMs: 500, maxMs: 10_000 },
} as const satisfies Record<string, Latency>;

/** Assumed: how long the gateway hears nothing before the service calls the lock offline. */
export const offlineAfterMs = 60_000;

/** wyze-sdk: the app's words for the lock, and the lock service's (locks.py). */
export const models = { product_model: "YD.LO1", product_type: "Lock", model: "XNLL901" } as const;

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
