import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { EventQuery, EventRecord, EventStore } from "../events/event-store.ts";

/** The events of the world, in the order in which they happened. Nothing in it ever changes. */
export class EventTable implements EventStore {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #willWrite: () => void;

  /** `willWrite` is called before every event, so that a unit of work can begin. */
  constructor(database: DatabaseSync, willWrite: () => void) {
    database.exec(`
      CREATE TABLE IF NOT EXISTS events (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        event_id TEXT NOT NULL UNIQUE,
        event_type TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        device_id TEXT,
        access_code_id TEXT,
        connected_account_id TEXT,
        body TEXT NOT NULL
      ) STRICT;
      CREATE INDEX IF NOT EXISTS events_by_time ON events (created_at);
      CREATE INDEX IF NOT EXISTS events_by_device ON events (device_id);
      CREATE INDEX IF NOT EXISTS events_by_access_code ON events (access_code_id);
    `);
    this.#database = database;
    this.#willWrite = willWrite;
    this.#insert = database.prepare(
      `INSERT INTO events
         (event_id, event_type, created_at, device_id, access_code_id, connected_account_id, body)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  append(event: EventRecord): void {
    this.#willWrite();
    this.#insert.run(
      event.eventId,
      event.eventType,
      event.createdAt,
      event.deviceId ?? null,
      event.accessCodeId ?? null,
      event.connectedAccountId ?? null,
      event.body,
    );
  }

  /** The bodies of the events that match. */
  find(query: EventQuery): string[] {
    const conditions: string[] = [];
    const values: SQLInputValue[] = [];
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

    const where = conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : "";
    const direction = query.order === "oldestFirst" ? "ASC" : "DESC";
    return this.#database
      .prepare(`SELECT body FROM events ${where} ORDER BY position ${direction} LIMIT ? OFFSET ?`)
      .all(...values, query.limit, query.offset)
      .map((row) => String(row["body"]));
  }
}
