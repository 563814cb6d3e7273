import type { WyzeCommand, WyzeReply } from "../../drivers/wyze/wire.ts";
import type { Behaviour, Verdict } from "../../src/simulator/behaviour.ts";
import { type RefusalWords, refusalIn, wordsFor } from "../../src/simulator/refusals.ts";
import { keypad } from "./firmware.ts";
import type { WyzeLock } from "./lock.ts";

type Rule = Behaviour<WyzeCommand, WyzeLock>;
type ErrorReply = Extract<WyzeReply, { type: "error" }>;
type WriteCommand = Extract<WyzeCommand, { password: string }>;

/** Assumed: 1000 with a reason for what the lock or its list does not allow, 500 for the service's own trouble. The rest: wyzeapy. */
const reasons: readonly NonNullable<ErrorReply["reason"]>[] = [
  "name_in_use",
  "list_full",
  "no_such_password",
  "no_keypad",
  "no_gateway",
  "unsealable",
];
const codes = [1001, 2001, 3019, 500];

/** Refusals by their keys in the driver's table: the reason, or else the code as text. */
export const refusals: RefusalWords<WyzeReply> = new Map([
  ...wordsFor(reasons, (reason): WyzeReply => ({ type: "error", code: 1000, reason })),
  ...wordsFor(codes, (code): WyzeReply => ({ type: "error", code })),
]);

const refuse = (vendorCode: string): Verdict => ({ reply: refusalIn(refusals, vendorCode) });

/** A rule for commands that bring digits. */
const forWrites =
  (rule: (command: WriteCommand, lock: WyzeLock) => Verdict | undefined): Rule =>
  (command, lock) =>
    "password" in command ? rule(command, lock) : undefined;

/** The list is the service's own: it needs no gateway. */
const listPasswords: Rule = (command, lock) =>
  command.type === "pwd"
    ? { reply: { type: "passwords", code: 1, passwords: lock.shownPasswords() } }
    : undefined;

const gatewayMissing: Rule = (_, lock) => (lock.isIn("bridge.missing") ? refuse("no_gateway") : undefined);

const keypadMissing = forWrites((_, lock) => (lock.isIn("keypad.missing") ? refuse("no_keypad") : undefined));

const unsealable = forWrites(({ password }, lock) =>
  lock.unsealed(password) === undefined ? refuse("unsealable") : undefined,
);

/** Assumed: the service unseals what it was sent, looks at its length and passes it on. It keeps no digits to compare them with. */
const badLength = forWrites(({ password }, lock) => {
  const { length } = lock.unsealed(password) ?? "";
  return length < keypad.lengthMin || length > keypad.lengthMax ? refuse("1001") : undefined;
});

const unknownPassword: Rule = (command, lock) =>
  command.type === "pwd.operations.update" && !lock.list.of(command.passwordid)
    ? refuse("no_such_password")
    : undefined;

const nameInUse = forWrites((command, lock) =>
  lock.list.hasName(command.name, "passwordid" in command ? command.passwordid : undefined)
    ? refuse("name_in_use")
    : undefined,
);

/** What is on its way to the lock counts too. */
const listFull: Rule = (command, lock) =>
  command.type === "pwd.operations.add" && lock.list.entries.length >= lock.options.capacity
    ? refuse("list_full")
    : undefined;

const write = forWrites((command, lock) => {
  const id = "passwordid" in command ? command.passwordid : lock.list.idFor(command);
  return {
    reply: { type: "operation", code: 1, passwordid: id, time: lock.now() },
    effect: () => lock.startWriting(command),
  };
});

/** Assumed: deleting what is not there succeeds. */
const remove: Rule = (command, lock) =>
  command.type === "pwd.operations.delete"
    ? { reply: { type: "operation", code: 1 }, effect: () => lock.startDeleting(command.passwordid) }
    : undefined;

/** A door is moved at once or not at all. */
const offline: Rule = (_, lock) => (lock.isIn("lock.offline") ? refuse("3019") : undefined);

const control: Rule = (command, lock) =>
  command.type === "control"
    ? {
        reply: { type: "operation", code: 1 },
        effect: () => lock.keypad.moveDoor(command.action === "remoteLock", "remote"),
      }
    : undefined;

export const behaviours: readonly Rule[] = [
  listPasswords,
  gatewayMissing,
  keypadMissing,
  unsealable,
  badLength,
  unknownPassword,
  nameInUse,
  listFull,
  write,
  remove,
  offline,
  control,
];
