import { z } from "zod";
import type { VendorWire } from "../../src/wire/vendor-wire.ts";

/**
 * Wyze's lock service, as the public reverse-engineered clients know it (shauntarves/wyze-sdk 1677fd0, its "Ford service"): one
 * command per HTTP call, named after the call's path, and one reply per HTTP answer. Signature, token, `uuid` and `userid` are the
 * connection's business and not on this wire. What those clients do not show is marked assumed.
 */

const PasswordId = z.int().positive();

/**
 * The digits, sealed: AES-128-CBC under the MD5 of the account's `crypt_secret`, in hex (wyze-sdk: `CBCEncryptor`, `MD5Hasher`, the
 * initialisation vector "0123456789ABCDEF").
 */
const SealedPin = z.string().regex(/^([0-9a-f]{32})+$/);

/**
 * `status` 1: always; 2: from `begin` to `end`, in milliseconds since the epoch (wyze-sdk reads milliseconds; another client writes
 * seconds). One-time and recurring codes exist and are not used here.
 */
const Permission = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal(1) }),
  z.strictObject({ status: z.literal(2), begin: z.int(), end: z.int() }),
]);

const Command = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("pwd.operations.add"),
    password: SealedPin,
    name: z.string().min(1),
    permission: Permission,
  }),
  z.strictObject({
    type: z.literal("pwd.operations.update"),
    passwordid: PasswordId,
    password: SealedPin,
    name: z.string().min(1),
    permission: Permission,
  }),
  z.strictObject({ type: z.literal("pwd.operations.delete"), passwordid: PasswordId }),
  /** `GET /openapi/lock/v1/pwd`: every password of the lock. There is no call for one. */
  z.strictObject({ type: z.literal("pwd") }),
  z.strictObject({ type: z.literal("control"), action: z.enum(["remoteLock", "remoteUnlock"]) }),
]);

/** One password of the list. Its digits are on the lock alone: nobody is shown them again (Wyze, Keypad Code Management). */
const Password = z.strictObject({
  id: PasswordId,
  name: z.string(),
  /** Assumed: when the password was last added or updated, in milliseconds since the epoch. */
  time: z.int(),
  permission: Permission,
  /** 1 add, 2 delete, 3 update, 4 freeze, 5 unfreeze. */
  operation: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]),
  /** How far that has come: 1 pending, 2 failed, 3 done. */
  operation_stage: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  /** 1 not on the lock yet, 2 in use, 3 will be, 4 its time is over, 5 frozen. */
  pwd_state: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]),
});

const Reply = z.discriminatedUnion("type", [
  /** `code` 1 says that the service took the call, not that the lock did. Assumed: it names the password, and its time. */
  z.strictObject({
    type: z.literal("operation"),
    code: z.literal(1),
    passwordid: PasswordId.optional(),
    time: z.int().optional(),
  }),
  z.strictObject({ type: z.literal("passwords"), code: z.literal(1), passwords: z.array(Password) }),
  /**
   * 1001 a wrong parameter, 2001 a wrong token, 3019 a device that is offline (wyzeapy, `ResponseCodes`). Assumed: 500 when the
   * service itself is in trouble, and 1000 with a reason for what the lock or its list does not allow.
   */
  z.strictObject({
    type: z.literal("error"),
    code: z.int().min(2),
    reason: z
      .enum(["name_in_use", "list_full", "no_such_password", "no_keypad", "no_gateway", "unsealable"])
      .optional(),
  }),
]);

const Event = z.discriminatedUnion("type", [
  /** Assumed: the app is told that a password of the lock has changed, not how. */
  z.strictObject({ type: z.literal("pwd.changed"), passwordid: PasswordId }),
  /**
   * A record of the lock's history. `eventid` 2203 unlocked, 2216 locked; `source` 2 keypad, 5 by hand, 9 remote; `sourceid`: whose
   * password it was.
   */
  z.strictObject({
    type: z.literal("record"),
    eventid: z.union([z.literal(2203), z.literal(2216)]),
    source: z.union([z.literal(2), z.literal(5), z.literal(9)]),
    sourceid: PasswordId.optional(),
  }),
]);

/** `GET /openapi/lock/v1/info` with its keypad, the gateway it is paired with, and what seals PINs. */
const State = z.strictObject({
  type: z.literal("info"),
  uuid: z.string(),
  nickname: z.string(),
  /** The app's words for what it is: `YD.LO1`, `Lock`. `model` is the lock service's. */
  product_model: z.string(),
  product_type: z.string(),
  model: z.string(),
  /** -1 offline, 0 connecting, 1 locked, 2 locking, 3 unlocked, 4 unlocking, 5 not calibrated. */
  hardlock: z.int().min(-1).max(5),
  /** As it was when the lock was last heard: 0 locked, 1 unlocked. */
  switch_state: z.union([z.literal(0), z.literal(1)]),
  /** 0 to 100. */
  power: z.int().min(0).max(100),
  /** `null`: no keypad is paired with the lock. It is sold by itself. */
  keypad: z.strictObject({ uuid: z.string(), power: z.int().min(0).max(100) }).nullable(),
  /** The gateway's uuid; `null`: the lock is paired with none, and only a phone beside it can reach it. */
  parent: z.string().nullable(),
  /** `GET /openapi/v1/crypt_secret`. */
  crypt_secret: z.string().min(1),
});

export type WyzeCommand = z.infer<typeof Command>;
export type WyzeReply = z.infer<typeof Reply>;
export type WyzeEvent = z.infer<typeof Event>;
export type WyzeState = z.infer<typeof State>;
export type WyzePassword = z.infer<typeof Password>;
export type WyzePermission = z.infer<typeof Permission>;

export const wire = {
  vendor: "wyze",
  command: Command,
  reply: Reply,
  event: Event,
  state: State,
  secretFields: ["password", "crypt_secret"],
} as const satisfies VendorWire;
