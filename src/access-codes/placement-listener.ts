import assert from "node:assert/strict";
import type { Placement, ProgrammerListener } from "../driver/programmer.ts";
import { isSameWindow } from "../lock/slot-value.ts";
import type { Life } from "./life.ts";
import type { Records } from "./records.ts";
import type { AccessCodeRow } from "./rows.ts";

/** Takes in what the device sessions say about entries of the lock. What it means for the code, {@link Life} works out. */
export const placementListener = (
  records: Records,
  life: Life,
): Pick<ProgrammerListener, "placementMoved" | "placementEnded" | "changedExternally"> => ({
  placementMoved: (placement, previous) =>
    life.unit(() => {
      const row = records.codes.get(placement.accessCodeId);
      if (!row) return;
      const device = records.devices.get(placement.deviceId);
      const makesPins = device !== undefined && records.driverOf(device).profile.assignsPins?.value === true;
      const isAnothers = (pin: string) =>
        records.codes
          .where("device", placement.deviceId)
          .some((other) => other.accessCodeId !== row.accessCodeId && other.pin === pin && !other.removal);
      const learned = learnedFrom(row, placement, previous, { makesPins, isAnothers, now: records.now() });
      if (learned !== row) records.codes.save(learned);
      life.touch(row.accessCodeId);
    }),

  placementEnded: (placement) =>
    life.unit(() => {
      const saved = records.options.journal.placements.get(placement.placementId);
      assert(!saved || saved.endedAt !== undefined, "a placement that has ended is saved as such");
      life.touch(placement.accessCodeId);
    }),

  changedExternally: (placement, change) =>
    life.unit(() => {
      const row = records.codes.get(placement.accessCodeId);
      // A code that is leaving is nobody's concern but ours: whoever takes it away helps.
      if (!row || row.removal) return;
      records.emit(row, `access_code.${change.type}_external_to_seam`);
      life.touch(row.accessCodeId);
    }),
});

interface Learning {
  /** The PIN is the vendor's to choose. */
  readonly makesPins: boolean;
  /** Whether another code of the device has the PIN. */
  readonly isAnothers: (pin: string) => boolean;
  readonly now: number;
}

function learnedFrom(
  known: AccessCodeRow,
  placement: Placement,
  previous: Placement,
  { makesPins, isAnothers, now }: Learning,
): AccessCodeRow {
  const row = withAssigned(known, placement, makesPins);
  const wasEverOnLock = row.wasEverOnLock || mayStandOnLock(placement);
  if (!isTakenOver(row, placement, previous)) {
    return wasEverOnLock === row.wasEverOnLock ? row : { ...row, wasEverOnLock };
  }
  // Two codes with one PIN: whichever is deleted would leave it on the lock. The other hands' attempt is undone instead.
  if (placement.content.pin !== row.pin && isAnothers(placement.content.pin)) {
    return { ...row, wasEverOnLock, undone: { ...attemptPrevented, since: now } };
  }
  return { ...row, wasEverOnLock, pin: placement.content.pin, takenOverPlacementId: placement.placementId };
}

const attemptPrevented = {
  code: "duplicate_code_attempt_prevented",
  message:
    "Somebody gave this code, on the lock, the PIN of another code. That is undone; change the code through the API instead.",
} as const;

/**
 * Takes over what the vendor has decided: the PIN that it has made, once more where it had to be made again, and the times
 * that an offline code has.
 */
function withAssigned(
  row: AccessCodeRow,
  { content, offline, intent }: Placement,
  makesPins: boolean,
): AccessCodeRow {
  if (intent === "absent") return row;
  const told = content.pin === "" ? null : content.pin;
  const pin = makesPins ? told : (row.pin ?? told);
  const times =
    offline && content.window
      ? { startsAt: content.window.startsAt, endsAt: content.window.endsAt }
      : { startsAt: row.startsAt, endsAt: row.endsAt };
  const isSame = pin === row.pin && times.startsAt === row.startsAt && times.endsAt === row.endsAt;
  return isSame ? row : { ...row, pin, ...times };
}

/** What is in doubt while it is tried may yet be refused; what is still in doubt when it is to go has to be taken out. */
const mayStandOnLock = ({ evidence, intent }: Placement): boolean =>
  evidence === "confirmed" || (intent === "absent" && evidence === "inDoubt");

/** A change of ours is in the code's row before it reaches the placement. This one was not: it is other hands'. */
const isTakenOver = (row: AccessCodeRow, placement: Placement, previous: Placement): boolean =>
  placement.acceptsExternalChange &&
  placement.intent === "present" &&
  previous.content.pin === row.pin &&
  (placement.content.pin !== row.pin || !isSameWindow(placement.content.window, previous.content.window));
