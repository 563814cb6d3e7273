import { z } from "zod";
import { Pin } from "../../src/lock/pin.ts";
import type { VendorWire } from "../../src/wire/vendor-wire.ts";

/**
 * Salto KS's Connect API, one command per HTTP call, one reply per HTTP answer. Its reference is not public. `/sites/{site}/users`,
 * `/locks/{lock}/locking` and errors with a `Message` are in public clients (saltoks.com/developers/connect, seen through others); the
 * fields and everything else are assumed. The site, the lock and the token are the connection's business and not on this wire.
 */

const UserId = z.uuid();

/** When a user may open the lock, in ISO 8601; `null`: always. Assumed. */
const Access = z.strictObject({ valid_from: z.iso.datetime(), valid_to: z.iso.datetime() }).nullable();

const person = { first_name: z.string().min(1), last_name: z.string(), access: Access };

const Command = z.discriminatedUnion("type", [
  /** Makes a user of the site with access to the lock. It takes up one of the users that the subscription allows. */
  z.strictObject({ type: z.literal("users.create"), ...person }),
  /** Subscribes the user as well, if there is room for one more. */
  z.strictObject({
    type: z.literal("users.update"),
    user_id: UserId,
    ...person,
    subscribed: z.literal(true),
  }),
  /** Has Salto make a PIN for the user, which ends the one that it has made before. */
  z.strictObject({ type: z.literal("users.pin"), user_id: UserId }),
  z.strictObject({ type: z.literal("users.delete"), user_id: UserId }),
  /** Every user with access to the lock. */
  z.strictObject({ type: z.literal("users") }),
  z.strictObject({ type: z.literal("locking"), locked_state: z.enum(["locked", "unlocked"]) }),
]);

const User = z.strictObject({
  id: UserId,
  ...person,
  /** Without a subscription nobody opens anything (claysolutions KB, "not subscribed"). */
  subscribed: z.boolean(),
  /** The key that holds the user's PIN, another one for each PIN; `null`: there is none, or it was blocked. */
  pin_key: z.string().nullable(),
  /** The site has deleted the user, and the lock does not know it yet. */
  deleted: z.boolean(),
  /** Whether the IQ has brought to the lock what stands here. */
  synced: z.boolean(),
});

const Reply = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("user"), id: UserId }),
  /** The only time that a PIN is told. */
  z.strictObject({ type: z.literal("pin"), pin: Pin, pin_key: z.string().min(1) }),
  z.strictObject({ type: z.literal("done") }),
  z.strictObject({ type: z.literal("users"), items: z.array(User) }),
  /** Assumed: 401, 429 and 503 bare; 400 with a message for what the site or the lock does not allow. */
  z.strictObject({
    type: z.literal("error"),
    status: z.int().min(400).max(599),
    Message: z.enum(["subscription_limit", "no_such_user", "no_pin_hardware", "iq_offline"]).optional(),
  }),
]);

const Event = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("user.changed"), user_id: UserId }),
  /** An entry of the site's log. */
  z.strictObject({
    type: z.literal("entry"),
    locked_state: z.enum(["locked", "unlocked"]),
    access_by: z.enum(["pin", "remote", "manual"]),
    user_id: UserId.optional(),
  }),
]);

const State = z.strictObject({
  type: z.literal("lock"),
  id: z.string(),
  customer_reference: z.string(),
  lock_type: z.string(),
  locked_state: z.enum(["locked", "unlocked"]),
  /** Seam's sample shows `fresh`; the other words are assumed. */
  battery_level: z.enum(["fresh", "good", "low", "very_low"]),
  online: z.boolean(),
  iq: z.strictObject({ id: z.string(), online: z.boolean() }),
  /** False: the hardware has no keypad. */
  has_pin: z.boolean(),
  /** Assumed: `office` keeps the door open, `privacy` keeps everybody out; codes open in neither (@seamapi/types@1.490.0). */
  opening_mode: z.enum(["standard", "office", "privacy"]),
  /** What the site's subscription allows, how many users it has, and whether there is room for one more. */
  subscription: z.strictObject({
    users_max: z.int().positive(),
    users: z.int().nonnegative(),
    has_room: z.boolean(),
  }),
});

export type SaltoKsCommand = z.infer<typeof Command>;
export type SaltoKsReply = z.infer<typeof Reply>;
export type SaltoKsEvent = z.infer<typeof Event>;
export type SaltoKsState = z.infer<typeof State>;
export type SaltoKsUser = z.infer<typeof User>;
export type SaltoKsAccess = z.infer<typeof Access>;

export const wire = {
  vendor: "salto-ks",
  command: Command,
  reply: Reply,
  event: Event,
  state: State,
  secretFields: ["pin"],
} as const satisfies VendorWire;
