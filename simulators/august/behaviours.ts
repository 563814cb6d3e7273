import type { AugustCommand, AugustReply } from "../../drivers/august/wire.ts";
import type { Behaviour, Verdict } from "../../src/simulator/behaviour.ts";
import { type RefusalWords, wordsFor } from "../../src/simulator/refusals.ts";
import type { LoadCommand } from "./cloud-list.ts";
import type { AugustLock } from "./lock.ts";

type Rule = Behaviour<AugustCommand, AugustLock>;
type Reason = NonNullable<Extract<AugustReply, { type: "error" }>["reason"]>;

/** Assumed: 400 with a reason for what the lock or the account does not allow. The bare statuses: yalexs api_async.py. */
const reasons: readonly Reason[] = [
  "bad_pin_format",
  "no_keypad",
  "no_bridge",
  "slots_full",
  "duplicate_pin",
  "not_authorized",
];
const statuses = [408, 409, 422, 423, 429, 502] as const;

const error = (status: (typeof statuses)[number]): AugustReply => ({ type: "error", status });
const forbidden = (reason: Reason): AugustReply => ({ type: "error", status: 400, reason });
const refuse = (reply: AugustReply): Verdict => ({ reply });
const ok: AugustReply = { type: "ok", status: 200 };

/** Refusals by their keys in the driver's table: the reason, or else the status as text. */
export const refusals: RefusalWords<AugustReply> = new Map([
  ...wordsFor(reasons, forbidden),
  ...wordsFor(statuses, error),
]);

/** A rule for loads alone. */
const forLoads =
  (rule: (command: LoadCommand, lock: AugustLock) => Verdict | undefined): Rule =>
  (command, lock) =>
    command.type === "pin.put" ? rule(command, lock) : undefined;

/** The list is the cloud's own: it needs no bridge. */
const listPins: Rule = (command, lock) =>
  command.type === "pins.get"
    ? {
        reply: {
          type: "pins",
          status: 200,
          created: lock.cloud.inPhase("created"),
          loaded: lock.cloud.inPhase("loaded"),
        },
      }
    : undefined;

const bridgeMissing: Rule = (_, lock) =>
  lock.isIn("bridge.missing") ? refuse(forbidden("no_bridge")) : undefined;

const bridgeOffline: Rule = (_, lock) => (lock.bridgeOnline ? undefined : refuse(error(422)));

const bridgeBusy: Rule = (_, lock) => (lock.isIn("bridge.busy") ? refuse(error(423)) : undefined);

const keypadMissing = forLoads((_, lock) =>
  lock.isIn("keypad.missing") ? refuse(forbidden("no_keypad")) : undefined,
);

const badPinFormat = forLoads(({ pin }, lock) =>
  lock.options.pinLengths.includes(pin.length) ? undefined : refuse(forbidden("bad_pin_format")),
);

/** There is no update in place. Assumed: a load for somebody who has a PIN is a conflict, 409 without a reason. */
const userHasPin = forLoads(({ userID }, lock) => (lock.cloud.of(userID) ? refuse(error(409)) : undefined));

/** Assumed. The owner's app can make one all the same (seamapi/public-tracker#83). */
const duplicatePin = forLoads(({ pin }, lock) =>
  lock.cloud.holds(pin) ? refuse(forbidden("duplicate_pin")) : undefined,
);

/** What is on its way to the lock counts too. */
const slotsFull = forLoads((_, lock) =>
  lock.cloud.size >= lock.options.capacity ? refuse(forbidden("slots_full")) : undefined,
);

const commitWithoutIntent = forLoads(({ action, userID }, lock) =>
  action === "commit" && !lock.cloud.isIntended(userID) ? refuse(error(409)) : undefined,
);

const intend = forLoads(({ action, userID }, lock) =>
  action === "intent" ? { reply: ok, effect: () => lock.cloud.intend(userID) } : undefined,
);

/** A load is taken by the cloud before the lock is asked, so a lock that does not answer leaves it on its way. */
const lockUnanswering: Rule = (command, lock) =>
  lock.isIn("lock.offline")
    ? {
        reply: error(408),
        replyAfterMs: lock.drawUnanswered(),
        ...(command.type === "pin.put" && { effect: () => lock.startLoad(command) }),
      }
    : undefined;

const commit = forLoads((command, lock) => ({ reply: ok, effect: () => lock.startLoad(command) }));

/** Assumed: deleting what is not there succeeds. */
const deletePin: Rule = (command, lock) =>
  command.type === "pin.delete" ? { reply: ok, effect: () => lock.deletePin(command.userID) } : undefined;

const operate: Rule = (command, lock) => {
  if (command.type !== "remoteoperate") return undefined;
  const locked = command.operation === "lock";
  return {
    reply: { type: "remoteoperate.done", status: 200, lockStatus: locked ? "locked" : "unlocked" },
    effect: () => lock.keypad.moveDoor(locked, "remote"),
  };
};

export const behaviours: readonly Rule[] = [
  listPins,
  bridgeMissing,
  bridgeOffline,
  bridgeBusy,
  keypadMissing,
  badPinFormat,
  userHasPin,
  duplicatePin,
  slotsFull,
  commitWithoutIntent,
  intend,
  lockUnanswering,
  commit,
  deletePin,
  operate,
];
