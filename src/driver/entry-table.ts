import { type SlotContent, type SlotReading, sentVersionsOf, versionsOf } from "../lock/slot-value.ts";
import { showsAnother, showsContent } from "./classify.ts";
import { ForeignEntries, type ForeignEntriesParts } from "./foreign-entries.ts";
import type { LockDriver } from "./lock-driver.ts";
import type { Placement, PlacementJournal } from "./programmer.ts";

/** How long an entry that was cleared is remembered as ours, in milliseconds: longer than any command of ours can be late. */
export const afterlifeMs = 3_600_000;

/** What a read has shown. */
export interface TableRead {
  readonly found: ReadonlyMap<string, SlotReading>;
  /** What was not found is empty. */
  readonly isComplete: boolean;
  /** The instant of which it tells; `undefined`: now. */
  readonly asOf?: number | undefined;
  /** It shows which entries are taken and not what stands in them. */
  readonly isSummary: boolean;
  /** The entries that are being worked on. */
  readonly ours: ReadonlySet<string>;
}

/** What a read has changed in the table. */
export interface TableNews {
  /** A stranger's entry has gone, or holds another PIN. */
  readonly isFreed: boolean;
  /** Entries of ours that were cleared and stand there again: a command took effect after its time. */
  readonly cameBack: readonly Placement[];
  /** Entries of ours that were cleared and are taken again, by what the read does not show. */
  readonly unclear: readonly string[];
  /** Strangers' entries of which the read does not show what stands in them. */
  readonly unread: readonly string[];
  /** Only another read tells: whether a stranger's entry that was not found is gone, or whether one of ours came back. */
  readonly isDoubtful: boolean;
}

export interface EntryTableParts extends ForeignEntriesParts {
  readonly driver: LockDriver;
  readonly journal: PlacementJournal;
  /** Whether the access code is still to be on the lock, or is being taken off it. */
  readonly isAtWork: (accessCodeId: string) => boolean;
}

/**
 * What is known of a lock's table beside the codes that are being worked on: strangers' entries, which are never touched
 * unasked, and entries of ours that have been cleared. Leases what is free.
 */
export class EntryTable {
  readonly foreign: ForeignEntries;
  readonly #parts: EntryTableParts;
  /** By the ids of the placements. */
  readonly #ended = new Map<string, Placement>();
  /** Taken, and nobody knows by whom until they have been read one by one; with the names that a list has shown beside them. */
  readonly #unclear = new Map<string, string | undefined>();

  constructor(parts: EntryTableParts) {
    this.#parts = parts;
    this.foreign = new ForeignEntries(parts);
  }

  /** PINs of strangers, where the lock shows them. */
  foreignPins(): ReadonlySet<string> {
    return new Set(this.foreign.all.flatMap(({ value }) => (value.kind === "known" ? value.pin : [])));
  }

  /** Whether a stranger has the PIN, as far as the lock shows. */
  hasForeignPin(pin: string): boolean {
    return this.foreign.all.some(({ value }) => value.kind === "known" && value.pin === pin);
  }

