import { z } from "zod";
import { Pin } from "../../src/lock/pin.ts";
import type { VendorWire } from "../../src/wire/vendor-wire.ts";

/**
 * Kwikset's cloud for Halo Wi-Fi locks, as the public client for Home Assistant knows it (explosivo22/kwikset-ha 616b437 and the
 * aiokwikset that it calls): commands that are passed on to the lock, fields of the device info, and what the lock pushes. No
 * form of it ever shows a PIN. What that client does not show is marked assumed.
 */

/** 0 is no slot: a code that is created there is put wherever the lock likes. */
const Slot = z.int().min(1).max(255);

const Instant = z.iso.datetime();

/** Seam's guide: a code with times needs both of them. */
const Schedule = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("all_day") }),
  z.strictObject({ type: z.literal("date_range"), start: Instant, end: Instant }),
]);

/** Seam's guide: 2 to 14 characters. */
const content = {
  code: Pin,
  name: z.string().min(2).max(14),
  enabled: z.literal(true),
  schedule: Schedule,
};

const Command = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("createAccessCode"), slot: z.literal(0), ...content }),
  z.strictObject({ type: z.literal("editAccessCode"), slot: Slot, ...content }),
  z.strictObject({ type: z.literal("deleteAccessCode"), slot: Slot }),
  z.strictObject({ type: z.literal("getDeviceInfo") }),
  z.strictObject({ type: z.literal("lockDevice") }),
  z.strictObject({ type: z.literal("unlockDevice") }),
]);

/** One bit for each slot, in hexadecimal: the lowest is slot 0. A lock with up to 7 codes tells of 8 slots, any other of 64. */
const Bitmap = z.string().regex(/^[0-9A-F]+$/);

/**
 * Assumed, how the token is made: the CRC-32, in hexadecimal, of the PIN, a bar, and the two times of the schedule with a slash
 * between them, in the form of the wire; `always` without a schedule. It tells one code from another, and can be tried out, so
 * it is kept as secret as the PIN.
 */
const SlotCrc = z.strictObject({ slot_index: Slot, crc_token: z.string().regex(/^[0-9A-F]{8}$/) });

/** What the lock last told the cloud of its slots. */
const table = {
  accesscodesixtyfour: Bitmap.optional(),
  accesscodeeight: Bitmap.optional(),
  accesscodecrc: z.array(SlotCrc),
};

const DoorStatus = z.enum(["Locked", "Unlocked"]);

const Reply = z.discriminatedUnion("type", [
  /** The cloud will pass it on. aiokwikset also returns a token of the call; assumed: nothing that the lock tells repeats it. */
  z.strictObject({ type: z.literal("accepted") }),
  /** Assumed: `lastupdatestatus` is when the lock last told the cloud anything. */
  z.strictObject({
    type: z.literal("deviceInfo"),
    doorstatus: DoorStatus,
    batterypercentage: z.int().min(0).max(100),
    ...table,
    lastupdatestatus: Instant,
  }),
  /**
   * 401 and 5xx: aiokwikset's errors. Assumed: 400 with a reason for what the cloud itself sees. What the lock refuses, nobody
   * is told.
   */
  z.strictObject({
    type: z.literal("error"),
    status: z.int().min(400).max(599),
    reason: z
      .enum(["device_offline", "bad_code_length", "start_not_in_future", "no_free_slot", "no_such_code"])
      .optional(),
  }),
]);

/** Assumed: each push says when the lock told it to the cloud. */
const at = { timestamp: Instant };

const Event = z.discriminatedUnion("type", [
  /** A slot was written, by whomever. For a code created in slot 0 this is how its slot is learned. */
  z.strictObject({ type: z.literal("singleAccessCodeCrc"), ...SlotCrc.shape, ...at }),
  /** A slot was emptied, by whomever. */
  z.strictObject({
    type: z.literal("lockmqresponse"),
    command: z.literal("DELETE_ACCESS_CODE"),
    slot_index: Slot,
    ...at,
  }),
  /** The lock's whole table. Assumed: told now and then when something in it is news to the cloud. */
  z.strictObject({ type: z.literal("accessCodes"), ...table, ...at }),
  /** An entry of the device's history. Assumed: it is pushed, and tells the slot of the code that was used. */
  z.strictObject({
    type: z.literal("history"),
    event: DoorStatus,
    eventtype: z.enum(["Keypad", "Manual", "Remote"]),
    slot_index: Slot.optional(),
  }),
  /** Seam's guide: three wrong codes in a row. */
  z.strictObject({ type: z.literal("accessDenied") }),
]);

const State = z.strictObject({
  type: z.literal("device"),
  deviceid: z.string(),
  devicename: z.string(),
  modelnumber: z.string(),
  doorstatus: DoorStatus,
  batterypercentage: z.int().min(0).max(100),
  /** Whether the lock is in touch with the cloud. */
  connected: z.boolean(),
});

export type KwiksetCommand = z.infer<typeof Command>;
export type KwiksetReply = z.infer<typeof Reply>;
export type KwiksetEvent = z.infer<typeof Event>;
export type KwiksetState = z.infer<typeof State>;
export type KwiksetSchedule = z.infer<typeof Schedule>;
export type KwiksetTable = Pick<
  Extract<KwiksetReply, { type: "deviceInfo" }>,
  "accesscodesixtyfour" | "accesscodeeight" | "accesscodecrc"
>;

export const wire = {
  vendor: "kwikset",
  command: Command,
  reply: Reply,
  event: Event,
  state: State,
  secretFields: ["code", "crc_token"],
} as const satisfies VendorWire;
