import type { Clock, Ids } from "../kernel/ports.ts";
import type { LockProfile } from "../lock/profile.ts";
import type { SlotReading } from "../lock/slot-value.ts";
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
  readonly profile: LockProfile;
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
    const { profile, ids } = this.#parts;
    const keyedByUser = profile.entryKey === "userId";
    const places = (capacity ?? profile.capacity.value) - (keyedByUser ? this.#foreign.size : 0);
    for (let slot = 1; slot <= places; slot++) {
      if (leased.has(slot)) continue;
      if (keyedByUser) return { slot, entry: ids.uuid() };
      if (!this.#foreign.has(String(slot))) return { slot, entry: String(slot) };
    }
    return { slot: 0, entry: "" };
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
    for (const { content } of cameBack) this.#ended.delete(content.entry);
    const isFreed = [...before].some(([entry, reading]) => !isSameValue(reading, this.#foreign.get(entry)));
    return { isFreed, cameBack };
  }

  /** Whether an entry of ours was cleared there so lately that a command of ours may still take effect in it. */
  remembers(entry: string): boolean {
    const ended = this.#ended.get(entry);
    return ended !== undefined && isRemembered(ended, this.#parts.clock.now());
  }

  /** Whether {@link remembers} holds for any entry. */
  get remembersAny(): boolean {
    return [...this.#ended.keys()].some((entry) => this.remembers(entry));
  }

  /** Remembers an entry that has been cleared, and forgets those that were cleared long ago. */
  remember(ended: Placement): void {
    const { clock, journal } = this.#parts;
    const replaced = this.#ended.get(ended.content.entry);
    if (replaced) journal.delete(replaced.placementId);
    this.#ended.set(ended.content.entry, ended);
    for (const [entry, placement] of this.#ended) {
      if (isRemembered(placement, clock.now())) continue;
      this.#ended.delete(entry);
      journal.delete(placement.placementId);
    }
  }

  #revived(entry: string, { value }: SlotReading): Placement | undefined {
    const ended = this.#ended.get(entry);
    if (!ended || !this.remembers(entry)) return undefined;
    return value.kind === "known" && value.pin === ended.content.pin ? ended : undefined;
  }
}

const isSameValue = ({ value }: SlotReading, other: SlotReading | undefined): boolean =>
  value.kind === "known" && other?.value.kind === "known"
    ? value.pin === other.value.pin
    : other !== undefined;

const isRemembered = ({ endedAt }: Placement, now: number): boolean => (endedAt ?? now) + afterlifeMs > now;
