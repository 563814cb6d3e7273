import type { SmartThingsCommand, SmartThingsReply } from "../../drivers/smartthings/wire.ts";
import type { Behaviour, Verdict } from "../../src/simulator/behaviour.ts";
import { type RefusalWords, wordsFor } from "../../src/simulator/refusals.ts";
import { mask } from "./firmware.ts";
import type { SmartThingsLock } from "./lock.ts";

type Rule = Behaviour<SmartThingsCommand, SmartThingsLock>;
type SetCode = Extract<SmartThingsCommand, { type: "setCode" }>;
type StatusCode = Extract<SmartThingsReply, { type: "commandResult" }>["statusCode"];

const statusCodes: readonly StatusCode[] = [
  "failure",
  "duplicate",
  "occupied",
  "invalidCommand",
  "resourceExhausted",
  "busy",
];

const result = (statusCode: StatusCode): SmartThingsReply => ({ type: "commandResult", statusCode });
const refuse = (statusCode: StatusCode): Verdict => ({ reply: result(statusCode) });

/** Refusals by their keys in the driver's table: the statusCode. */
export const refusals: RefusalWords<SmartThingsReply> = new Map(wordsFor(statusCodes, result));

/** A rule for setCode alone. */
const forSets =
  (rule: (command: SetCode, lock: SmartThingsLock) => Verdict | undefined): Rule =>
  (command, lock) =>
    command.type === "setCode" ? rule(command, lock) : undefined;

/** The hub's own table: no radio, no PINs. */
const listCodes: Rule = (command, lock) =>
  command.type === "getCodes"
    ? {
        reply: {
          type: "codes",
          lockCodes: lock.table.entries.map(({ slot, name }) => ({ codeSlot: slot, codeName: name })),
        },
      }
    : undefined;

/** One command at a time (Edge drivers: the busy flag). */
const busy: Rule = (_, lock) => (lock.isBusy ? refuse("busy") : undefined);

/** What the hub settles without asking the lock. */
export const atTheHub: readonly Rule[] = [listCodes, busy];

const badLength = forSets(({ codePIN }, { options }) =>
  codePIN.length < options.minCodeLength || codePIN.length > options.maxCodeLength
    ? refuse("invalidCommand")
    : undefined,
);

/** Zigbee DUPLICATE_CODE, Z-Wave notification 6/15: the same PIN in another slot. */
const duplicate = forSets(({ codePIN, codeSlot }, { keypad }) =>
  keypad.holderOf(codePIN, codeSlot) ? refuse("duplicate") : undefined,
);

/** Zigbee MEMORY_FULL. Overwriting a slot needs no room. */
const tableFull = forSets(({ codeSlot }, { keypad }) =>
  keypad.isFull && !keypad.read(codeSlot) ? refuse("resourceExhausted") : undefined,
);

/** A look at it is answered as the User Code mock of zwave-js does (StatusNotAvailable). That changes are refused is assumed. */
const noSuchSlot: Rule = (command, { keypad }) => {
  if (!("codeSlot" in command) || command.codeSlot <= keypad.firmware.capacity) return undefined;
  if (command.type !== "requestCode") return refuse("invalidCommand");
  return { reply: { type: "code", codeSlot: command.codeSlot, status: "notAvailable" } };
};

const occupied = forSets(({ codeSlot }, { keypad, options }) =>
  options.refusesOverwrite && keypad.read(codeSlot) ? refuse("occupied") : undefined,
);

const setCode = forSets((command, lock) => ({
  reply: result("success"),
  effect: () => lock.setCode(command.codeSlot, command.codePIN, command.codeName),
}));

const deleteCode: Rule = (command, lock) =>
  command.type === "deleteCode"
    ? { reply: result("success"), effect: () => lock.deleteCode(command.codeSlot) }
    : undefined;

const requestCode: Rule = (command, lock) => {
  if (command.type !== "requestCode") return undefined;
  const { codeSlot } = command;
  const pin = lock.reportedPin(codeSlot);
  if (pin === undefined) return { reply: { type: "code", codeSlot, status: "available" } };
  const codePIN = lock.options.masksCodes ? mask : pin;
  return { reply: { type: "code", codeSlot, status: "occupied", codePIN } };
};

const moveDoor: Rule = (command, lock) =>
  command.type === "lock" || command.type === "unlock"
    ? {
        reply: result("success"),
        effect: () => lock.keypad.moveDoor(command.type === "lock", "remote"),
      }
    : undefined;

/** What the lock settles itself, when the radio has brought it the command. */
export const atTheLock: readonly Rule[] = [
  badLength,
  duplicate,
  tableFull,
  noSuchSlot,
  occupied,
  setCode,
  deleteCode,
  requestCode,
  moveDoor,
];
