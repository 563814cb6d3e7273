import { z } from "zod";
import type { OracodeUserLevel } from "../../drivers/dormakaba-oracode/wire.ts";
import type { KeypadFirmware } from "../../src/simulator/keypad-lock.ts";
import type { OfflineKind } from "../../src/simulator/offline-pins.ts";
import type { Latency } from "../../src/simulator/pacer.ts";

/** The own numbers of a simulated Oracode door and of the server that works out its codes. */

export const keypad: KeypadFirmware = {
  // It holds no codes: it verifies them.
  capacity: 0,
  lengthMin: 8,
  lengthMax: 8,
  // Assumed: no number is public.
  wrongCodesMax: 5,
  lockOutMs: 60_000,
};

export const latencies = {
  /** Assumed: a call to the server. */
  server: { minMs: 200, maxMs: 3_000 },
} as const satisfies Record<string, Latency>;

/** Seam docs: until the server knows what an installer has changed. */
export const syncMs = 30 * 60_000;

/** Assumed: behind the digit of the level. */
export const stayDigits = 7;

/** In days. Seam docs: a stay lasts at most 31, and may begin and end on the same. Assumed: how many codes there are for it. */
export const stays = {
  name: "stay",
  lengths: { min: 0, max: 31 },
  variants: 20,
} as const satisfies OfflineKind;

const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

const Level = z.strictObject({
  name: z.string().min(1),
  prefix: z.int().min(0).max(9),
  /** `16:00`, by the clock at the door. */
  checkIn: Time,
  checkOut: Time,
  isBiweeklyMode: z.boolean().default(false),
  isOneShot: z.boolean().default(false),
  isMaster: z.boolean().default(false),
});

/** What a fleet may say about one door. Assumed: the levels of a door about which it says nothing. */
export const Options = z.strictObject({
  userLevels: z
    .array(Level)
    .min(1)
    .refine((levels) => new Set(levels.map(({ prefix }) => prefix)).size === levels.length, {
      message: "two levels have the same prefix",
    })
    .default([
      level("Guest", 1, "16:00", "10:00"),
      level("Late check-out", 2, "16:00", "13:00"),
      level("All day", 3, "00:00", "00:00"),
      { ...level("Master", 9, "00:00", "00:00"), isMaster: true },
    ]),
  /** How far the door's own clock is ahead of the true time. */
  clockSkewMs: z.int().default(0),
});

export type Options = z.output<typeof Options>;
export type Level = z.output<typeof Level>;

function level(name: string, prefix: number, checkIn: string, checkOut: string): Level {
  return { name, prefix, checkIn, checkOut, isBiweeklyMode: false, isOneShot: false, isMaster: false };
}

/** The server's key for a level. */
export const levelId = ({ prefix }: Pick<Level, "prefix">): string =>
  `00000000-0000-4000-8000-${String(prefix).padStart(12, "0")}`;

/** How the server writes a level of a door in this zone, whose clock has this offset now. */
export const levelOnWire = (
  { checkIn, checkOut, ...told }: Level,
  zone: string,
  offset: string,
): OracodeUserLevel => ({
  ...told,
  userLevelId: levelId(told),
  checkInTime: `${checkIn}:00${offset}[${zone}]`,
  checkOutTime: `${checkOut}:00${offset}[${zone}]`,
  is24Hour: checkIn === checkOut,
});
