import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { EventQuery, EventRecord } from "../events/event-store.ts";

/** So many events wait in a store that ends with the process, before they are put where they can be looked for. */
const waitingMax = 100;

interface Waiting {
  readonly workspaceId: string;
  readonly event: EventRecord;
}

/** The events of all workspaces, in the order in which they happened. Nothing in it ever changes, unless it is taken back. */
export class EventTable {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #isLasting: boolean;
  readonly #willWrite: (event: EventRecord) => void;
  readonly #written: <T>(write: () => T) => T;
  /** Appended, and not in the table yet. */
  readonly #waiting: Waiting[] = [];

  /**
   * `isLasting`: an event is in the table when it was appended. `willWrite` is called before every event, so that a unit of work
   * can begin; every write goes through `written`.
   */
  constructor(
    database: DatabaseSync,
    isLasting: boolean,
    willWrite: (event: EventRecord) => void,
    written: <T>(write: () => T) => T,
  ) {
    this.#isLasting = isLasting;
    this.#written = written;
    database.exec(`
      CREATE TABLE IF NOT EXISTS events (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        workspace_id TEXT NOT NULL,
        event_id TEXT NOT NULL UNIQUE,
        event_type TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        device_id TEXT,
        access_code_id TEXT,
        connected_account_id TEXT,
        body TEXT NOT NULL
      ) STRICT;
      CREATE INDEX IF NOT EXISTS events_by_time ON events (workspace_id, created_at);
      CREATE INDEX IF NOT EXISTS events_by_device ON events (device_id);
      CREATE INDEX IF NOT EXISTS events_by_access_code ON events (access_code_id);
    `);
    this.#database = database;
    this.#willWrite = willWrite;
    this.#insert = database.prepare(
      `INSERT INTO events
         (workspace_id, event_id, event_type, created_at, device_id, access_code_id, connected_account_id, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  append(workspaceId: string, event: EventRecord): void {
    this.#willWrite(event);
    this.#waiting.push({ workspaceId, event });
    if (this.#isLasting) this.#written(() => this.#putAway());
    else if (this.#waiting.length >= waitingMax) this.#putAwayAtOnce();
  }

  /** As if it had never happened: for a store that has lost its last writes. */
  takeBack(eventId: string): void {
    const place = this.#waiting.findLastIndex(({ event }) => event.eventId === eventId);
    if (place !== -1) this.#waiting.splice(place, 1);
    else this.#database.prepare("DELETE FROM events WHERE event_id = ?").run(eventId);
  }

  /** The bodies of the workspace's events that match. */
  find(workspaceId: string, query: EventQuery): string[] {
    this.#putAwayAtOnce();
    const conditions = ["workspace_id = ?"];
    const values: SQLInputValue[] = [workspaceId];
    const among = (column: string, keys: readonly string[] | undefined): void => {
      if (!keys) return;
      conditions.push(`${column} IN (SELECT value FROM json_each(?))`);
      values.push(JSON.stringify(keys));
    };
    const compare = (comparison: string, instant: number | undefined): void => {
      if (instant === undefined) return;
      conditions.push(comparison);
      values.push(instant);
    };
    among("event_id", query.eventIds);
    among("event_type", query.eventTypes);
    among("device_id", query.deviceIds);
    among("access_code_id", query.accessCodeIds);
    among("connected_account_id", query.connectedAccountIds);
    compare("created_at >= ?", query.since);
    compare("created_at > ?", query.after);
    compare("created_at < ?", query.before);

    const direction = query.order === "oldestFirst" ? "ASC" : "DESC";
    return this.#database
      .prepare(
        `SELECT body FROM events WHERE ${conditions.join(" AND ")}
         ORDER BY position ${direction} LIMIT ? OFFSET ?`,
      )
      .all(...values, query.limit, query.offset)
      .map((row) => String(row["body"]));
  }

  /** All that wait, in one go. Where the events are lasting none waits. */
  #putAwayAtOnce(): void {
    if (this.#waiting.length === 0) return;
    this.#database.exec("BEGIN");
    this.#putAway();
    this.#database.exec("COMMIT");
  }

  #putAway(): void {
    for (const { workspaceId, event } of this.#waiting.splice(0)) {
      this.#insert.run(
        workspaceId,
        event.eventId,
        event.eventType,
        event.createdAt,
        event.deviceId ?? null,
        event.accessCodeId ?? null,
        event.connectedAccountId ?? null,
        JSON.stringify(event.event),
      );
    }
  }
}
