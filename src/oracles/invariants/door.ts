import { convergenceMs, lagMs, promptMs } from "../bounds.ts";
import type { OthersPin } from "../door-ledger.ts";
import type { DoorSight } from "../door-sight.ts";
import { expectedCodes } from "../expected-codes.ts";
import type { Invariant } from "../invariant.ts";

/** The first of these for which `broken` finds words. */
const first = <T>(all: Iterable<T>, broken: (one: T) => string | undefined): string | undefined => {
  for (const one of all) {
    const words = broken(one);
    if (words !== undefined) return words;
  }
  return undefined;
};

const unlessLying = (look: (door: DoorSight) => string | undefined) => (door: DoorSight) =>
  door.condition.isLying ? undefined : look(door);

export const expiry: Invariant = {
  id: 1,
  name: "expiry",
  promise:
    "a PIN that no access code wants any more does not open the door: 15 minutes after its end on a lock that nothing ails, and one attempt after troubles",
  ofDoor: unlessLying((door) =>
    first(door.ledger.claims.values(), (claim) => {
      const { pin, unwantedSince, wasWanted } = claim;
      if (unwantedSince === undefined || !door.opensWith(pin)) return undefined;
      // What comes before its time is another matter.
      if (!wasWanted && door.codesOf(claim).length > 0) return undefined;
      if (door.ledger.others.has(pin) || isRestingWith(pin, door)) return undefined;
      if (!door.isOverdue(unwantedSince)) return undefined;
      return `${door.name} opens with ${door.nameOf(pin)}, which has not been wanted there since ${at(unwantedSince)}`;
    }),
  ),
};

export const noEarlyAccess: Invariant = {
  id: 2,
  name: "no early access",
  promise:
    "a PIN with a window does not open before it: not at all where the lock keeps schedules, but for the part of a second that its schedules do not know; no more than 60 minutes where it is programmed just in time. One that is put off may open at its old time until the lock has heard of it, for 15 minutes at the most on a lock that nothing ails",
  ofDoor: unlessLying((door) =>
    first(door.ledger.claims.values(), (claim) => {
      // No lock hears at once that a code was put off.
      if (claim.earlySince !== undefined && !door.isOverdue(claim.earlySince)) return undefined;
      if (claim.wasWanted || claim.unwantedSince === undefined || !door.opensWith(claim.pin))
        return undefined;
      if (door.ledger.others.has(claim.pin)) return undefined;
      const codes = door.codesOf(claim);
      if (!codes.every((code) => door.isClockTrusted(code))) return undefined;
      const early = codes.find((code) => door.now < door.opensFrom(code));
      return early && `${door.name} opens with ${door.nameOf(claim.pin)} before its time`;
    }),
  ),
};

export const noLockout: Invariant = {
  id: 3,
  name: "no lockout by us",
  promise:
    "a code that opened its door and is still wanted there opens it, without a gap longer than a code takes to be confirmed; its old PIN goes when the new one is confirmed, where there is room for both",
  ofDoor: unlessLying((door) => missingTooLong(door) ?? takenTooEarly(door)),
};

const missingTooLong = (door: DoorSight): string | undefined =>
  first(door.ledger.claims.values(), ({ pin, missingSince }) => {
    if (missingSince === undefined || !door.isUnknown(pin) || !door.isOverdue(missingSince)) return undefined;
    return `${door.name} has not opened with ${door.nameOf(pin)} since ${at(missingSince)}, and did before`;
  });

/** A placement that was to stay at the last look, and goes from now on though its code has nothing else yet. */
const takenTooEarly = (door: DoorSight): string | undefined =>
  first(door.placements, ({ placementId, accessCodeId, intent, content, offline }) => {
    if (intent !== "absent" || offline || door.ledger.seen.get(placementId) !== "present") return undefined;
    const code = door.code(accessCodeId);
    if (!code || !door.isDue(code) || code.pin === content.pin || !door.opensWith(content.pin))
      return undefined;
    const target = door.placements.find(
      (other) =>
        other.accessCodeId === accessCodeId && other.intent === "present" && other.content.pin === code.pin,
    );
    if (!target || target.slot === 0 || target.refusal !== undefined || target.status === "set")
      return undefined;
    return `the old PIN of the access code ${accessCodeId} is taken from ${door.name} before the new one is confirmed`;
  });

