import { z } from "zod";
import { Pin } from "../../src/lock/pin.ts";
import type { VendorWire } from "../../src/wire/vendor-wire.ts";

/**
 * Lockly's cloud. Its interface for partners is not public: this one is assumed, after what Seam's pages on Lockly and the
 * manuals of its locks tell. Codes reach a lock through its Secure Link Wi-Fi hub; offline access codes need none.
 */

/** On the hour: `2026-01-05T16:00:00.000Z`. */
const Hour = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000Z$/);

const Command = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("accessCode.add"), name: z.string(), passcode: Pin }),
  z.strictObject({ type: z.literal("accessCode.delete"), accessCodeId: z.string().min(1) }),
  z.strictObject({ type: z.literal("accessCode.list") }),
  /** `oneTime`: it opens once, within its times. `sequence`: which of the codes that there are for them, from 1. */
  z.strictObject({
    type: z.literal("offlineCode.generate"),
    kind: z.enum(["timed", "oneTime"]),
    name: z.string(),
    from: Hour,
    to: Hour,
    sequence: z.int().min(1),
  }),
  z.strictObject({ type: z.literal("lock") }),
  z.strictObject({ type: z.literal("unlock") }),
]);

const AccessCode = z.strictObject({ accessCodeId: z.string().min(1), name: z.string(), passcode: Pin });

const Reply = z.discriminatedUnion("type", [
  /** The hub has told the lock, and the lock has done it. `accessCodeId`: of a code that was added. */
  z.strictObject({ type: z.literal("done"), accessCodeId: z.string().min(1).optional() }),
  z.strictObject({ type: z.literal("accessCodes"), accessCodes: z.array(AccessCode) }),
  z.strictObject({ type: z.literal("offlineCode"), offlineCodeId: z.string().min(1), passcode: Pin }),
  z.strictObject({
    type: z.literal("failed"),
    reason: z.enum([
      "no_wifi_bridge",
      "bridge_offline",
      "lock_not_responding",
      "passcode_exists",
      "memory_full",
      "invalid_passcode",
      "invalid_time",
      "no_offline_code_left",
      "server_error",
      "unauthorized",
      "too_many_requests",
    ]),
  }),
]);

const Event = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("accessCodes.changed") }),
  z.strictObject({
    type: z.literal("lock.operated"),
    bolt: z.enum(["locked", "unlocked"]),
    by: z.enum(["passcode", "hand", "remote"]),
  }),
]);

const State = z.strictObject({
  type: z.literal("device"),
  deviceId: z.string().min(1),
  deviceName: z.string(),
  model: z.string(),
  bolt: z.enum(["locked", "unlocked"]),
  /** 0 to 100. */
  battery: z.int().min(0).max(100),
  /** The IANA zone that its owner has set in the app; `null`: none yet. */
  timeZone: z.string().min(1).nullable(),
  /** `null`: the lock has no Wi-Fi bridge. `hearsLock`: whether the lock answers it. */
  bridge: z.strictObject({ isOnline: z.boolean(), hearsLock: z.boolean() }).nullable(),
});

export type LocklyCommand = z.infer<typeof Command>;
export type LocklyReply = z.infer<typeof Reply>;
export type LocklyEvent = z.infer<typeof Event>;
export type LocklyState = z.infer<typeof State>;
export type LocklyAccessCode = z.infer<typeof AccessCode>;

export const wire = {
  vendor: "lockly",
  command: Command,
  reply: Reply,
  event: Event,
  state: State,
  secretFields: ["passcode"],
} as const satisfies VendorWire;
