import type { EventObject } from "../access-codes/seam-objects.ts";

/** One event as it is kept: its object, and beside it what events are looked for by. */
export interface EventRecord {
  readonly eventId: string;
  readonly eventType: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly deviceId?: string | undefined;
  readonly accessCodeId?: string | undefined;
  readonly connectedAccountId?: string | undefined;
  readonly event: EventObject;
}

/** Every condition that is given must hold; of a list, one entry. An empty list finds nothing. */
export interface EventQuery {
  readonly eventIds?: readonly string[] | undefined;
  readonly eventTypes?: readonly string[] | undefined;
  readonly deviceIds?: readonly string[] | undefined;
  readonly accessCodeIds?: readonly string[] | undefined;
  readonly connectedAccountIds?: readonly string[] | undefined;
  /** Milliseconds since the epoch, inclusive. */
  readonly since?: number | undefined;
  /** Milliseconds since the epoch, exclusive. */
  readonly after?: number | undefined;
  /** Milliseconds since the epoch, exclusive. */
  readonly before?: number | undefined;
  readonly order: "oldestFirst" | "newestFirst";
  readonly limit: number;
  readonly offset: number;
}

/** Where the log of a workspace keeps its events, in the order in which they happened. `src/store` implements it. */
export interface EventStore {
  append(event: EventRecord): void;
  /** The objects of the events that match, as JSON. */
  find(query: EventQuery): string[];
}
