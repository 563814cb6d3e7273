import type { AccessCodeRow } from "../../access-codes/rows.ts";
import type { Placement } from "../../driver/programmer.ts";
import { versionsOf } from "../../lock/slot-value.ts";
import { commandsPerHourMax } from "../bounds.ts";
import type { DoorSight } from "../door-sight.ts";
import type { Invariant } from "../invariant.ts";

export const oneCodePerSlot: Invariant = {
  id: 15,
  name: "one code, one slot",
  promise:
    "at most one code of ours stands in a slot, and a code that is set stands in one slot; its PIN is given no second one before the first is empty",
  ofDoor: (door) => {
    const { name, placements } = door;
    const entries = new Set<string>();
    const set = new Set<string>();
    for (const { slot, offline, content, accessCodeId, intent, evidence } of placements) {
      if (offline || slot === 0) continue;
      for (const key of [`slot ${slot}`, ...(content.entry === "" ? [] : [`entry ${content.entry}`])]) {
        if (entries.has(key)) return `two codes of ours share the ${key} of ${name}`;
        entries.add(key);
      }
      if (intent !== "present" || evidence !== "confirmed" || content.pin === "") continue;
      const held = `${accessCodeId}/${content.pin}`;
      if (set.has(held)) return `the access code ${accessCodeId} stands twice on ${name}`;
      set.add(held);
    }
    const early = placements.find((placement) => isNew(placement, door) && isStillThere(placement, door));
    return early && `the access code ${early.accessCodeId} is placed on ${name} again before it is off it`;
  },
};

const isNew = ({ placementId, evidence, offline, content }: Placement, { ledger }: DoorSight): boolean =>
  evidence === "unsent" && !offline && content.pin !== "" && !ledger.seen.has(placementId);

/** Whether another entry of the code may hold its PIN, and was known to when this one was begun. */
const isStillThere = ({ accessCodeId, content }: Placement, { ledger, placements }: DoorSight): boolean =>
  placements.some(
    (other) =>
      other.accessCodeId === accessCodeId &&
      ledger.seen.has(other.placementId) &&
      versionsOf(other).some(({ pin }) => pin === content.pin),
  );

export const leases: Invariant = {
  id: 16,
  name: "leases",
  promise: "a slot is given back only when what stood in it is off the lock",
  ofDoor: (door) => {
    if (door.condition.isLying) return undefined;
    const { ledger, endedPlacements, placements } = door;
    const broken = endedPlacements.find(({ placementId, content, offline, evidence }) => {
      // What comes to the lock after its slot was given back is a matter of its time there.
      if (!ledger.seen.has(placementId)) return false;
      if (offline || content.pin === "" || evidence === "unsent") return false;
      if (ledger.others.has(content.pin) || !door.table.has(content.pin)) return false;
      return !placements.some((other) => versionsOf(other).some(({ pin }) => pin === content.pin));
    });
    return (
      broken &&
      `a slot of ${door.name} was given back, and a PIN of the access code ${broken.accessCodeId} is still in the table`
    );
  },
};

export const noSharedPins: Invariant = {
  id: 17,
  name: "no shared PINs",
  promise: "no two codes of a lock have the same PIN at the same time",
  ofDoor: (door) => {
    for (const one of door.codes.filter(isOursAlone)) {
      if (one.pin === null) continue;
      const other = door
        .codesWith(one.pin)
        .find((code) => code !== one && isOursAlone(code) && overlap(one, code));
      if (other) {
        return `the access codes ${one.accessCodeId} and ${other.accessCodeId} of ${door.name} have the same PIN`;
      }
    }
    return undefined;
  },
};

/** Neither on its way out nor open to other hands, who may give it any PIN. */
const isOursAlone = ({ removal, isExternalModificationAllowed }: AccessCodeRow): boolean =>
  removal === undefined && !isExternalModificationAllowed;

const overlap = (
  one: { readonly startsAt: number | null; readonly endsAt: number | null },
  other: { readonly startsAt: number | null; readonly endsAt: number | null },
): boolean =>
  (one.startsAt ?? 0) < (other.endsAt ?? Number.POSITIVE_INFINITY) &&
  (other.startsAt ?? 0) < (one.endsAt ?? Number.POSITIVE_INFINITY);

export const capacity: Invariant = {
  id: 18,
  name: "capacity",
  promise: "the codes that count as set on a lock are no more than it has room for",
  ofDoor: ({ name, door, placements, condition }) => {
    // What other hands have made room for can be seen on the lock before what they have removed counts as gone.
    if (condition.isLying) return undefined;
    const set = placements.filter(
      ({ intent, status, evidence, offline }) =>
        intent === "present" && status === "set" && evidence === "confirmed" && !offline,
    ).length;
    const room = door.keypad.firmware.capacity;
    return set > room ? `${set} codes count as set on ${name}, which has room for ${room}` : undefined;
  },
};

export const oneInFlight: Invariant = {
  id: 23,
  name: "one in flight",
  promise: "a lock is sent one command at a time: the next when it has answered, or was given up",
  ofCommand: ({ unanswered }, door) => {
    if (!unanswered || door.condition.isTroubled || door.condition.quietSince > unanswered.sentAt)
      return undefined;
    const { replyTimeoutMs } = door.door.profile.timing;
    if (door.now >= unanswered.sentAt + replyTimeoutMs.value) return undefined;
    return `${door.name} is sent a command while another one is under way`;
  },
};

export const boundedEffort: Invariant = {
  id: 24,
  name: "bounded effort",
  promise: `no lock is sent more than ${commandsPerHourMax} commands in an hour, whatever happens`,
  ofCommand: ({ inLastHour }, { name }) =>
    inLastHour > commandsPerHourMax ? `${name} was sent ${inLastHour} commands in an hour` : undefined,
};