  /** A free place and the key of its entry; the slot 0 when there is none. `capacity`: what the device itself reports. */
  lease(leased: ReadonlySet<number>, capacity: number | undefined): { slot: number; entry: string } {
    const { driver, ids } = this.#parts;
    const { entryKey } = driver.profile;
    const isNumbered = entryKey === "slotNumber";
    // Where entries have no numbers, a stranger's takes up a place, whichever.
    const strangers = isNumbered ? 0 : this.foreign.size + this.#unclear.size;
    const places = (capacity ?? driver.profile.capacity.value) - strangers;
    for (let slot = 1; slot <= places; slot++) {
      if (leased.has(slot)) continue;
      if (!isNumbered) return { slot, entry: entryKey === "userId" ? ids.uuid() : "" };
      const entry = String(slot);
      if (!this.foreign.at(entry) && !this.#unclear.has(entry)) return { slot, entry };
    }
    return { slot: 0, entry: "" };
  }

  /** The place of an entry that stands there already, whatever the capacity is taken to be. */
  placeOf(entry: string, leased: ReadonlySet<number>): number {
    if (this.#parts.driver.profile.entryKey === "slotNumber") return Number(entry);
    let slot = 1;
    while (leased.has(slot)) slot++;
    return slot;
  }

  note(read: TableRead): TableNews {
    const { found, isComplete, isSummary, ours } = read;
    const cameBack: Placement[] = [];
    const unread: string[] = [];
    let [isFreed, isDoubtful] = [false, false];
    if (isComplete) this.#unclear.clear();
    for (const [entry, reading] of found) {
      const revived = this.#revived(entry, reading, isSummary);
      if (!isSummary) this.#unclear.delete(entry);
      if (reading.value.kind === "empty" || ours.has(entry)) {
        if (this.foreign.forget(entry)) isFreed = true;
      } else if (revived) {
        // What tells of before it was cleared does not say whether it stands there again.
        if ((read.asOf ?? Number.POSITIVE_INFINITY) >= (revived.endedAt ?? 0)) {
          this.foreign.forget(entry);
          cameBack.push(revived);
        } else isDoubtful = true;
      } else if (isSummary && this.remembers(entry) && !this.foreign.at(entry)) {
        this.#unclear.set(entry, reading.name);
      } else {
        const { isChanged, isUnread } = this.foreign.see(reading, isSummary);
        if (isChanged) isFreed = true;
        if (isUnread) unread.push(entry);
      }
    }
    for (const { placementId } of cameBack) this.#ended.delete(placementId);
    for (const row of isComplete ? this.foreign.all : []) {
      if (found.has(row.entry)) continue;
      if (this.foreign.miss(row)) isFreed = true;
      else isDoubtful = true;
    }
    return { isFreed, cameBack, unclear: [...this.#unclear.keys()], unread, isDoubtful };
  }

  /** Whether an entry of ours was cleared there so lately that a command of ours may still take effect in it. */
  remembers(entry: string): boolean {
    return this.#remembered.some(({ content }) => content.entry === entry);
  }

  /** Whether {@link remembers} holds for any entry. */
  get remembersAny(): boolean {
    return this.#remembered.length > 0;
  }

  /** When anything of this code was last given up unseen that would be known again; `undefined`: nothing. */
  givenUpAt(accessCodeId: string): number | undefined {
    const its = this.#remembered.filter(
      ({ wasMissed, content, ...ended }) =>
        ended.accessCodeId === accessCodeId && (wasMissed === true || content.entry === ""),
    );
    return its.length === 0 ? undefined : Math.max(...its.map(({ endedAt = 0 }) => endedAt));
  }

  /** Remembers an entry that has been cleared or given up, and forgets those of which that is long ago. */
  remember(ended: Placement): void {
    for (const known of [...this.#ended.values()]) {
      if (!isSameEntry(known, ended) && this.#isRemembered(known)) continue;
      this.#ended.delete(known.placementId);
      this.#parts.journal.delete(known.placementId);
    }
    this.restore(ended);
  }

  /** Takes one up after a restart. */
  restore(ended: Placement): void {
    this.#ended.set(ended.placementId, ended);
  }

  /**
   * What was given up as not found, if this is where it shows itself, and as it stands there: by the key that the vendor had told,
   * unless the entry shows something else, for the key may have been given to another since; or, where it was never told, by what it
   * shows.
   */
  givenUpAs({ accessCodeId, content }: Placement, reading: SlotReading): SlotContent | undefined {
    const { driver } = this.#parts;
    const isItsPin = ({ pin }: SlotContent) =>
      driver.profile.assignsPins?.value === true || pin === content.pin;
    const givenUp = this.#remembered.find(
      (ended) =>
        ended.accessCodeId === accessCodeId &&
        isItsPin(ended.content) &&
        isIn(reading, ended.content, driver) &&
        !showsAnother(ended.content, reading, driver),
    );
    return givenUp && asItStands(givenUp.content, reading);
  }

  /**
   * Takes out what was given up of this code because no read had shown it, and has not been `claimed` again: by its own key it can
   * be cleared all the same. `wanted`: the PINs that are to stay. Where an entry is cleared by its PIN, the one that is wanted would go.
   */
  takeMissed(
    accessCodeId: string,
    claimed: ReadonlySet<string>,
    wanted: ReadonlySet<string>,
  ): readonly Placement[] {
    const { clearsByPin = false } = this.#parts.driver;
    const missed = this.#remembered.filter(
      ({ content, wasMissed, ...ended }) =>
        ended.accessCodeId === accessCodeId &&
        wasMissed === true &&
        content.entry !== "" &&
        !claimed.has(content.entry) &&
        !(clearsByPin && wanted.has(content.pin)) &&
        !this.#isStrangers(content),
    );
    for (const { placementId } of missed) this.#ended.delete(placementId);
    return missed;
  }

  /** Whether the vendor has given the key to somebody else since. */
  #isStrangers(content: SlotContent): boolean {
    const stranger = this.foreign.at(content.entry);
    return stranger !== undefined && showsAnother(content, stranger, this.#parts.driver);
  }

  /** A placement that had ended, as it is taken up again to be cleared. Its place may be another's by now. */
  toClear(ended: Placement, leased: ReadonlySet<number>): Placement {
    const slot = this.placeOf(ended.content.entry, leased);
    return { ...ended, slot, endedAt: undefined, evidence: "inDoubt", status: "removing" };
  }

  get #remembered(): Placement[] {
    return [...this.#ended.values()].filter((ended) => this.#isRemembered(ended));
  }

  /** An outage that looks like an empty list may last: what it has hidden is known by its key for as long as the code lives. */
  #isRemembered({ endedAt, accessCodeId, content, wasMissed = false }: Placement): boolean {
    const { clock, driver, isAtWork } = this.#parts;
    const hasItsKey = driver.profile.entryKey === "assigned" && content.entry !== "";
    if (wasMissed && hasItsKey && isAtWork(accessCodeId)) return true;
    return (endedAt ?? clock.now()) + afterlifeMs > clock.now();
  }

  /** What was cleared and shows itself in this entry again: by the same key, or, where that was never told, by what it shows. */
  #revived(entry: string, reading: SlotReading, isSummary: boolean): Placement | undefined {
    const { driver } = this.#parts;
    const stranger = this.foreign.at(entry);
    const value = isSummary ? stranger?.value : reading.value;
    // Where one entry is read by itself, only lists carry names.
    const name = reading.name ?? this.#unclear.get(entry);
    const ended = this.#remembered.find((one) => {
      // What was sent last may not have arrived, and what was sent before it may.
      const versions = sentVersionsOf(one);
      const hasItsName = one.content.entry === entry && versions.some((version) => version.name === name);
      // Where nobody shows the PIN, what stands there under its name since it was sent; its mark may not have been told.
      if ((value?.kind === "unreadable" || value?.kind === "marked") && hasItsName) {
        return stranger === undefined || stranger.seenAt >= (one.sentAt ?? Number.POSITIVE_INFINITY);
      }
      // What a stranger has made of an entry of theirs is theirs, whatever the digits; a command of ours that came late brings our name too.
      const hasBecomeOurs = hasItsName && stranger?.name !== name;
      if (stranger && !hasBecomeOurs) return false;
      return versions.some(
        (version) => isIn(reading, version, driver) && showsContent(version, reading, driver),
      );
    });
    if (!ended) return undefined;
    return { ...ended, content: { ...ended.content, entry } };
  }
}

