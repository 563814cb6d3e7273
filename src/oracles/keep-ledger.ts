import { versionsOf } from "../lock/slot-value.ts";
import type { StoredCode } from "../simulator/keypad-lock.ts";
import { hourMs } from "./bounds.ts";
import type { Claim, DoorLedger } from "./door-ledger.ts";
import type { DoorSight } from "./door-sight.ts";
import { expectedCodes } from "./expected-codes.ts";

/** A claim is forgotten when nobody has wanted it for this long and the door does not know it. */
const rememberedMs = 7 * 24 * hourMs;

/** Brings what is remembered of a door up to what there is to see of it now. */
export function keepLedger(sight: DoorSight): void {
  for (const code of sight.codes) {
    if (code.pin !== null && code.pin !== "") sight.ledger.claim(code.pin, code.accessCodeId);
    sight.lookAgain(sight.opensFrom(code));
    sight.lookAgain(code.startsAt ?? 0);
    sight.lookAgain(code.endsAt ?? 0);
  }
  for (const { content, accessCodeId } of sight.placements) {
    if (content.pin === "" || !sight.code(accessCodeId)) continue;
    sight.ledger.claim(content.pin, accessCodeId).wasPlaced = true;
  }
  for (const claim of sight.ledger.claims.values()) keepClaim(claim, sight);
  if (sight.ledger.wasTakenBack) disputeForgotten(sight);
  if (sight.ledger.wasEverTakenBack) disputeDuplicates(sight);
  keepOthers(sight);
}

function keepClaim(claim: Claim, sight: DoorSight): void {
  const { now, ledger } = sight;
  if (isWanted(claim, sight)) {
    claim.unwantedSince = undefined;
    claim.wasWanted = true;
  } else if (claim.unwantedSince === undefined || isThereAhead(claim, sight)) {
    claim.unwantedSince = now;
  }
  claim.earlySince = hasEarlierTimes(claim, sight) ? (claim.earlySince ?? now) : undefined;
  const isDue = expectedCodes(claim.pin, sight).length > 0;
  claim.dueSince = isDue ? (claim.dueSince ?? now) : undefined;
  if (isDue && sight.opensWith(claim.pin)) {
    claim.hasOpened = true;
    claim.missingSince = undefined;
  } else if (!isDue) {
    claim.missingSince = undefined;
  } else if (claim.hasOpened) {
    claim.missingSince ??= now;
  }
  if (claim.unwantedSince === undefined) return;
  // What nobody has set out to put there cannot come there late.
  const isForgotten = !claim.wasPlaced || now > claim.unwantedSince + rememberedMs;
  if (isForgotten && sight.codesOf(claim).length === 0 && !sight.opensWith(claim.pin)) {
    ledger.claims.delete(claim.pin);
  }
}

/** Whether the door may open with it now on behalf of any code. */
const isWanted = (claim: Claim, sight: DoorSight): boolean =>
  sight.codesOf(claim).some((code) => {
    if (code.offline) return true;
    if (!sight.mayOpenFor(code)) return false;
    return code.pin === claim.pin || code.pin === null || isKept(claim, code.accessCodeId, sight);
  });

/** The lock has it with a time that is still to come. If it is not wanted after all, that is so from now on. */
const isThereAhead = ({ pin }: Claim, sight: DoorSight): boolean =>
  sight
    .codesWith(pin)
    .some(
      (code) =>
        !code.removal &&
        sight.now < sight.opensFrom(code) &&
        sight.placements.some(
          ({ accessCodeId, content }) => accessCodeId === code.accessCodeId && content.pin === pin,
        ),
    );

/** Its code was put off, and what the lock was told before has yet to be taken off it or changed. */
const hasEarlierTimes = ({ pin }: Claim, sight: DoorSight): boolean =>
  sight
    .codesWith(pin)
    .some((code) =>
      sight.placements.some(
        (placement) =>
          placement.accessCodeId === code.accessCodeId &&
          versionsOf(placement).some(
            (told) => told.pin === pin && told.window && told.window.startsAt < sight.opensFrom(code),
          ),
      ),
    );

/** An old PIN stays until its successor is on the lock, so that no guest stands before a door with neither. */
function isKept({ pin }: Claim, codeId: string, { placements }: DoorSight): boolean {
  const own = placements.filter(({ accessCodeId }) => accessCodeId === codeId);
  const holds = own.some((placement) => versionsOf(placement).some((version) => version.pin === pin));
  const hasArrived = own.some(({ content, status }) => content.pin !== pin && status === "set");
  return holds && !hasArrived;
}

/** The service cannot know any more that these PINs are its own: to it they are a stranger's. */
function disputeForgotten({ ledger, now }: DoorSight): void {
  ledger.wasTakenBack = false;
  for (const { pin, unwantedSince } of ledger.claims.values()) {
    if (unwantedSince !== undefined) ledger.addOther(pin, now, true);
  }
}

/** What it had put there after that stands in its own way, and it says so: it cannot be told from a stranger's. */
function disputeDuplicates({ ledger, table, placements, now }: DoorSight): void {
  for (const { content, refusal } of placements) {
    if (refusal?.isDuplicate && table.has(content.pin)) ledger.addOther(content.pin, now, true);
  }
}

/** Whose are the entries that no code has claimed? What nobody knows of is left alone when a door may be wrong. */
function keepOthers({ ledger, table, now, condition, door }: DoorSight): void {
  for (const { pin, slot } of door.keypad.codes) {
    const other = ledger.others.get(pin);
    if (other) other.slot = slot;
  }
  if (condition.isLying) {
    for (const [pin, other] of ledger.others) {
      // The fault may have taken it, and may give it back: it is whose it was then.
      if (other.slot !== undefined && !table.has(pin)) other.isDisputed = true;
    }
    keepGarbled(ledger, door.keypad.codes, table, now);
  }
  const isFirstLook = ledger.lookedAt === Number.NEGATIVE_INFINITY;
  if (!isFirstLook && !condition.isLying) return;
  for (const pin of table) if (!ledger.claims.has(pin)) ledger.addOther(pin, now, true);
}

/** An entry that others have made stays theirs when a fault changes a digit of it, also when that makes it a PIN that a code has wanted. */
function keepGarbled(
  ledger: DoorLedger,
  codes: readonly StoredCode[],
  table: ReadonlySet<string>,
  now: number,
): void {
  for (const { pin, slot } of codes) {
    if (ledger.others.has(pin)) continue;
    const isTheirs = [...ledger.others].some(
      ([before, other]) =>
        other.wasMade && other.slot === slot && !table.has(before) && differsInOneDigit(before, pin),
    );
    if (isTheirs) ledger.addOther(pin, now, true, true);
  }
}

const differsInOneDigit = (one: string, other: string): boolean =>
  one.length === other.length && [...one].filter((digit, place) => digit !== other[place]).length === 1;
