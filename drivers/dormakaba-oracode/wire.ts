import { z } from "zod";
import { Pin } from "../../src/lock/pin.ts";
import type { VendorWire } from "../../src/wire/vendor-wire.ts";

/**
 * Oracode Live, the server that works out codes for dormakaba's Oracode doors. Its interface is not public: this one is
 * assumed, after what Seam's pages and `dormakaba_oracode_metadata` (@seamapi/types@1.490.0) tell of it. The doors themselves
 * are never online, and say nothing to anybody.
 */

/** A day, by the calendar beside the door. */
const Day = z.iso.date();

/** `15:30:00-08:00[America/Los_Angeles]`: Seam's sample data. The zone counts; the offset is that of some day. */
const TimeOfDay = z.string().regex(/^\d\d:\d\d:\d\d[+-]\d\d:\d\d\[[\w/+-]+\]$/);

/**
 * Who may come at which times, programmed into the door by its installer. All codes of a level begin with its prefix, and the
 * times of day of a stay are the level's.
 */
const UserLevel = z.strictObject({
  userLevelId: z.string().min(1),
  name: z.string(),
  prefix: z.int().min(0).max(9),
  checkInTime: TimeOfDay,
  checkOutTime: TimeOfDay,
  is24Hour: z.boolean(),
  isBiweeklyMode: z.boolean(),
  isOneShot: z.boolean(),
  isMaster: z.boolean(),
});

const Command = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("code.issue"),
    userLevelId: z.string().min(1),
    checkInDay: Day,
    checkOutDay: Day,
    /** Which of the codes that there are for the same stay, from 1. */
    sequence: z.int().min(1),
    guestName: z.string(),
  }),
]);

const Reply = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("code"), stayId: z.string().min(1), code: Pin }),
  z.strictObject({
    type: z.literal("error"),
    reason: z.enum([
      "no_time_slots_found",
      "stay_too_long",
      "no_code_left",
      "server_error",
      "unauthorized",
      "too_many_requests",
    ]),
  }),
]);

const Event = z.discriminatedUnion("type", [
  /** The installer's hand-held was synchronised with the server: what has changed, the door's state tells. */
  z.strictObject({ type: z.literal("site.synced") }),
]);

/** A door as the server knows it: what the installer has made of it, never how it is. */
const State = z.strictObject({
  type: z.literal("door"),
  doorId: z.int().positive(),
  doorName: z.string(),
  doorIsWireless: z.boolean(),
  siteId: z.int().positive(),
  siteName: z.string(),
  ianaTimezone: z.string(),
  userLevels: z.array(UserLevel),
});

export type OracodeCommand = z.infer<typeof Command>;
export type OracodeReply = z.infer<typeof Reply>;
export type OracodeEvent = z.infer<typeof Event>;
export type OracodeState = z.infer<typeof State>;
export type OracodeUserLevel = z.infer<typeof UserLevel>;

export const wire = {
  vendor: "dormakaba-oracode",
  command: Command,
  reply: Reply,
  event: Event,
  state: State,
  secretFields: ["code"],
} as const satisfies VendorWire;
