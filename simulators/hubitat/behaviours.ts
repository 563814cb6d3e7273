import type { HubitatCommand, HubitatReply } from "../../drivers/hubitat/wire.ts";
import type { Behaviour, Verdict } from "../../src/simulator/behaviour.ts";
import { type RefusalWords, wordsFor } from "../../src/simulator/refusals.ts";
import type { HubitatLock } from "./lock.ts";

type Rule = Behaviour<HubitatCommand, HubitatLock>;
type SetCode = Extract<HubitatCommand, { type: "setCode" }>;
type Status = Extract<HubitatReply, { type: "error" }>["status"];

const statuses: readonly Status[] = ["401", "404", "500"];

/** Refusals by their keys in the driver's table. The lock's own are silent, and have no words. */
export const refusals: RefusalWords<HubitatReply> = new Map(
  wordsFor(statuses, (status): HubitatReply => ({ type: "error", status })),
);

const ok: HubitatReply = { type: "ok" };

/** virtualLock, changeIsValid(): a line in the log. The Maker API has passed the command on, and says so. */
const droppedSilently: Verdict = { reply: ok };

const readMap: Rule = (command, { table }) =>
  command.type === "attribute"
    ? {
        reply: {
          type: "attribute",
          attribute: "lockCodes",
          value: Object.fromEntries(table.entries.map(({ slot, name, pin }) => [slot, { name, code: pin }])),
        },
      }
    : undefined;

/** A rule for setCode alone, in which the hub's driver judges by what it knows of the lock. */
const drops =
  (isRefused: (command: SetCode, lock: HubitatLock) => boolean): Rule =>
  (command, lock) =>
    command.type === "setCode" && isRefused(command, lock) ? droppedSilently : undefined;

const badLength = drops(({ code }, { knownCodeLength }) => code.length > knownCodeLength);
const badNumber = drops(({ codeNumber }, { knownMaxCodes }) => codeNumber > knownMaxCodes);
const nameInUse = drops(({ codeNumber, name }, { table }) =>
  table.entries.some((entry) => entry.slot !== codeNumber && entry.name === name),
);
const codeInUse = drops(({ codeNumber, code }, { table }) =>
  table.entries.some((entry) => entry.slot !== codeNumber && entry.pin === code),
);

const setCode: Rule = (command, lock) =>
  command.type === "setCode"
    ? { reply: ok, effect: () => lock.sendCode(command.codeNumber, command.code, command.name) }
    : undefined;

const deleteCode: Rule = (command, lock) =>
  command.type === "deleteCode"
    ? { reply: ok, effect: () => lock.sendDeletion(command.codeNumber) }
    : undefined;

const moveDoor: Rule = (command, lock) =>
  command.type === "lock" || command.type === "unlock"
    ? { reply: ok, effect: () => lock.sendMove(command.type === "lock") }
    : undefined;

/** What the hub does with a command. What the lock makes of it, comes later or never. */
export const behaviours: readonly Rule[] = [
  readMap,
  badLength,
  badNumber,
  nameInUse,
  codeInUse,
  setCode,
  deleteCode,
  moveDoor,
];
