import { z } from "zod";
import type { KeypadFirmware } from "../../src/simulator/keypad-lock.ts";
import type { Latency } from "../../src/simulator/pacer.ts";

/** The simulated Salto KS lock's own numbers. What has no source is assumed, inside the promise of 15 minutes for a code. */

export const keypad: KeypadFirmware = {
  // support.saltosystems.com, administration: an IQ2 holds 10 000 keys. What limits is the site's subscription.
  capacity: 10_000,
  // support.saltosystems.com, assign-pin: custom PINs of 4 to 6 digits on a Pro site; claysolutions KB: 6 digits, sometimes 7.
  lengthMin: 4,
  lengthMax: 7,
  // Assumed: as on August's keypad.
  wrongCodesMax: 5,
  lockOutMs: 60_000,
};

/** How many users the subscription allows. Seam's sample lock: 100. */
const siteUsers = 100;

/** What hands may choose, on a Pro site. */
export const customLengths = [4, 5, 6];

/** How many digits a PIN has that Salto makes; assumed: one in sixteen has the longer form. */
export const generatedLengths = { usual: 6, sometimes: 7 } as const;

export const latencies = {
  /** Assumed: an HTTP call to the Connect API. */
  api: { minMs: 150, maxMs: 1_500 },
  /** Assumed: from the site through the IQ to the lock. */
  sync: { minMs: 2_000, maxMs: 20_000 },
  /** Assumed: until the site's log shows what happened. */
  log: { minMs: 500, maxMs: 10_000 },
} as const satisfies Record<string, Latency>;

/** What a fleet may say about one lock. */
export const Options = z.strictObject({
  /** How many users the site's subscription allows. Of the locks of one IQ, the smallest number holds for all. */
  siteUsers: z.int().min(1).default(siteUsers),
  /** False: the hardware has no keypad. */
  hasPin: z.boolean().default(true),
  /** 0 to 1. */
  battery: z.number().min(0).max(1).default(1),
  /** How far the lock's own clock is ahead of the true time. */
  clockSkewMs: z.int().default(0),
});

export type Options = z.output<typeof Options>;

/** Other locks of the family. */
export const variants: readonly z.input<typeof Options>[] = [{ siteUsers: 4 }];
