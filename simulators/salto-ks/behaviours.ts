import type { SaltoKsCommand, SaltoKsReply } from "../../drivers/salto-ks/wire.ts";
import type { Behaviour, Verdict } from "../../src/simulator/behaviour.ts";
import { type RefusalWords, refusalIn, wordsFor } from "../../src/simulator/refusals.ts";
import type { SaltoKsLock } from "./lock.ts";
import { keyName, type StoredUser, shown } from "./users.ts";

type Rule = Behaviour<SaltoKsCommand, SaltoKsLock>;
type ErrorReply = Extract<SaltoKsReply, { type: "error" }>;

/** Assumed: 400 with a message for what the site or the lock does not allow. */
const messages: readonly NonNullable<ErrorReply["Message"]>[] = [
  "subscription_limit",
  "no_such_user",
  "no_pin_hardware",
  "iq_offline",
];
const statuses = [401, 429, 503];

/** Refusals by their keys in the driver's table: the message, or else the status as text. */
export const refusals: RefusalWords<SaltoKsReply> = new Map([
  ...wordsFor(messages, (message): SaltoKsReply => ({ type: "error", status: 400, Message: message })),
  ...wordsFor(statuses, (status): SaltoKsReply => ({ type: "error", status })),
]);

const refuse = (vendorCode: string): Verdict => ({ reply: refusalIn(refusals, vendorCode) });
const done: SaltoKsReply = { type: "done" };

/** The list is the site's own: it needs no IQ. */
const listUsers: Rule = (command, lock) =>
  command.type === "users" ? { reply: { type: "users", items: lock.users.all.map(shown) } } : undefined;

const noPinHardware: Rule = (command, lock) =>
  command.type === "users.pin" && !lock.keypad.hasKeypad ? refuse("no_pin_hardware") : undefined;

const createUser: Rule = (command, lock) => {
  if (command.type !== "users.create") return undefined;
  if (!lock.site.hasRoom) return refuse("subscription_limit");
  return { reply: { type: "user", id: lock.users.idFor(command) }, effect: () => lock.createUser(command) };
};

/** The user that the command names, if the site still has it. */
function userOf(command: SaltoKsCommand, lock: SaltoKsLock): StoredUser | undefined {
  const user = "user_id" in command ? lock.users.of(command.user_id) : undefined;
  return user?.deleted ? undefined : user;
}

/** Assumed: deleting whom the site does not know succeeds. */
const deleteUser: Rule = (command, lock) =>
  command.type === "users.delete"
    ? { reply: done, effect: () => lock.deleteUser(command.user_id) }
    : undefined;

const unknownUser: Rule = (command, lock) =>
  "user_id" in command && !userOf(command, lock) ? refuse("no_such_user") : undefined;

const makePin: Rule = (command, lock) => {
  const user = userOf(command, lock);
  if (command.type !== "users.pin" || !user) return undefined;
  const key = lock.users.nextKey(user);
  return {
    reply: { type: "pin", pin: key.pin, pin_key: keyName({ id: user.id, key }) ?? "" },
    effect: () => lock.change({ ...user, key }),
  };
};

const updateUser: Rule = (command, lock) => {
  const user = userOf(command, lock);
  if (command.type !== "users.update" || !user) return undefined;
  if (!user.subscribed && !lock.site.hasRoom) return refuse("subscription_limit");
  return { reply: done, effect: () => lock.updateUser(user, command) };
};

const iqOffline: Rule = (_, lock) => (lock.canSync ? undefined : refuse("iq_offline"));

const moveBolt: Rule = (command, lock) =>
  command.type === "locking"
    ? { reply: done, effect: () => lock.keypad.moveDoor(command.locked_state === "locked", "remote") }
    : undefined;

export const behaviours: readonly Rule[] = [
  listUsers,
  noPinHardware,
  createUser,
  deleteUser,
  unknownUser,
  makePin,
  updateUser,
  iqOffline,
  moveBolt,
];
