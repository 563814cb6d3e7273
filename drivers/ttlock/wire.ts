import { z } from "zod";
import { Pin } from "../../src/lock/pin.ts";
import type { VendorWire } from "../../src/wire/vendor-wire.ts";

/**
 * TTLock's cloud API, version 3, as euopen.ttlock.com documents it: paths as types, parameters by their names. What every call
 * carries besides (clientId, accessToken, lockId) is the account's and the topic's. Instants are milliseconds since the epoch.
 */

const PasscodeId = z.int().positive();

/** When a passcode works. Assumed: 0 and 0 stand for always. */
const times = { startDate: z.int().nonnegative(), endDate: z.int().nonnegative() };

/** The caller's clock, which the cloud compares with its own. */
const date = z.int();

/**
 * How a passcode comes to the lock, or leaves it: 1, by a phone next to it that has done so already, so that the cloud only
 * notes it down (the API's default); 2, by the gateway or the lock's Wi-Fi.
 */
const Way = z.union([z.literal(1), z.literal(2)]);

const Command = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("keyboardPwd/add"),
    keyboardPwd: Pin,
    keyboardPwdName: z.string(),
    ...times,
    addType: Way,
    date,
  }),
  z.strictObject({
    type: z.literal("keyboardPwd/change"),
    keyboardPwdId: PasscodeId,
    keyboardPwdName: z.string().optional(),
    newKeyboardPwd: Pin.optional(),
    startDate: times.startDate.optional(),
    endDate: times.endDate.optional(),
    changeType: Way,
    date,
  }),
  z.strictObject({
    type: z.literal("keyboardPwd/delete"),
    keyboardPwdId: PasscodeId,
    deleteType: Way,
    date,
  }),
  /** The cloud's list. No lock is asked. Its pages are put together. */
  z.strictObject({ type: z.literal("lock/listKeyboardPwd"), date }),
  z.strictObject({ type: z.literal("lock/lock"), date }),
  z.strictObject({ type: z.literal("lock/unlock"), date }),
]);

const Reply = z.discriminatedUnion("type", [
  /** 0 is success. */
  z.strictObject({ type: z.literal("result"), errcode: z.int() }),
  z.strictObject({ type: z.literal("added"), keyboardPwdId: PasscodeId }),
  z.strictObject({
    type: z.literal("list"),
    list: z.array(
      z.strictObject({
        keyboardPwdId: PasscodeId,
        keyboardPwd: Pin,
        keyboardPwdName: z.string(),
        ...times,
      }),
    ),
  }),
]);

/** The API's `recordType`s that are simulated. Which of them a lock uses for a hand's turn is assumed. */
export const recordTypes = {
  unlockedByPasscode: 4,
  lockedByApp: 11,
  unlockedByGateway: 12,
  openedFromInside: 32,
  lockedByKey: 36,
} as const;

const Event = z.discriminatedUnion("type", [
  /** The callback of a lock record. Assumed: it names the passcode by its id; the API's shows the digits. */
  z.strictObject({
    type: z.literal("lockRecord"),
    recordType: z.enum(recordTypes),
    keyboardPwdId: PasscodeId.optional(),
  }),
  /** Assumed: that the cloud calls back when its list has changed. The API documents lock records alone. */
  z.strictObject({ type: z.literal("passcodesChanged") }),
]);

const State = z.strictObject({
  type: z.literal("lock/detail"),
  lockId: z.int().positive(),
  lockAlias: z.string(),
  featureValue: z.string(),
  /** `lock/queryOpenState`, whose 0 and 1 are said in words. */
  openState: z.enum(["locked", "unlocked"]),
  /** 0 to 100. */
  electricQuantity: z.int().min(0).max(100),
  hasGateway: z.boolean(),
  /** The gateway's own `isOnline`. */
  gatewayOnline: z.boolean(),
  /** The lock's own Wi-Fi, which stands in for a gateway; `null`: it has none. Assumed: where the API shows it. */
  wifi: z.strictObject({ isOnline: z.boolean() }).nullable(),
  /** How well the gateway hears the lock, in dBm: over -75 is strong, under -85 weak (API, gateway/listByLock). */
  rssi: z.int().negative(),
  /** Whether the lock's settings allow that it is unlocked from afar. Assumed: where the API shows it. */
  remoteUnlock: z.boolean(),
  /** Digits that its keypad has not: Seam's feature `incomplete_keyboard_passcode` says only whether there are any. */
  missingKeys: z.enum(["", "089", "0789"]),
});

export type TtlockCommand = z.infer<typeof Command>;
export type TtlockReply = z.infer<typeof Reply>;
export type TtlockEvent = z.infer<typeof Event>;
export type TtlockState = z.infer<typeof State>;

export const wire = {
  vendor: "ttlock",
  command: Command,
  reply: Reply,
  event: Event,
  state: State,
  secretFields: ["keyboardPwd", "newKeyboardPwd"],
} as const satisfies VendorWire;
