import { z } from "zod";
import type { KeypadFirmware } from "../../src/simulator/keypad-lock.ts";
import type { Latency } from "../../src/simulator/pacer.ts";

/** The simulated TTLock lock's own numbers. "API": euopen.ttlock.com, cloud API version 3. */

export const keypad: KeypadFirmware = {
  // API, error codes: -3009.
  capacity: 250,
  // API, error codes: -3006.
  lengthMin: 4,
  lengthMax: 9,
  // Assumed: record type 48 tells of invalid passcodes "several times"; five, and five minutes, are usual in its manuals.
  wrongCodesMax: 5,
  lockOutMs: 5 * 60_000,
};

export const latencies = {
  /** Assumed: an HTTP call to the cloud. */
  cloud: { minMs: 150, maxMs: 1_200 },
  /** hass-ttlock#1: a command to a lock that is awake, through the gateway's Bluetooth. */
  awake: { minMs: 2_000, maxMs: 3_000 },
  /** hass-ttlock#1: the same, when the lock has to be woken. */
  asleep: { minMs: 7_000, maxMs: 8_000 },
  /** Assumed: until the gateway gives up on a lock that does not answer. */
  unanswered: { minMs: 8_000, maxMs: 12_000 },
  /** Assumed: until the gateway has asked the lock what it holds, after an answer was lost. */
  sync: { minMs: 2_000, maxMs: 7_000 },
  /** Assumed: the cloud's callback. */
  callback: { minMs: 500, maxMs: 10_000 },
} as const satisfies Record<string, Latency>;

/** Assumed: how long a lock stays awake after a command. */
export const awakeMs = 10_000;

/** Assumed: numbers inside the API's ranges (gateway/listByLock), and how often a weak signal is sent again. */
export const signals = { strongDbm: -60, weakDbm: -92, weakTakesTimes: 3 } as const;

/** API, error codes: 80000, five minutes before or after. */
export const clockToleranceMs = 5 * 60_000;

/** What a fleet may say about one lock. */
export const Options = z.strictObject({
  capacity: z.int().min(1).default(keypad.capacity),
  /** The lock has Wi-Fi of its own, and needs no gateway. */
  wifi: z.boolean().default(false),
  /** Keypads of cylinders have fewer keys: seven, without 0, 8 and 9, or six, without 7 too. */
  missingKeys: z.enum(["", "089", "0789"]).default(""),
  /** The lock takes no passcode of repeated or consecutive digits (-2032). Assumed: it depends on the lock. */
  refusesSimpleCodes: z.boolean().default(false),
  /** A passcode that was never used at the keypad cannot be changed (-3008). Assumed: older locks. */
  changesOnlyUsedCodes: z.boolean().default(false),
  /** 0 to 100. */
  battery: z.int().min(0).max(100).default(100),
  /** How far the lock's own clock is ahead of the true time. */
  clockSkewMs: z.int().default(0),
});

export type Options = z.output<typeof Options>;

/** Other locks of the family. */
export const variants: readonly z.input<typeof Options>[] = [
  { missingKeys: "089" },
  { changesOnlyUsedCodes: true },
  { refusesSimpleCodes: true },
  { capacity: 4 },
];
