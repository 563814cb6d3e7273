import type { DatabaseSync } from "node:sqlite";

/** Leads a data file from one version of the tables to the next. */
interface Migration {
  readonly from: number;
  readonly run: (database: DatabaseSync) => void;
}

/**
 * In their order, without a gap. One that has been released never changes. Whoever changes the form of a row adds one here, and
 * a file of the version before to `fixtures/data`.
 */
const migrations: readonly Migration[] = [
  {
    // Until then a lab simulated all of its locks.
    from: 2,
    run: (database) => {
      if (!hasTable(database, "fleet")) return;
      database.exec(`UPDATE fleet SET row = json_set(row, '$.isSimulated', json('true'))`);
    },
  },
  {
    // Until then a placement knew one content from before its last change, without its name, and not whether that was ever sent.
    from: 3,
    run: (database) => {
      if (!hasTable(database, "placements")) return;
      database.exec(`
        UPDATE placements SET row = json_set(
          json_remove(row, '$.previous'),
          '$.earlier',
          json_array(json_set(json_extract(row, '$.previous'), '$.name', json_extract(row, '$.content.name')))
        ) WHERE json_type(row, '$.previous') = 'object'
      `);
    },
  },
];

/** The version of the tables that this Lockstep writes. */
export const schemaVersion = 4;

/** The oldest version that it still reads. 1 was that of drafts, and no release knows it. */
export const oldestVersion = 2;

/** Brings the tables to the present version, as a whole or not at all. */
export function migrate(database: DatabaseSync, version: number): void {
  if (version === schemaVersion) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    for (const { from, run } of migrations) if (from >= version) run(database);
    database.exec(`PRAGMA user_version = ${schemaVersion}`);
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

const hasTable = (database: DatabaseSync, name: string): boolean =>
  database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(name) !== undefined;