export const noForeignDamage: Invariant = {
  id: 4,
  name: "no foreign damage",
  promise: "a code that others have made stays as it is, unless a client asks for its end",
  ofDoor: unlessLying((door) =>
    first(door.ledger.others, ([pin, other]) => {
      if (other.slot === undefined || door.table.has(pin)) return undefined;
      door.ledger.others.delete(pin);
      if (other.isDisputed || wasAskedFor(pin, door) || isAccident(pin, other, door)) return undefined;
      return `an entry of other hands is gone from ${door.name}, and nobody has asked for that`;
    }),
  ),
};

/**
 * What was made at a keypad, and the hub has not heard of yet, can be overwritten: no driver could help it. What is cleared has been
 * read before; only a command that is under way meanwhile can still meet what was put there after that read.
 */
function isAccident(pin: string, { addedAt, slot }: OthersPin, door: DoorSight): boolean {
  const { now, condition, placements, endedPlacements } = door;
  const { profile, keypad } = door.door;
  const ofThatSlot = [...placements, ...endedPlacements].filter(
    ({ content }) => content.entry === String(slot),
  );
  // Where nobody shows whose PIN it is, what may be ours is cleared.
  if (ofThatSlot.some(({ isMasked }) => isMasked)) return true;
  const isOverwritten = keypad.codes.some((entry) => entry.slot === slot);
  const unawareUntil = addedAt + profile.timing.replyTimeoutMs.value;
  const wasSentSince = ofThatSlot.some(({ sentAt = Number.NEGATIVE_INFINITY }) => sentAt > unawareUntil);
  // The hub has shown it, and was told to clear that slot when what it had been asked before was over: no trouble does that.
  if (!isOverwritten && wasSentSince && door.door.isShown(pin)) return false;
  if (now <= addedAt + lagMs) return true;
  const wasOnItsWay = ofThatSlot.some(({ sentAt = Number.POSITIVE_INFINITY }) => sentAt <= addedAt);
  // What was sent before it was put there has reached the lock in spite of troubles.
  if (isOverwritten && wasOnItsWay && condition.isTroubled) return true;
  if (condition.quietSince <= addedAt) return false;
  return isOverwritten || now <= addedAt + promptMs;
}

export const wildcardGuard: Invariant = {
  id: 6,
  name: "wildcard guard",
  promise: "whatever is done to one code takes no more than one entry off a lock",
  ofDoor: (door) => {
    const lost = door.ledger.lostAtOnce;
    door.ledger.lostAtOnce = 0;
    if (door.condition.isLying || lost === 0) return undefined;
    return `${lost + 1} entries went from ${door.name} at once`;
  },
};

export const nobodysPin: Invariant = {
  id: 19,
  name: "nobody's PIN",
  promise: "a door knows no PIN but those that a client or the owner's hands have given to it",
  ofDoor: unlessLying((door) => {
    if (door.door.profile.assignsPins?.value) return undefined;
    return first(door.table, (pin) => {
      if (door.ledger.claims.has(pin) || door.ledger.others.has(pin)) return undefined;
      return `${door.name} has an entry with a PIN that nobody has given to it`;
    });
  }),
};

export const convergence: Invariant = {
  id: 22,
  name: "convergence",
  promise:
    "when troubles end, a door opens with what is wanted of it within three attempts, or the code says why not",
  ofDoor: unlessLying((door) =>
    first(door.ledger.claims.values(), ({ pin, dueSince }) => {
      if (dueSince === undefined || !door.isUnknown(pin)) return undefined;
      const bound = convergenceMs(door.door.profile);
      const since = Math.max(dueSince, ...expectedCodes(pin, door).map(({ settingSince }) => settingSince));
      if (!door.isOverdue(since, { prompt: bound, afterTrouble: bound })) return undefined;
      return `${door.name} does not open with ${door.nameOf(pin)}, which has been due since ${at(since)}, and the code does not say why`;
    }),
  ),
};

/** Undoing what other hands insist on rests for a while, and says so. */
const isRestingWith = (pin: string, { placements, ledger }: DoorSight): boolean =>
  placements.some(
    ({ thirdPartySince, accessCodeId, content }) =>
      thirdPartySince !== undefined &&
      (content.pin === pin || ledger.claims.get(pin)?.codeIds.has(accessCodeId) === true),
  );

/** Whether a placement takes, or has taken, an entry with this PIN off the lock; or one of others whose PIN the service cannot see. */
const wasAskedFor = (pin: string, door: DoorSight): boolean =>
  [...door.placements, ...door.endedPlacements].some(
    ({ intent, content, accessCodeId }) =>
      intent === "absent" && (content.pin === pin || (content.pin === "" && !door.code(accessCodeId))),
  );

const at = (instant: number): string => new Date(instant).toISOString();
