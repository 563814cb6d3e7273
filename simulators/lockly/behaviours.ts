import type { LocklyCommand, LocklyReply } from "../../drivers/lockly/wire.ts";
import type { Behaviour, Verdict } from "../../src/simulator/behaviour.ts";
import { type RefusalWords, wordsFor } from "../../src/simulator/refusals.ts";
import { offlineCodesMax, pinLengths } from "./firmware.ts";
import type { LocklyLock } from "./lock.ts";

/** A command, and the id that a code added by it would have. */
export interface Asked {
  readonly command: LocklyCommand;
  readonly newId: string;
}

type Rule = Behaviour<Asked, LocklyLock>;
type Reason = Extract<LocklyReply, { type: "failed" }>["reason"];

const reasons: readonly Reason[] = [
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
];

const refuse = (reason: Reason): Verdict => ({ reply: { type: "failed", reason } });

/** Refusals by their keys in the driver's table: the cloud's reason. */
export const refusals: RefusalWords<LocklyReply> = new Map(
  wordsFor(reasons, (reason): LocklyReply => ({ type: "failed", reason })),
);

const list: Rule = ({ command }, { cloud }) =>
  command.type === "accessCode.list"
    ? { reply: { type: "accessCodes", accessCodes: cloud.all.map(({ code }) => code) } }
    : undefined;

/** The same times and sequence are the same code, however often they are asked for. */
const generate: Rule = ({ command }, { cloud, now, offlineCodes }) => {
  if (command.type !== "offlineCode.generate") return undefined;
  const code = offlineCodes.generate(command);
  if (!code) return refuse("invalid_time");
  if (cloud.othersAt(now, code) >= offlineCodesMax) return refuse("no_offline_code_left");
  const { offlineCodeId, passcode } = code;
  return {
    reply: { type: "offlineCode", offlineCodeId, passcode },
    effect: () => cloud.countOffline(code, now),
  };
};

const noBridge: Rule = (_, lock) => (lock.isIn("bridge.missing") ? refuse("no_wifi_bridge") : undefined);

const bridgeOffline: Rule = (_, lock) => (lock.isHubOnline ? undefined : refuse("bridge_offline"));

/** What the cloud settles without the hub. */
export const inTheCloud: readonly Rule[] = [list, generate, noBridge, bridgeOffline];

const forAdding =
  (rule: (passcode: string, lock: LocklyLock) => Verdict | undefined): Rule =>
  ({ command }, lock) =>
    command.type === "accessCode.add" ? rule(command.passcode, lock) : undefined;

const unanswered: Rule = (_, lock) =>
  lock.isIn("lock.offline")
    ? { ...refuse("lock_not_responding"), replyAfterMs: lock.drawUnanswered() }
    : undefined;

const badPasscode = forAdding((passcode) =>
  pinLengths.includes(passcode.length) ? undefined : refuse("invalid_passcode"),
);

const exists = forAdding((passcode, { keypad }) =>
  keypad.holderOf(passcode) ? refuse("passcode_exists") : undefined,
);

const full = forAdding((_, { keypad }) => (keypad.isFull ? refuse("memory_full") : undefined));

const add: Rule = ({ command, newId }, lock) =>
  command.type === "accessCode.add"
    ? {
        reply: { type: "done", accessCodeId: newId },
        effect: () => lock.add({ accessCodeId: newId, name: command.name, passcode: command.passcode }),
      }
    : undefined;

/** Assumed: deleting what is not there succeeds. */
const remove: Rule = ({ command }, lock) =>
  command.type === "accessCode.delete"
    ? { reply: { type: "done" }, effect: () => lock.remove(command.accessCodeId) }
    : undefined;

const moveDoor: Rule = ({ command }, { keypad }) =>
  command.type === "lock" || command.type === "unlock"
    ? { reply: { type: "done" }, effect: () => keypad.moveDoor(command.type === "lock", "remote") }
    : undefined;

/** What the lock settles itself, when its hub has told it. */
export const atTheLock: readonly Rule[] = [unanswered, badPasscode, exists, full, add, remove, moveDoor];
