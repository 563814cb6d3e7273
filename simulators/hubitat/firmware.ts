import { z } from "zod";
import type { KeypadFirmware } from "../../src/simulator/keypad-lock.ts";
import type { Latency } from "../../src/simulator/pacer.ts";

/** The own numbers of a simulated lock behind a Hubitat hub. "virtualLock": hubitat/HubitatPublic, virtualLock.groovy. */

export const keypad: KeypadFirmware = {
  // virtualLock, installed(): maxCodes 20.
  capacity: 20,
  // Assumed: a Z-Wave keypad's 4 to 8; the virtual lock installs itself with 4.
  lengthMin: 4,
  lengthMax: 8,
  // Assumed: as on August's keypad.
  wrongCodesMax: 5,
  lockOutMs: 60_000,
};

export const latencies = {
  /** Assumed: the Maker API hands a command to the lock's driver and answers. */
  hub: { minMs: 30, maxMs: 400 },
  /** Assumed: one Z-Wave command to the lock. */
  radio: { minMs: 400, maxMs: 5_000 },
  /** Assumed: the lock's report of what a position holds, after it has changed. */
  report: { minMs: 800, maxMs: 6_000 },
} as const satisfies Record<string, Latency>;

/** What a fleet may say about one lock. */
export const Options = z.strictObject({
  capacity: z.int().min(1).default(keypad.capacity),
  /** The longest code that the lock takes. */
  codeLength: z.int().min(4).max(20).default(keypad.lengthMax),
  /** What the hub is told of them, where that is not the truth. */
  reportedMaxCodes: z.int().min(1).optional(),
  reportedCodeLength: z.int().min(4).max(20).optional(),
  /** 0 to 100. */
  battery: z.int().min(0).max(100).default(100),
});

export type Options = z.output<typeof Options>;

/** Other locks of the family. */
export const variants: readonly z.input<typeof Options>[] = [
  { capacity: 4 },
  { capacity: 4, reportedMaxCodes: 20 },
  { codeLength: 6 },
];
