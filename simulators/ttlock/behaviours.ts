import type { TtlockCommand, TtlockReply } from "../../drivers/ttlock/wire.ts";
import type { Behaviour, Verdict } from "../../src/simulator/behaviour.ts";
import { type RefusalWords, wordsFor } from "../../src/simulator/refusals.ts";
import { clockToleranceMs, keypad as firmware } from "./firmware.ts";
import type { TtlockLock } from "./lock.ts";

type Rule = Behaviour<TtlockCommand, TtlockLock>;
type Add = Extract<TtlockCommand, { type: "keyboardPwd/add" }>;
type Change = Extract<TtlockCommand, { type: "keyboardPwd/change" }>;

/** API, error codes. */
const errcodes = [
  -2012, -4043, -3002, -3034, -3003, -3036, -3037, -3006, -2032, -3007, -3008, -3009, -2009, -2018, 10004,
  30006, 80000, 90000,
] as const;

const result = (errcode: number): TtlockReply => ({ type: "result", errcode });
const refuse = (errcode: (typeof errcodes)[number]): Verdict => ({ reply: result(errcode) });

/** Refusals by their keys in the driver's table: the errcode as text. */
export const refusals: RefusalWords<TtlockReply> = new Map(wordsFor(errcodes, result));

/** The digits that a command would bring to the lock. */
const digitsOf = (command: TtlockCommand): string | undefined => {
  if (command.type === "keyboardPwd/add") return command.keyboardPwd;
  return command.type === "keyboardPwd/change" ? command.newKeyboardPwd : undefined;
};

const idOf = (command: TtlockCommand): number | undefined =>
  "keyboardPwdId" in command ? command.keyboardPwdId : undefined;

const wrongClock: Rule = ({ date }, lock) =>
  Math.abs(date - lock.cloudNow) > clockToleranceMs ? refuse(80000) : undefined;

const list: Rule = (command, { passcodes }) =>
  command.type === "lock/listKeyboardPwd"
    ? { reply: { type: "list", list: passcodes.all.map(({ slot: _, ...passcode }) => passcode) } }
    : undefined;

const unknownPasscode: Rule = (command, { passcodes }) => {
  const id = idOf(command);
  return id === undefined || passcodes.of(id) ? undefined : refuse(-2009);
};

const badLength: Rule = (command) => {
  const digits = digitsOf(command);
  const fits = !digits || (digits.length >= firmware.lengthMin && digits.length <= firmware.lengthMax);
  return fits ? undefined : refuse(-3006);
};

/** API, error codes: no consecutive digits, no repeated ones. Assumed: throughout. */
const isSimple = (digits: string): boolean => {
  const steps = [...digits].slice(1).map((digit, index) => Number(digit) - Number(digits[index]));
  return [-1, 0, 1].some((step) => steps.every((one) => one === step));
};

const tooSimple: Rule = (command, { options }) => {
  const digits = digitsOf(command);
  return digits && options.refusesSimpleCodes && isSimple(digits) ? refuse(-2032) : undefined;
};

/** On the list is enough, on the lock or not. */
const listed: Rule = (command, { passcodes }) => {
  const digits = digitsOf(command);
  return digits && passcodes.holds(digits, idOf(command)) ? refuse(-3007) : undefined;
};

const listFull: Rule = (command, { passcodes, options }) =>
  command.type === "keyboardPwd/add" && passcodes.size >= options.capacity ? refuse(-3009) : undefined;

/** The way of a phone that stands next to the lock and has spoken to it already. If none has, the lock knows nothing of it. */
const byPhone: Rule = (command, lock) =>
  command.type === "keyboardPwd/add" && command.addType === 1
    ? {
        reply: { type: "added", keyboardPwdId: lock.passcodes.idFor(command) },
        effect: () => lock.noteDown(command),
      }
    : undefined;

