import type { SchlageCommand, SchlageReply } from "../../drivers/schlage/wire.ts";
import type { Behaviour, Verdict } from "../../src/simulator/behaviour.ts";
import { type RefusalWords, wordsFor } from "../../src/simulator/refusals.ts";
import { keypad as firmware } from "./firmware.ts";
import type { SchlageLock } from "./lock.ts";

type Rule = Behaviour<SchlageCommand, SchlageLock>;
type Reason = NonNullable<Extract<SchlageReply, { type: "error" }>["reason"]>;
export type AddCommand = Extract<SchlageCommand, { type: "addaccesscode" }>;

/** Assumed: which status goes with which reason. */
const reasons: Readonly<Record<Reason, number>> = {
  invalid_length: 400,
  not_found: 404,
  already_exists: 409,
  lock_unreachable: 424,
  storage_full: 507,
};
/** seamapi/public-tracker#34, #76, #130; pyschlage for the first two. */
const statuses = [401, 429, 502, 504] as const;

export const failed = (statusCode: (typeof statuses)[number]): Verdict => ({
  reply: { type: "error", statusCode } satisfies SchlageReply,
});
const forbidden = (reason: Reason): SchlageReply => ({ type: "error", statusCode: reasons[reason], reason });
const refuse = (reason: Reason): Verdict => ({ reply: forbidden(reason) });
const done: SchlageReply = { type: "result" };

/** Refusals by their keys in the driver's table: the reason, or else the status as text. */
export const refusals: RefusalWords<SchlageReply> = new Map([
  ...wordsFor(Object.keys(reasons) as Reason[], forbidden),
  ...wordsFor(statuses, (statusCode): SchlageReply => ({ type: "error", statusCode })),
]);

/** The PIN that a command means: its number, with the zeros that a number does not keep. */
export const pinOf = ({ accessCode, accessCodeLength }: AddCommand): string =>
  String(accessCode).padStart(accessCodeLength, "0");

const forAdds =
  (rule: (command: AddCommand, lock: SchlageLock) => Verdict | undefined): Rule =>
  (command, lock) =>
    command.type === "addaccesscode" ? rule(command, lock) : undefined;

/** The cloud's own list: no lock is asked. */
const listCodes: Rule = (command, lock) =>
  command.type === "storage.accesscode"
    ? { reply: { type: "accesscodes", accesscodes: lock.shownCodes() } }
    : undefined;

const unreachable: Rule = (_, lock) => (lock.isConnected ? undefined : refuse("lock_unreachable"));

/** What the cloud settles without asking the lock. */
export const atTheCloud: readonly Rule[] = [listCodes, unreachable];

const invalidLength = forAdds(({ accessCode, accessCodeLength }, { codeLength }) => {
  const { lengthMin, lengthMax } = firmware;
  const isIn =
    codeLength === null
      ? accessCodeLength >= lengthMin && accessCodeLength <= lengthMax
      : accessCodeLength === codeLength;
  return isIn && String(accessCode).length <= accessCodeLength ? undefined : refuse("invalid_length");
});

/** The cloud looks at its list too: a code that has just been deleted is still in the way. */
const alreadyExists = forAdds((command, lock) =>
  lock.keypad.holderOf(pinOf(command)) || lock.isListed(pinOf(command))
    ? refuse("already_exists")
    : undefined,
);

const storageFull = forAdds((_, { keypad }) => (keypad.isFull ? refuse("storage_full") : undefined));

const add = forAdds((command, lock) => {
  const accesscodeId = lock.idFor(command);
  return { reply: { type: "result", accesscodeId }, effect: () => lock.addCode(accesscodeId, command) };
});

const remove: Rule = (command, lock) => {
  if (command.type !== "deleteaccesscode") return undefined;
  const { accesscodeId } = command;
  if (!lock.knows(accesscodeId)) return refuse("not_found");
  return { reply: done, effect: () => lock.deleteCode(accesscodeId) };
};

const operate: Rule = (command, lock) =>
  command.type === "attributes"
    ? { reply: done, effect: () => lock.keypad.moveDoor(command.lockState === 1, "remote") }
    : undefined;

/** What the lock settles itself, when the Wi-Fi has brought it the command. */
export const atTheLock: readonly Rule[] = [invalidLength, alreadyExists, storageFull, add, remove, operate];
