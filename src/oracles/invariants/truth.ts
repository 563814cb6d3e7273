import type { EventObject } from "../../access-codes/seam-objects.ts";
import { violatedGrammar } from "../../events/grammar.ts";
import { versionsOf } from "../../lock/slot-value.ts";
import { promptMs } from "../bounds.ts";
import type { DoorSight } from "../door-sight.ts";
import type { Invariant } from "../invariant.ts";

const codeIdOf = ({ access_code_id }: EventObject): string | undefined =>
  typeof access_code_id === "string" ? access_code_id : undefined;

export const evidence: Invariant = {
  id: 8,
  name: "evidence",
  promise: "what the service calls set opens the door",
  ofDoor: (door) => {
    if (door.condition.isLying) return undefined;
    for (const placement of door.placements) {
      const { intent, status, evidence, content, offline, accessCodeId } = placement;
      if (intent !== "present" || status !== "set" || evidence !== "confirmed" || offline) continue;
      if (content.pin === "" || (placement.acceptsExternalChange && placement.changedExternally)) continue;
      if (door.isBlindTo(placement)) continue;
      const { window } = content;
      if (window && (door.condition.isClockWrong || !isWithin(window, door.now))) continue;
      // The lock was told a later start, and the code is not called set before it.
      if (door.now < (content.sentStarts?.at(-1) ?? 0)) continue;
      if (door.isUnknown(content.pin) && !hasJustGone(content.pin, door)) {
        return `the access code ${accessCodeId} counts as set, and its PIN does not open ${door.name}`;
      }
    }
    return undefined;
  },
};

/** It has opened the door, and a command that had been given up in troubles has come after all: the lock's report, or a look, tells of it. */
function hasJustGone(pin: string, door: DoorSight): boolean {
  const { hasOpened = false, missingSince } = door.ledger.claims.get(pin) ?? {};
  if (!hasOpened || missingSince === undefined || !door.condition.isTroubled) return false;
  const until = missingSince + promptMs;
  door.lookAgain(until + 1);
  return door.now <= until;
}

export const confirmedAbsence: Invariant = {
  id: 9,
  name: "confirmed absence",
  promise: "removed_from_device is said of a code only when its PIN is off the lock",
  ofEvent: (event, door) => {
    if (event.event_type !== "access_code.removed_from_device" || door.condition.isLying) return undefined;
    const codeId = codeIdOf(event);
    for (const { pin, codeIds } of door.ledger.claims.values()) {
      if (codeId === undefined || !codeIds.has(codeId) || door.ledger.others.has(pin)) continue;
      // Another code may have it, or may have had it before a change that is on its way.
      const isAnothers = door.placements.some(
        (placement) =>
          placement.accessCodeId !== codeId && versionsOf(placement).some((version) => version.pin === pin),
      );
      if (!isAnothers && (door.table.has(pin) || door.opensWith(pin))) {
        return `the access code ${codeId} is said to be removed from ${door.name}, which still knows its PIN`;
      }
    }
    return undefined;
  },
};

export const errorsEnd: Invariant = {
  id: 11,
  name: "errors end",
  promise: "no error of setting a code outlives the proof that it is set",
  ofDoor: (door) => {
    const broken = door.placements.find(
      ({ intent, status, evidence, failingSince, earlier }) =>
        intent === "present" &&
        status === "set" &&
        evidence === "confirmed" &&
        earlier === undefined &&
        failingSince !== undefined,
    );
    return (
      broken && `the access code ${broken.accessCodeId} is confirmed on ${door.name} and keeps its error`
    );
  },
};

export const eventGrammar: Invariant = {
  id: 12,
  name: "event grammar",
  promise:
    "the events of a code are created, then its way onto the lock, then removed_from_device, then deleted, each once, and none after",
  ofEvent: (event, door) => {
    const codeId = codeIdOf(event);
    if (codeId === undefined || !event.event_type.startsWith("access_code.")) return undefined;
    // Of a code that was there before the oracle nothing can be told.
    if (!door.ledger.knowsEventsOf(codeId) && event.event_type !== "access_code.created") return undefined;
    const types = door.ledger.noteEvent(codeId, event.event_type);
    // What a lock has lost by itself reaches it once more, and no event says that it was lost.
    const told = door.condition.wasTampered ? withoutRepeats(types) : types;
    const broken = violatedGrammar(told);
    return broken && `of the events of the access code ${codeId}, ${broken}`;
  },
};

export const idempotence: Invariant = {
  id: 26,
  name: "idempotence",
  promise:
    "replaying a command, an answer, an event or a webhook changes nothing: each movement of a bolt is told once",
  ofEvent: ({ event_type: type, method }, door) => {
    // What an order of ours has moved is told on the lock's word, which need not be true.
    if ((type !== "lock.locked" && type !== "lock.unlocked") || method === "seamapi") return undefined;
    const isRemote = method === "unknown";
    const told = door.ledger.noteMoveTold(`${type} ${isRemote}`);
    const moves = door.door.keypad.movesOf(type === "lock.locked", isRemote);
    return told > moves ? `${type} is told of ${door.name} once more than its bolt has moved` : undefined;
  },
};

