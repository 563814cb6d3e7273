import type { SlotValue, Window } from "../lock/slot-value.ts";

/**
 * An entry of a lock's table that no placement holds, as reads have shown it: the owner's, another service's, left over
 * from before. It keeps its id for as long as it stands, whatever its owner makes of it. This is the row that survives a
 * restart.
 */
export interface ForeignEntry {
  readonly foreignId: string;
  readonly deviceId: string;
  /** The vendor's key for it. */
  readonly entry: string;
  /** Never `empty`. */
  readonly value: SlotValue;
  /** False while it is still on its way to the keypad. */
  readonly onKeypad: boolean;
  readonly name?: string | undefined;
  readonly window?: Window | undefined;
  /** When a read first showed it, in milliseconds since the epoch. */
  readonly seenAt: number;
  /** The placement that takes it off the lock, by explicit request. */
  readonly clearedBy?: string | undefined;
}

/** Where the device sessions keep foreign entries. `src/store` implements it; a save is durable when the unit of work ends. */
export interface ForeignEntryJournal {
  /** All of them, in the order in which they were first seen. */
  all(): Iterable<ForeignEntry>;
  save(entry: ForeignEntry): void;
  delete(foreignId: string): void;
}

/** What the device sessions tell of foreign entries. Called inside the same unit of work as the message that caused it. */
export interface ForeignEntryListener {
  /** A read has shown it for the first time. */
  foreignEntrySeen(entry: ForeignEntry): void;
  /** A look at it that was asked for has found it there; the row is as it was found. */
  foreignEntryRead(entry: ForeignEntry): void;
  /** Reads have shown that it is gone, or that it is ours. The row has been deleted. */
  foreignEntryGone(entry: ForeignEntry): void;
}