/** Whether this is the entry with the content's key, or, where that was never told, one that shows it. */
const isIn = (reading: SlotReading, content: SlotContent, driver: LockDriver): boolean =>
  content.entry === ""
    ? isNamed(reading, content.name) && showsContent(content, reading, driver)
    : content.entry === reading.entry;

/** Where the PIN is shown, or a mark of it, the times are, too. */
const asItStands = (content: SlotContent, { entry, value, window }: SlotReading): SlotContent => {
  const showsTimes = value.kind === "known" || value.kind === "marked";
  return { ...content, entry, window: showsTimes ? window : content.window };
};

/** Or the vendor shows no names. */
const isNamed = ({ name }: SlotReading, expected: string): boolean => name === undefined || name === expected;

type Known = Pick<Placement, "accessCodeId" | "content" | "earlier">;

const isSameEntry = (one: Known, other: Placement): boolean =>
  one.content.entry === other.content.entry &&
  (one.content.entry !== "" || (one.accessCodeId === other.accessCodeId && covers(other, one)));

/** Whether whatever shows the other for ours would show this one, too. */
const covers = (one: Known, other: Known): boolean =>
  versionsOf(other).every(({ pin, name }) =>
    versionsOf(one).some((version) => version.pin === pin && version.name === name),
  );
