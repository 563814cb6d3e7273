import type { Clock, Ids } from "../kernel/ports.ts";
import type { SlotReading } from "../lock/slot-value.ts";
import { showsContent } from "./classify.ts";
import type { LockDriver } from "./lock-driver.ts";
import type { Placement, PlacementJournal } from "./programmer.ts";

/** How long an entry that was cleared is remembered as ours, in milliseconds: longer than any command of ours can be late. */
const afterlifeMs = 3_600_000;

/** What a read has changed in the table. */
export interface TableNews {
  /** A stranger's entry has gone, or holds another PIN. */
  readonly isFreed: boolean;
  /** Entries of ours that were cleared and stand there again: a command took effect after its time. */
  readonly cameBack: readonly Placement[];
}

export interface EntryTableParts {
  readonly driver: LockDriver;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly journal: PlacementJournal;
}

/**
 * What is known of a lock's table beside the codes that are being worked on: strangers' entries, which are never touched,
 * and entries of ours that have been cleared. Leases what is free.
 */
export class EntryTable {
  readonly #parts: EntryTableParts;
  readonly #foreign = new Map<string, SlotReading>();
  /** By the ids of the placements. */
  readonly #ended = new Map<string, Placement>();

  constructor(parts: EntryTableParts) {
    this.#parts = parts;
  }

  /** PINs of strangers, where the lock shows them. */
  foreignPins(): ReadonlySet<string> {
    const pins = [...this.#foreign.values()].flatMap(({ value }) =>
      value.kind === "known" ? value.pin : [],
    );
    return new Set(pins);
  }

  /** A free place and the key of its entry; the slot 0 when there is none. `capacity`: what the device itself reports. */
  lease(leased: ReadonlySet<number>, capacity: number | undefined): { slot: number; entry: string } {
    const { driver, ids } = this.#parts;
    const { entryKey } = driver.profile;
    const isNumbered = entryKey === "slotNumber";
    // Where entries have no numbers, a stranger's takes up a place, whichever.
    const places = (capacity ?? driver.profile.capacity.value) - (isNumbered ? 0 : this.#foreign.size);
    for (let slot = 1; slot <= places; slot++) {
      if (leased.has(slot)) continue;
      if (!isNumbered) return { slot, entry: entryKey === "userId" ? ids.uuid() : "" };
      if (!this.#foreign.has(String(slot))) return { slot, entry: String(slot) };
    }
    return { slot: 0, entry: "" };
  }

  /** Whether a read has shown a stranger's code in this entry. */
  isForeign(entry: string): boolean {
    return this.#foreign.has(entry);
  }

  /** Takes in a read. `ours`: the entries that are being worked on; `isComplete`: what was not found is empty. */
  note(found: ReadonlyMap<string, SlotReading>, isComplete: boolean, ours: ReadonlySet<string>): TableNews {
    const before = new Map(this.#foreign);
    const cameBack: Placement[] = [];
    if (isComplete) this.#foreign.clear();
    for (const [entry, reading] of found) {
      const revived = this.#revived(entry, reading);
      if (reading.value.kind === "empty" || ours.has(entry)) this.#foreign.delete(entry);
      else if (revived) cameBack.push(revived);
      else this.#foreign.set(entry, reading);
    }
    for (const { placementId } of cameBack) this.#ended.delete(placementId);
    const isFreed = [...before].some(([entry, reading]) => !isSameValue(reading, this.#foreign.get(entry)));
    return { isFreed, cameBack };
  }

  /** Whether an entry of ours was cleared there so lately that a command of ours may still take effect in it. */
  remembers(entry: string): boolean {
    return this.#remembered.some(({ content }) => content.entry === entry);
  }

  /** Whether {@link remembers} holds for any entry. */
  get remembersAny(): boolean {
    return this.#remembered.length > 0;
  }

  /** Remembers an entry that has been cleared, and forgets those that were cleared long ago. */
  remember(ended: Placement): void {
    const { clock, journal } = this.#parts;
    const { entry } = ended.content;
    for (const { placementId, content, endedAt } of [...this.#ended.values()]) {
      const isReplaced = entry !== "" && content.entry === entry;
      if (!isReplaced && isRemembered(endedAt, clock.now())) continue;
      this.#ended.delete(placementId);
      journal.delete(placementId);
    }
    this.#ended.set(ended.placementId, ended);
  }

  get #remembered(): Placement[] {
    const now = this.#parts.clock.now();
    return [...this.#ended.values()].filter(({ endedAt }) => isRemembered(endedAt, now));
  }

  /** What was cleared and shows itself in this entry again: by the same key, or, where that was never told, by what it shows. */
  #revived(entry: string, reading: SlotReading): Placement | undefined {
    const ended = this.#remembered.find(({ content }) =>
      content.entry === "" ? content.name === reading.name : content.entry === entry,
    );
    if (!ended || !showsContent(ended.content, reading, this.#parts.driver)) return undefined;
    return { ...ended, content: { ...ended.content, entry } };
  }
}

const isSameValue = ({ value }: SlotReading, other: SlotReading | undefined): boolean =>
  value.kind === "known" && other?.value.kind === "known"
    ? value.pin === other.value.pin
    : other !== undefined;

const isRemembered = (endedAt: number | undefined, now: number): boolean =>
  (endedAt ?? now) + afterlifeMs > now;
