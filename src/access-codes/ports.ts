import type { ForeignEntry } from "../driver/foreign-entry.ts";
import type { Placement } from "../driver/programmer.ts";
import type { PressResult } from "../lock/door.ts";
import type { EventObject } from "./seam-objects.ts";
import type { ListEvents } from "./service.ts";

/** Rows of one kind, in the order in which they were first saved. `src/store` implements it. */
export interface Table<Row> {
  get(id: string): Row | undefined;
  all(): Iterable<Row>;
  where(index: string, key: string): readonly Row[];
  save(row: Row): void;
  delete(id: string): void;
  /** The row's place in that order, a number above 0 that no other row ever has; `undefined` for a row that is not there. */
  positionOf(id: string): number | undefined;
}

/** Where the access codes keep what must outlive the process. `src/store` implements it. */
export interface Journal {
  /** One unit of work: everything or nothing, in memory too. A call inside another joins it. */
  transaction<T>(work: () => T): T;
  /** Calls back when the unit of work in progress has become durable; never when it fails. */
  afterCommit(followUp: () => void): void;
  collection<Row>(
    name: string,
    shape: {
      readonly id: (row: Row) => string;
      readonly indexes?: Readonly<Record<string, (row: Row) => string>>;
    },
  ): Table<Row>;
  /** The device sessions' rows, which are only read here. Indexes: `accessCode`, `device`. */
  readonly placements: Pick<Table<Placement>, "get" | "where">;
  /** What others have put into the locks' tables: the device sessions' rows, too. Index: `device`. */
  readonly foreignEntries: Pick<Table<ForeignEntry>, "get" | "where" | "positionOf">;
}

/** What has happened, before the log gives it an id and a time. */
export interface NewEvent {
  readonly event_type: string;
  readonly connected_account_id: string;
  readonly device_id?: string;
  readonly access_code_id?: string;
  readonly [property: string]: unknown;
}

/** The log of events. `src/events` implements it. */
export interface EventLog {
  append(event: NewEvent): void;
  /** The latest event that matches. */
  get(query: { event_id?: string; event_type?: string; device_id?: string }): EventObject | undefined;
  list(query: ListEvents): readonly EventObject[];
}

/** A hand that locks a simulated lock from the keypad's side of the door. */
export type LockByHand = (deviceId: string) => void;

/** A hand on the keypad of a simulated lock. */
export type PressKeypad = (deviceId: string, code: string) => PressResult;
