import { refusalsOf } from "../../src/conformance/driver-walk.ts";
import { isPlace } from "../../src/driver/entry-content.ts";
import type { LockDriver } from "../../src/driver/lock-driver.ts";
import type { Refusal } from "../../src/lock/refusal.ts";

/** Transitions that nothing makes a machine take which has them all the same, from states that it shares with others. */
export interface NotTaken {
  /** The names of those transitions. */
  readonly transitions: RegExp;
  readonly reason: string;
  /** Of which vendors it is true. */
  readonly of: (driver: LockDriver) => boolean;
}

const refuses = (driver: LockDriver, retry: Refusal["retry"]): boolean =>
  refusalsOf(driver).some((refusal) => refusal.retry === retry);

const named =
  (vendor: string) =>
  ({ profile }: LockDriver): boolean =>
    profile.vendor === vendor;

export const transitionsNotTaken: readonly NotTaken[] = [
  {
    transitions: /\[wasBusy\]|^(absent|doubted|locating|silent|emptying|removing)\.waiting: /,
    reason: "The vendor never says that it is merely busy.",
    of: (driver) => !refuses(driver, "soon"),
  },
  {
    transitions: /^verifying\.waiting: /,
    reason: "The same. For its list Schlage waits in a state of its own.",
    of: (driver) => !refuses(driver, "soon"),
  },
  {
    transitions: /^suspecting\.waiting: /,
    reason: "The same, and only Schlage waits there for its list.",
    of: (driver) => !refuses(driver, "soon") && !named("schlage")(driver),
  },
  {
    transitions: /^missing\.waiting: /,
    reason: "The same, and by then Schlage's list has had its time.",
    of: named("schlage"),
  },
  {
    transitions: /\[mayHaveChangedHands\]/,
    reason: "A key that nothing else ever has needs no look before it is cleared.",
    of: ({ profile }) => !isPlace(profile),
  },
  {
    transitions: /^emptying\.asking: turn\.granted \[mayHaveChangedHands\]/,
    reason: "A read has just shown what Kwikset empties, and in a walk nobody is away between the two.",
    of: named("kwikset"),
  },
  {
    transitions: /\[mayPass\]/,
    reason: "What the vendor refuses for a while leaves open whether the lock has done it.",
    of: (driver) =>
      refusalsOf(driver).every(({ retry, outcome }) => retry !== "later" || outcome === "unknown"),
  },
  {
    transitions: /\[(ownSlotIsTaken|slotIsTaken|slotWasTaken)\]/,
    reason: "The vendor never says that a slot is taken.",
    of: (driver) => !refuses(driver, "inAnotherSlot"),
  },
  {
    transitions: /\[(waitsForAnySlot|waitsForSlot)\]/,
    reason: "The vendor refuses nothing for want of a free slot: a device that has room again says so.",
    of: (driver) => !refuses(driver, "whenSlotFrees"),
  },
  {
    transitions: /\[waitsForDevice\]/,
    reason: "The vendor refuses nothing that waits for a change of the device.",
    of: (driver) => !refuses(driver, "whenDeviceChanges"),
  },
  {
    transitions: /\[wasOvertaken\]/,
    reason: "An entry with a key of its own goes with its code, and is not written again by the next.",
    of: ({ profile }) => profile.entryKey !== "slotNumber",
  },
  {
    transitions: /^gone: slot\.(needed|holdsOther|unreadable)/,
    reason: "An entry with a key of its own has no place that another code could need, or take.",
    of: ({ profile }) => profile.entryKey !== "slotNumber",
  },
  {
    transitions: /slot\.holdsOther -> (queued|removing\.empty)$|\[mayBeAnothers\]/,
    reason: "An entry with a key of its own can be nobody else's.",
    of: ({ profile }) => !isPlace(profile) && profile.vendor !== "salto-ks",
  },
  {
    // A PIN that others had made is made anew, where ours stands.
    transitions:
      /^(?!set|suspecting|vouchedFor).*: slot\.holdsOther -> (queued|removing\.empty)$|\[mayBeAnothers\]/,
    reason: "The same. Only what had been set is queued again, when others have had another PIN made.",
    of: named("salto-ks"),
  },
  {
    transitions: /\[cameLate\]|\[isUnlocated\]/,
    reason: "The keys of the entries are ours to choose, so that one is always known.",
    of: ({ profile }) => profile.entryKey !== "assigned",
  },
  {
    transitions: /\[mayBeHidden\]/,
    reason: "The key of an entry is told otherwise than by a list that may be behind.",
    of: ({ profile }) => profile.entryKey !== "assigned" || profile.timing.listLagMs === undefined,
  },
  {
    transitions: /^\*: slot\.(assigned|found)/,
    reason: "Nothing of an entry is the vendor's to choose: neither its key nor its PIN.",
    of: ({ profile }) => profile.entryKey !== "assigned",
  },
  {
    transitions: /^removing\.(\w+(Whose|Early)|waitingForList): /,
    reason: "Whose an entry is, is never in doubt: its key is ours, and one that nobody else has.",
    of: ({ profile }) => profile.entryKey === "userId",
  },
  {
    transitions:
      /^removing\.(settlingWhose: after settleTime -> removing\.asking$|(\w+Early|waitingForList): )/,
    reason: "The key of a slot is known from the start.",
    of: ({ profile }) => profile.entryKey === "slotNumber",
  },
  {
    transitions: /^removing\.(readingEarly|waitingForList): slot\.holdsOther -> removing\.empty$/,
    reason: "Which place the lock has chosen is learned by what stands there, and that is ours.",
    of: ({ profile }) => profile.reusesKeys?.value === true,
  },
  {
    transitions:
      /^emptying\.(deciding: \[isUnlocated\]|settlingWhose: after settleTime \[isUnlocated\]|(\w+Early|waitingForList): )/,
    reason: "What is emptied has been read, so that its place is known.",
    of: ({ profile }) => profile.reusesKeys?.value === true,
  },
  {
    transitions: /: slot\.unreadable \[lacksPin\] -> emptying$/,
    reason: "The vendor makes no PINs. One that does says itself what becomes of a PIN that nobody knows.",
    of: () => true,
  },
  {
    transitions: /slot\.unreadable \[nothingSent\] -> itself/,
    reason: "What is found under a key that the vendor has told was sent, and came late.",
    of: ({ profile }) => profile.entryKey === "assigned",
  },
  {
    transitions: /^(verifying|unlisted|absent): slot\.unreadable \[nothingSent\] -> queued$/,
    reason: "The same. Kwikset alone does not look again for what has come late.",
    of: (driver) => driver.profile.entryKey === "assigned" && !named("kwikset")(driver),
  },
  {
    transitions: /^(absent|doubted|fallenBack): slot\.unreadable \[nothingSent\] -> queued$/,
    reason: "What has been seen before, or is in doubt, was sent.",
    of: (driver) => driver.profile.entryKey !== "assigned" || named("kwikset")(driver),
  },
  {
    transitions: /\[(editsInPlace|overwrites)\]/,
    reason: "The vendor's entries cannot be overwritten.",
    of: ({ profile }) => !profile.editsInPlace.value,
  },
  {
    transitions: /^(set|suspecting): slot\.holdsOther -> emptying$/,
    reason: "The vendor's entries are overwritten, and not emptied before.",
    of: ({ profile }) => profile.editsInPlace.value,
  },
  {
    transitions: /^(verifying|silent|unlisted|absent|doubted): slot\.holdsPrevious -> emptying$/,
    reason: "The vendor's entries are overwritten, and no lock of it refuses that.",
    of: (driver) => driver.profile.editsInPlace.value && !refuses(driver, "inAnotherSlot"),
  },
  {
    transitions: /^fallenBack: slot\.unreadable \[overwrote\]/,
    reason: "What falls back was confirmed, and nothing is left to be known of what stood there before.",
    of: named("august"),
  },
  {
    transitions: /^adding: lock\.refused \[ownSlotIsTaken\]/,
    reason: "Only what has no entry of its own yet is added.",
    of: named("ttlock"),
  },
];
