import type { KwiksetCommand, KwiksetReply } from "../../drivers/kwikset/wire.ts";
import type { Behaviour, Verdict } from "../../src/simulator/behaviour.ts";
import { type RefusalWords, wordsFor } from "../../src/simulator/refusals.ts";
import { keypad as firmware } from "./firmware.ts";
import type { KwiksetLock } from "./lock.ts";

type Rule = Behaviour<KwiksetCommand, KwiksetLock>;
type Reason = NonNullable<Extract<KwiksetReply, { type: "error" }>["reason"]>;
export type WriteCommand = Extract<KwiksetCommand, { type: "createAccessCode" | "editAccessCode" }>;
/** What the cloud passes on to the lock. */
export type PassedOn = WriteCommand | Extract<KwiksetCommand, { type: "deleteAccessCode" }>;

/** Assumed: 400 with a reason for what the cloud itself sees. The bare statuses: aiokwikset's errors. */
const reasons: readonly Reason[] = [
  "device_offline",
  "bad_code_length",
  "start_not_in_future",
  "no_free_slot",
  "no_such_code",
];
const statuses = [401, 429, 502] as const;

const forbidden = (reason: Reason): KwiksetReply => ({ type: "error", status: 400, reason });
const accepted: KwiksetReply = { type: "accepted" };
const refuse = (reason: Reason): Verdict => ({ reply: forbidden(reason) });

/** Refusals by their keys in the driver's table: the reason, or else the status as text. */
export const refusals: RefusalWords<KwiksetReply> = new Map([
  ...wordsFor(reasons, forbidden),
  ...wordsFor(statuses, (status): KwiksetReply => ({ type: "error", status })),
]);

/** A rule for codes that are created or edited. */
const forWrites =
  (rule: (command: WriteCommand, lock: KwiksetLock) => Verdict | undefined): Rule =>
  (command, lock) =>
    "code" in command ? rule(command, lock) : undefined;

/** The cloud's own memory: it asks no lock. */
const deviceInfo: Rule = (command, lock) =>
  command.type === "getDeviceInfo" ? { reply: lock.deviceInfo() } : undefined;

const deviceOffline: Rule = (_, lock) => (lock.isConnected ? undefined : refuse("device_offline"));

const badCodeLength = forWrites(({ code }) =>
  code.length < firmware.lengthMin || code.length > firmware.lengthMax
    ? refuse("bad_code_length")
    : undefined,
);

/** Seam's guide: the vendor throws when the start is not in the future. */
const startNotInFuture = forWrites(({ schedule }, lock) =>
  schedule.type === "date_range" && Date.parse(schedule.start) <= lock.now
    ? refuse("start_not_in_future")
    : undefined,
);

/** What is on its way to the lock counts too. */
const noFreeSlot = forWrites(({ slot }, lock) =>
  slot === 0 && lock.slotsSpokenFor >= lock.options.capacity ? refuse("no_free_slot") : undefined,
);

const noSuchCode = forWrites(({ slot }, lock) =>
  slot !== 0 && !lock.cloud.has(slot) ? refuse("no_such_code") : undefined,
);

const operate: Rule = (command, lock) =>
  command.type === "lockDevice" || command.type === "unlockDevice"
    ? {
        reply: accepted,
        effect: () => lock.keypad.moveDoor(command.type === "lockDevice", "remote"),
      }
    : undefined;

/** Everything else is for the lock, and what it makes of it the cloud does not wait for. */
const passOn: Rule = (command, lock) =>
  "slot" in command ? { reply: accepted, effect: () => lock.passOn(command) } : undefined;

/** What the cloud settles. */
export const behaviours: readonly Rule[] = [
  deviceInfo,
  deviceOffline,
  badCodeLength,
  startNotInFuture,
  noFreeSlot,
  noSuchCode,
  operate,
  passOn,
];

/**
 * Whether the lock will have a code: it keeps no two with the same PIN or the same name, and tells nobody when it will not have one
 * (Seam's troubleshooting page: the usual reason why a code cannot be confirmed).
 */
export function takes({ keypad }: KwiksetLock, { slot, code, name }: WriteCommand): boolean {
  const others = keypad.codes.filter((stored) => stored.slot !== slot);
  const isUnique = others.every((stored) => stored.pin !== code && stored.name !== name);
  return isUnique && (slot === 0 ? !keypad.isFull : keypad.read(slot) !== undefined);
}
