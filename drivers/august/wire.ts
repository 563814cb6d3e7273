import { z } from "zod";
import { Pin } from "../../src/lock/pin.ts";
import type { VendorWire } from "../../src/wire/vendor-wire.ts";

/**
 * August's cloud, as the public reverse-engineered clients know it (bdraco/yalexs d431a9c): one command per HTTP call,
 * one reply per HTTP answer, its status kept. What those clients do not show is marked assumed.
 */

const UserId = z.uuid();

/** `DTSTART=2026-01-01T10:00:00.000Z;DTEND=2026-01-02T10:00:00.000Z`: the only form the cloud takes. */
const AccessTimes = z
  .string()
  .regex(/^DTSTART=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z;DTEND=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** Assumed: `always` is what the app sends for a code without an end. */
const AccessType = z.enum(["always", "temporary"]);

const Command = z.discriminatedUnion("type", [
  /**
   * `PUT /locks/{id}/users/{userID}/pin`. Loading takes two calls, `intent` and then `commit`; nothing moves to the lock
   * before the second. Assumed: the user record is made by the intent, under the id that the caller chooses, and
   * `delete` takes the commit alone.
   */
  z.strictObject({
    type: z.literal("pin.put"),
    state: z.literal("load"),
    action: z.enum(["intent", "commit"]),
    userID: UserId,
    firstName: z.string(),
    lastName: z.string(),
    pin: Pin,
    accessType: AccessType,
    accessTimes: AccessTimes.optional(),
  }),
  z.strictObject({ type: z.literal("pin.delete"), userID: UserId }),
  /** `GET /locks/{id}/pins`. */
  z.strictObject({ type: z.literal("pins.get") }),
  /** `PUT /remoteoperate/{id}/{operation}`. */
  z.strictObject({ type: z.literal("remoteoperate"), operation: z.enum(["lock", "unlock"]) }),
]);

const PinEntry = z.strictObject({
  userID: UserId,
  firstName: z.string(),
  lastName: z.string(),
  pin: Pin,
  slot: z.int().positive(),
  accessType: AccessType,
  accessTimes: AccessTimes.optional(),
});

const Reply = z.discriminatedUnion("type", [
  /** 200 says that the cloud took the call, not that the lock holds the code. */
  z.strictObject({ type: z.literal("ok"), status: z.literal(200) }),
  /** The cloud's list: `created` is on its way to the lock, `loaded` is on the keypad. */
  z.strictObject({
    type: z.literal("pins"),
    status: z.literal(200),
    created: z.array(PinEntry),
    loaded: z.array(PinEntry),
  }),
  z.strictObject({
    type: z.literal("remoteoperate.done"),
    status: z.literal(200),
    lockStatus: z.enum(["locked", "unlocked"]),
  }),
  /**
   * Bridge offline 422, bridge in use 423, bridge gave no answer 408, too many calls 429, cloud trouble 502 (yalexs
   * api_async.py). Assumed: 400 with a reason for what the lock or the account itself does not allow.
   */
  z.strictObject({
    type: z.literal("error"),
    status: z.int().min(400).max(599),
    reason: z
      .enum(["bad_pin_format", "no_keypad", "no_bridge", "slots_full", "duplicate_pin", "not_authorized"])
      .optional(),
  }),
]);

const Event = z.discriminatedUnion("type", [
  /** Assumed: the house's activity feed tells that a lock's list of PINs changed, not how. */
  z.strictObject({ type: z.literal("pins.changed") }),
  z.strictObject({
    type: z.literal("lock.operated"),
    lockStatus: z.enum(["locked", "unlocked"]),
    method: z.enum(["keypad", "manual", "remote"]),
    /** Whose PIN it was, when a PIN did it. */
    userID: UserId.optional(),
  }),
]);

/** `GET /locks/{id}`, the parts that matter here. */
const State = z.strictObject({
  type: z.literal("lock.details"),
  lockStatus: z.enum(["locked", "unlocked"]),
  /** 0 to 1. */
  battery: z.number().min(0).max(1),
  /** No `Bridge` object: the lock has none. */
  bridge: z.strictObject({ status: z.enum(["online", "offline"]) }).nullable(),
  /** No `keypad` object: the accessory is missing, and the lock takes no PINs. */
  keypad: z.strictObject({ battery: z.number().min(0).max(1) }).nullable(),
});

export type AugustCommand = z.infer<typeof Command>;
export type AugustReply = z.infer<typeof Reply>;
export type AugustEvent = z.infer<typeof Event>;
export type AugustState = z.infer<typeof State>;
export type AugustPinEntry = z.infer<typeof PinEntry>;

export const wire = {
  vendor: "august",
  command: Command,
  reply: Reply,
  event: Event,
  state: State,
  secretFields: ["pin"],
} as const satisfies VendorWire;