/** API, keyboardPwd/change: a change without its start is answered with success, and nothing changes. */
const changeWithoutStart: Rule = (command) =>
  command.type === "keyboardPwd/change" && command.startDate === undefined ? { reply: result(0) } : undefined;

const neverUsed: Rule = (command, lock) =>
  command.type === "keyboardPwd/change" &&
  lock.options.changesOnlyUsedCodes &&
  !lock.wasUsed(command.keyboardPwdId)
    ? refuse(-3008)
    : undefined;

/** A lock that stands in no need of a gateway. Assumed: the cloud knows at once when its Wi-Fi is away. */
const wifiOffline: Rule = (_, lock) => (lock.options.wifi && !lock.isOnWifi ? refuse(-3034) : undefined);

const byGateway =
  (rule: Rule): Rule =>
  (command, lock) =>
    lock.options.wifi ? undefined : rule(command, lock);

const noGateway = byGateway((_, lock) => (lock.isIn("bridge.missing") ? refuse(-2012) : undefined));
const gatewayOffline = byGateway((_, lock) => (lock.gatewayOnline ? undefined : refuse(-3002)));
const gatewayBusy = byGateway((_, lock) => (lock.isGatewayBusy ? refuse(-3003) : undefined));

/** What the cloud settles without asking the lock. */
export const inTheCloud: readonly Rule[] = [
  wrongClock,
  list,
  unknownPasscode,
  badLength,
  tooSimple,
  listed,
  listFull,
  byPhone,
  changeWithoutStart,
  neverUsed,
  wifiOffline,
  noGateway,
  gatewayOffline,
  gatewayBusy,
];

const lockBusy: Rule = (_, lock) => (lock.isIn("lock.busy") ? refuse(-3037) : undefined);

/** The lock's own word, when its table and the cloud's list have come apart. */
const onTheLock: Rule = (command, { keypad, passcodes }) => {
  const digits = digitsOf(command);
  const own = passcodes.of(idOf(command) ?? 0)?.slot ?? undefined;
  return digits && keypad.holderOf(digits, own) ? refuse(-3007) : undefined;
};

const lockFull: Rule = (command, { keypad }) =>
  command.type === "keyboardPwd/add" && keypad.isFull ? refuse(-3009) : undefined;

const forAdds =
  (rule: (command: Add, lock: TtlockLock) => Verdict): Rule =>
  (command, lock) =>
    command.type === "keyboardPwd/add" ? rule(command, lock) : undefined;

const forChanges =
  (rule: (command: Change, lock: TtlockLock) => Verdict): Rule =>
  (command, lock) =>
    command.type === "keyboardPwd/change" ? rule(command, lock) : undefined;

const add = forAdds((command, lock) => ({
  reply: { type: "added", keyboardPwdId: lock.passcodes.idFor(command) },
  effect: () => lock.add(command),
}));

const change = forChanges((command, lock) => ({ reply: result(0), effect: () => lock.change(command) }));

/** Assumed: the lock says that it has no such function, as one does that was made without it (API, error codes: -4043). */
const noRemoteUnlock: Rule = (command, lock) =>
  command.type === "lock/unlock" && lock.isIn("remoteUnlock.off") ? refuse(-4043) : undefined;

const remove: Rule = (command, lock) =>
  command.type === "keyboardPwd/delete"
    ? { reply: result(0), effect: () => lock.remove(command.keyboardPwdId) }
    : undefined;

const moveDoor: Rule = (command, lock) =>
  command.type === "lock/lock" || command.type === "lock/unlock"
    ? {
        reply: result(0),
        effect: () => lock.keypad.moveDoor(command.type === "lock/lock", "remote"),
      }
    : undefined;

/** What the lock settles itself, when the gateway has woken it. */
export const atTheLock: readonly Rule[] = [
  lockBusy,
  onTheLock,
  lockFull,
  add,
  change,
  remove,
  noRemoteUnlock,
  moveDoor,
];
