import type { Clock, Ids } from "../kernel/ports.ts";
import type { SlotReading } from "../lock/slot-value.ts";
import type { ForeignEntry, ForeignEntryJournal, ForeignEntryListener } from "./foreign-entry.ts";

export interface ForeignEntriesParts {
  readonly deviceId: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly foreign: ForeignEntryJournal;
  readonly listener: ForeignEntryListener;
}

/** The foreign entries of one lock: who is new, who has changed, who has gone. */
export class ForeignEntries {
  readonly #parts: ForeignEntriesParts;
  readonly #byEntry = new Map<string, ForeignEntry>();
  /** Those that a read, or the lock itself, has missed once. One such read may be an outage that looks like an empty list. */
  readonly #missed = new Set<string>();
  /** Those that a summary has shown, so that they were to be read one by one. */
  readonly #askedFor = new Set<string>();

  constructor(parts: ForeignEntriesParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#byEntry.size;
  }

  get all(): readonly ForeignEntry[] {
    return [...this.#byEntry.values()];
  }

  at(entry: string): ForeignEntry | undefined {
    return this.#byEntry.get(entry);
  }

  /**
   * Whether what a read shows in an entry may be somebody else's than the stranger's who was last known there: a read has missed
   * theirs, or another PIN stands there.
   */
  mayBeNew({ entry, value }: SlotReading): boolean {
    const known = this.#byEntry.get(entry);
    if (!known || this.#missed.has(known.foreignId)) return true;
    const isShown = value.kind === "known" || value.kind === "hashed";
    return isShown && JSON.stringify(value) !== JSON.stringify(known.value);
  }

  /** Takes up a row after a restart. */
  restore(row: ForeignEntry): void {
    this.#byEntry.set(row.entry, row);
  }

  /**
   * Takes in what a read has shown of an entry that is not ours. A summary does not show what stands in it. `isChanged`: it
   * holds another PIN than before; `isUnread`: it has never been read by itself.
   */
  see(reading: SlotReading, isSummary: boolean): { isChanged: boolean; isUnread: boolean } {
    const { foreign, listener, clock, ids, deviceId } = this.#parts;
    const { entry, onKeypad, name, window } = reading;
    const known = this.#byEntry.get(entry);
    const row: ForeignEntry = {
      foreignId: known?.foreignId ?? ids.uuid(),
      deviceId,
      entry,
      value: isSummary && known ? known.value : reading.value,
      onKeypad,
      // Where one entry is read by itself, only lists carry names.
      name: name ?? known?.name,
      window: window ?? (isSummary ? known?.window : undefined),
      seenAt: known?.seenAt ?? clock.now(),
    };
    this.#missed.delete(row.foreignId);
    const isUnread = isSummary && row.value.kind === "unreadable" && !this.#askedFor.has(row.foreignId);
    if (isUnread) this.#askedFor.add(row.foreignId);
    if (known && JSON.stringify(row) === JSON.stringify(known)) return { isChanged: false, isUnread };
    this.#byEntry.set(entry, row);
    foreign.save(row);
    if (!known) listener.foreignEntrySeen(row);
    return { isChanged: known !== undefined && !isSamePin(known, row), isUnread };
  }

  /** A complete read has not shown the entry. Returns whether it is gone; if not, only another such read can tell. */
  miss(row: ForeignEntry): boolean {
    if (this.#missed.has(row.foreignId)) {
      this.forget(row.entry);
      return true;
    }
    this.#missed.add(row.foreignId);
    return false;
  }

  /** The lock says that something about the entry has changed: one read that misses it is enough then. */
  expectChange(entry: string): void {
    const row = this.#byEntry.get(entry);
    if (row) this.#missed.add(row.foreignId);
  }

  /** The entry is gone, or ours. Returns whether it was known. */
  forget(entry: string): boolean {
    const row = this.take(entry);
    if (!row) return false;
    this.#parts.foreign.delete(row.foreignId);
    this.#parts.listener.foreignEntryGone(row);
    return true;
  }

  /** Leaves the entry to a placement, without a word: it still stands there. */
  take(entry: string): ForeignEntry | undefined {
    const row = this.#byEntry.get(entry);
    if (!row) return undefined;
    this.#byEntry.delete(entry);
    this.#missed.delete(row.foreignId);
    this.#askedFor.delete(row.foreignId);
    return row;
  }
}

const isSamePin = ({ value }: ForeignEntry, other: ForeignEntry): boolean =>
  value.kind !== other.value.kind || JSON.stringify(value) === JSON.stringify(other.value);
