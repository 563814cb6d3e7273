import { z } from "zod";
import type { VendorWire } from "../../src/wire/vendor-wire.ts";

/**
 * Allegion's cloud for Schlage Encode locks, as dknowles2/pyschlage 3b943f4 speaks it and its PROTOCOL.md describes it: commands to
 * a device (`POST devices/{id}/commands`), and the cloud's own list of the codes (`GET devices/{id}/storage/accesscode`). What
 * neither shows is marked assumed.
 */

const AccessCodeId = z.uuid();

/** Seconds since the epoch. */
const Seconds = z.int().min(0).max(0xffff_ffff);

/** The cloud sends a PIN as a number, and beside it how many digits it has: 0421 is 421 of 4. */
const content = {
  friendlyName: z.string(),
  accessCode: z.int().min(0).max(99_999_999),
  accessCodeLength: z.int().min(4).max(8),
  /** 0 and 0xFFFFFFFF: always. */
  activationSecs: Seconds,
  expirationSecs: Seconds,
  disabled: z.literal(0),
};

const LockState = z.union([z.literal(0), z.literal(1)]);

const Command = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("addaccesscode"), ...content, notificationEnabled: z.literal(0) }),
  z.strictObject({ type: z.literal("deleteaccesscode"), accesscodeId: AccessCodeId }),
  /** `GET devices/{id}/storage/accesscode`: the cloud's list, which no lock is asked for. */
  z.strictObject({ type: z.literal("storage.accesscode") }),
  /** `PUT devices/{id}`. */
  z.strictObject({ type: z.literal("attributes"), lockState: LockState }),
]);

const Reply = z.discriminatedUnion("type", [
  /** The lock has done it. Of a code that was added the cloud returns its id, and nothing else. */
  z.strictObject({ type: z.literal("result"), accesscodeId: AccessCodeId.optional() }),
  z.strictObject({
    type: z.literal("accesscodes"),
    accesscodes: z.array(
      z.strictObject({
        ...content,
        accesscodeId: AccessCodeId,
        /** In the clear to pyschlage; as Home Assistant shows it, asterisks. */
        accessCode: z.union([content.accessCode, z.string().regex(/^\*+$/)]),
      }),
    ),
  }),
  /**
   * `{"error": {"statusCode", "message"}}`. 401, 429, 502 and 504 are the cloud's own (seamapi/public-tracker#34, #76, #130). Assumed:
   * the reasons that it gives for anything else.
   */
  z.strictObject({
    type: z.literal("error"),
    statusCode: z.int().min(400).max(599),
    reason: z
      .enum(["invalid_length", "already_exists", "storage_full", "lock_unreachable", "not_found"])
      .optional(),
  }),
]);

/** Entries of the lock's log, by PROTOCOL.md's `eventCode`. */
const EventCode = z.union([
  /** Unlocked by keypad. */
  z.literal(2),
  /** Locked, unlocked by thumbturn. */
  z.literal(3),
  z.literal(4),
  /** The keypad was disabled after invalid codes. */
  z.literal(11),
  /** An access code was added, deleted. */
  z.literal(14),
  z.literal(15),
  /** Locked, unlocked by remote. */
  z.literal(25),
  z.literal(26),
  /** All access codes were deleted. */
  z.literal(30),
]);

/** Assumed: that the log is pushed. It comes late: seamapi/public-tracker#78 tells of ten minutes. */
const Event = z.strictObject({
  type: z.literal("log"),
  eventCode: EventCode,
  /** Assumed: the id of the code, when a code did it. */
  accessorUuid: AccessCodeId.optional(),
});

/** `GET devices/{id}`, the attributes that matter here. */
const State = z.strictObject({
  type: z.literal("device"),
  deviceId: z.string(),
  name: z.string(),
  modelName: z.string(),
  connected: z.boolean(),
  /** 0 unlocked, 1 locked. */
  lockState: LockState,
  /** 0 to 100. */
  batteryLevel: z.int().min(0).max(100),
  /** The one length of all codes; `null`: any from 4 to 8, as on the Encode Plus. */
  accessCodeLength: z.int().min(4).max(8).nullable(),
  maxUserCodes: z.int().positive(),
});

export type SchlageCommand = z.infer<typeof Command>;
export type SchlageReply = z.infer<typeof Reply>;
export type SchlageEvent = z.infer<typeof Event>;
export type SchlageState = z.infer<typeof State>;
export type SchlageListed = Extract<SchlageReply, { type: "accesscodes" }>["accesscodes"][number];

export const wire = {
  vendor: "schlage",
  command: Command,
  reply: Reply,
  event: Event,
  state: State,
  secretFields: ["accessCode"],
} as const satisfies VendorWire;