/** A command of ours that comes late takes off what stands there by then, and looks like other hands. */
function wasTakenInTroubles(codeId: string, door: DoorSight): boolean {
  const claims = [...door.ledger.claims.values()].filter(({ codeIds }) => codeIds.has(codeId));
  return door.condition.isTroubled && claims.length > 0 && claims.every(({ pin }) => door.isUnknown(pin));
}

/** Whether the door has the code as it is wanted, and everybody can see that: others have never touched it, whatever they did to its neighbours. */
function stands(codeId: string, door: DoorSight): boolean {
  const { isTroubled, isLying, isClockWrong, isHidden } = door.condition;
  if (isTroubled || isLying || isClockWrong || isHidden) return false;
  const pin = door.code(codeId)?.pin ?? undefined;
  return pin !== undefined && !door.ledger.others.has(pin) && door.opensWith(pin);
}

export const externalOnly: Invariant = {
  id: 13,
  name: "external means external",
  promise: "a change is put down to other hands only where there were any",
  ofEvent: ({ event_type: type, access_code_id: codeId }, door) => {
    if (!/^access_code\.(modified|deleted)_external_to_seam$/.test(type)) return undefined;
    const isDeletion = type.startsWith("access_code.deleted");
    if (isDeletion && stands(String(codeId), door)) {
      return `${type} is said of the access code ${String(codeId)}, and ${door.name} opens with its PIN`;
    }
    if (door.condition.mayBeBlamed) return undefined;
    if (isDeletion && wasTakenInTroubles(String(codeId), door)) return undefined;
    return `${type} is said of the access code ${String(codeId)}, and no other hands have touched ${door.name}`;
  },
};

export const exactPins: Invariant = {
  id: 20,
  name: "exact PINs",
  promise: "a PIN stands on the lock digit for digit, its zeros in front included",
  ofDoor: (door) => {
    if (door.condition.isLying) return undefined;
    for (const pin of door.table) {
      if (door.ledger.claims.has(pin) || door.ledger.others.has(pin)) continue;
      const meant = [...door.ledger.claims.keys()].find((claimed) => Number(claimed) === Number(pin));
      if (meant !== undefined) return `${door.name} holds ${door.nameOf(meant)} with other zeros in front`;
    }
    return undefined;
  },
};

export const instants: Invariant = {
  id: 31,
  name: "windows are instants",
  promise:
    "a schedule on the lock is no shorter than the window that was asked for, in every zone and at every change of the clocks",
  ofDoor: (door) => {
    if (door.condition.isLying || door.condition.isClockWrong) return undefined;
    for (const { intent, status, evidence, content, offline, accessCodeId } of door.placements) {
      if (intent !== "present" || status !== "set" || evidence !== "confirmed" || offline) continue;
      const row = door.code(accessCodeId);
      if (!row || row.startsAt === null || row.endsAt === null || row.pin !== content.pin) continue;
      const stored = door.door.keypad.codes.find(({ pin }) => pin === content.pin)?.window;
      if (
        stored &&
        // A start that has passed is told later where the lock wants that, and the code is not called set before.
        (stored.startsAt > Math.max(row.startsAt, door.now, content.sentStarts?.at(-1) ?? 0) ||
          stored.endsAt < row.endsAt) &&
        !isChanging(door, content)
      ) {
        return `${door.name} keeps a narrower window for the access code ${accessCodeId} than was asked for`;
      }
    }
    return undefined;
  },
};

/** Its window was changed and has not reached the lock. */
const isChanging = (
  door: DoorSight,
  content: { readonly pin: string; readonly window?: unknown },
): boolean => {
  const row = door.codes.find(({ pin }) => pin === content.pin);
  const window = content.window as { readonly startsAt: number; readonly endsAt: number } | undefined;
  return !row || !window || window.startsAt !== row.startsAt || window.endsAt !== row.endsAt;
};

export const secrets: Invariant = {
  id: 33,
  name: "secrets",
  promise: "nothing that the broker retains holds a PIN",
  ofRetained: (payload, door) => {
    for (const [pin] of door.ledger.claims) {
      if (payload.includes(`"${pin}"`)) return `a retained message of ${door.name} holds a PIN`;
    }
    return undefined;
  },
};

const isWithin = (
  { startsAt, endsAt }: { readonly startsAt: number; readonly endsAt: number },
  now: number,
) => startsAt <= now && now < endsAt;

const withoutRepeats = (types: readonly string[]): string[] =>
  types.filter((type, place) => !type.endsWith("_on_device") || types[place - 1] !== type);
