import { z } from "zod";
import type { KeypadFirmware } from "../../src/simulator/keypad-lock.ts";
import type { Latency } from "../../src/simulator/pacer.ts";

/**
 * The own numbers of a simulated lock behind a SmartThings hub. "Edge drivers": SmartThingsCommunity/
 * SmartThingsEdgeDrivers 53c74eb, drivers/SmartThings/{zwave-lock,zigbee-lock}.
 */

export const keypad: KeypadFirmware = {
  // Edge drivers: the table's default where a lock reports no size.
  capacity: 20,
  // Assumed within the 4 to 10 of the Edge drivers' fallbacks: 4 to 8 is what Schlage's parameter 16 allows.
  lengthMin: 4,
  lengthMax: 8,
  // Assumed: as on August's keypad.
  wrongCodesMax: 5,
  lockOutMs: 60_000,
};

export const latencies = {
  /** Assumed: from the platform to the hub's own driver. */
  hub: { minMs: 30, maxMs: 250 },
  /** Assumed: one command to the lock and back; inside the 10 s after which the hub stops waiting. */
  radio: { minMs: 400, maxMs: 4_000 },
  /** Edge drivers, lockCodes: the slot is read back 4 s after a set, 2 s after a delete. Until then the hub shows what it knew. */
  reportAfterSet: { minMs: 1_000, maxMs: 4_000 },
  reportAfterDelete: { minMs: 500, maxMs: 2_000 },
} as const satisfies Record<string, Latency>;

/** Edge drivers: the busy flag is dropped after 10 s, whatever became of the command. */
export const busyMs = 10_000;

/** Assumed: how long the hub hears nothing before it calls the lock offline. */
export const healthPatienceMs = 5 * 60_000;

/** Edge drivers, schlage-lock: what a lock reports that does not tell its codes. */
export const mask = "**********";

const Length = z.int().min(4).max(20);

/** What a fleet may say about one lock. */
export const Options = z
  .strictObject({
    capacity: z.int().min(1).default(keypad.capacity),
    minCodeLength: Length.default(keypad.lengthMin),
    maxCodeLength: Length.default(keypad.lengthMax),
    /** Whether the hub learns the capacity. Unless said: true for the first lock of a hub, the third, and so on. */
    reportsCapacity: z.boolean().optional(),
    /** Whether the hub learns the lengths. Unless said: as `reportsCapacity`. */
    reportsLengths: z.boolean().optional(),
    /** The lock reports asterisks instead of its codes. */
    masksCodes: z.boolean().default(false),
    /** The lock does not overwrite a slot: it answers `occupied`. */
    refusesOverwrite: z.boolean().default(false),
    /** 0 to 100. */
    battery: z.int().min(0).max(100).default(100),
  })
  .refine(({ minCodeLength, maxCodeLength }) => minCodeLength <= maxCodeLength, {
    path: ["maxCodeLength"],
    message: "must not be below minCodeLength",
  });

export type Options = z.output<typeof Options>;

/** Other locks of the family. */
export const variants: readonly z.input<typeof Options>[] = [
  { masksCodes: true },
  { refusesOverwrite: true },
  { masksCodes: true, refusesOverwrite: true },
  { capacity: 4 },
];
