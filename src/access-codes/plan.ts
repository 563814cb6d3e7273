import type { OfflineRequest } from "../driver/offline-codes.ts";
import type { ContentChange, Placement } from "../driver/programmer.ts";
import type { LockProfile } from "../lock/profile.ts";
import { isSameWindow, versionsOf } from "../lock/slot-value.ts";
import type { AccessCodeRow } from "./rows.ts";
import { placeAt, windowOf } from "./timing.ts";

/** One step that brings a lock closer to what an access code wants. */
export type Step =
  | ({ readonly do: "place"; readonly offline: OfflineRequest | undefined } & ContentChange)
  | ({ readonly do: "change"; readonly placementId: string } & ContentChange)
  | { readonly do: "remove"; readonly placementId: string }
  | { readonly do: "setAcceptance"; readonly placementId: string; readonly accepts: boolean };

/** An access code beside what its lock is known to hold of it. */
export interface Situation {
  readonly row: AccessCodeRow;
  readonly profile: LockProfile;
  /** The code's placements whose entry is not yet confirmed empty. */
  readonly placements: readonly Placement[];
  readonly now: number;
}

/** Whether the code is to stand on the lock now. */
export function isWanted({ row, profile, now }: Situation): boolean {
  if (row.removal) return false;
  return now >= (placeAt(row, profile) ?? row.createdAt);
}

/** The placement that holds, or is to hold, the code as it is wanted. */
export function targetOf(situation: Situation): Placement | undefined {
  if (!isWanted(situation)) return undefined;
  return situation.placements.find(
    (placement) => placement.intent === "present" && holdsWhatIsWanted(placement, situation),
  );
}

/** An offline code cannot be changed: whatever was issued is what is wanted. */
const holdsWhatIsWanted = (placement: Placement, { row, profile }: Situation): boolean =>
  row.offline !== undefined ||
  (isItsPin(placement.content.pin, row, profile) &&
    (placement.placementId === row.takenOverPlacementId ||
      isSameWindow(placement.content.window, windowOf(row, profile))));

/** A code whose PIN the vendor makes is content with any, and with another one when it has to be made again. */
const isItsPin = (pin: string, row: AccessCodeRow, profile: LockProfile): boolean =>
  profile.assignsPins?.value === true || pin === (row.pin ?? "");

/**
 * What was never sent opens no door, nor does what was taken out. What was sent and missed by a read may stand there all the same: a list
 * may lie.
 */
const opensNoDoor = ({ evidence, wasMissed }: Placement): boolean => evidence === "unsent" && !wasMissed;

/** The code's old self could stand there beside the new one, but there is no room for two. */
const lacksRoom = (placement: Placement): boolean =>
  placement.slot === 0 || placement.refusal?.retry === "whenSlotFrees";

/** Nobody is to open the door with it yet, with whatever PIN. */
const isPutOff = ({ row: { startsAt }, now }: Situation): boolean => startsAt !== null && now < startsAt;

/**
 * An entry that is edited in its place opens on as it is for as long as the lock does not take the edit, which a PIN may be the reason for:
 * with its old PIN it would open before anybody is to open the door.
 */
const wouldOpenEarly = (placement: Placement, { row, profile, now }: Situation): boolean => {
  const startsAt = windowOf(row, profile)?.startsAt ?? now;
  return (
    now < startsAt &&
    versionsOf(placement).some(
      ({ pin, window }) => !isItsPin(pin, row, profile) && (window?.startsAt ?? now) < startsAt,
    )
  );
};

/**
 * What is to be done now. It looks only at what is wanted and what is known, never at what led there, so that asking
 * again after a restart, or twice, does no harm.
 */
export function nextSteps(situation: Situation): Step[] {
  const { row, profile, placements } = situation;
  const standing = placements.filter(({ intent }) => intent === "present");
  if (!isWanted(situation)) return standing.map(remove);

  const steps: Step[] = standing
    .filter(({ acceptsExternalChange }) => acceptsExternalChange !== row.isExternalModificationAllowed)
    .map(({ placementId }) => ({
      do: "setAcceptance",
      placementId,
      accepts: row.isExternalModificationAllowed,
    }));

  const wanted = { pin: row.pin ?? "", name: row.nameOnLock, window: windowOf(row, profile) };
  const target = targetOf(situation);
  const others = standing.filter((placement) => placement !== target);

  // It may hold a slot that the wanted code needs.
  steps.push(...others.filter(opensNoDoor).map(remove));
  const mayOpen = others.filter((placement) => !opensNoDoor(placement));

  if (target) {
    // The old PIN goes when the new one is confirmed, so that no guest stands before a door with neither.
    if (target.status === "set" || lacksRoom(target) || isPutOff(situation))
      steps.push(...mayOpen.map(remove));
    if (profile.editsInPlace.value && target.content.name !== wanted.name) {
      steps.push({ do: "change", placementId: target.placementId, ...wanted });
    }
    return steps;
  }

  const editable = profile.editsInPlace.value ? others[0] : undefined;
  if (editable && !wouldOpenEarly(editable, situation))
    return [{ do: "change", placementId: editable.placementId, ...wanted }];

  // The same PIN cannot stand on a lock twice: what holds it leaves first.
  const inTheWay = placements.filter(
    (placement) => row.pin !== null && versionsOf(placement).some(({ pin }) => pin === row.pin),
  );
  // What may not be edited goes whatever PIN it has.
  const leaving = editable ? mayOpen : mayOpen.filter((placement) => inTheWay.includes(placement));
  steps.push(...leaving.map(remove));
  if (inTheWay.length === 0) steps.push({ do: "place", ...wanted, offline: offlineRequestOf(row) });
  return steps;
}

function offlineRequestOf({ offline, startsAt, endsAt }: AccessCodeRow): OfflineRequest | undefined {
  return offline && { startsAt, endsAt, ...offline };
}

const remove = ({ placementId }: Placement): Step => ({ do: "remove", placementId });
