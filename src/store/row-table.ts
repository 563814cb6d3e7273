import type { DatabaseSync, StatementSync } from "node:sqlite";

/** A row as the table has it: its text is JSON. */
export interface StoredRow {
  readonly id: string;
  readonly position: number;
  readonly text: string;
}

/** The rows of one kind and one owner on disk, in a table that the owners share. */
export class RowTable {
  readonly #owner: string;
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #delete: StatementSync;
  readonly #select: StatementSync;

  constructor(database: DatabaseSync, name: string, owner: string) {
    // A position is never used twice, so that whoever leafs through the rows misses none when the last is deleted.
    database.exec(`
      CREATE TABLE IF NOT EXISTS "${name}" (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        owner TEXT NOT NULL,
        id TEXT NOT NULL,
        row TEXT NOT NULL,
        UNIQUE (owner, id)
      ) STRICT
    `);
    this.#insert = database.prepare(`INSERT INTO "${name}" (owner, id, row) VALUES (?, ?, ?)`);
    this.#update = database.prepare(`UPDATE "${name}" SET row = ? WHERE position = ?`);
    this.#delete = database.prepare(`DELETE FROM "${name}" WHERE position = ?`);
    this.#select = database.prepare(
      `SELECT position, id, row FROM "${name}" WHERE owner = ? ORDER BY position`,
    );
    this.#owner = owner;
  }

  all(): StoredRow[] {
    return this.#select.all(this.#owner).map(({ id, position, row }) => ({
      id: String(id),
      position: Number(position),
      text: String(row),
    }));
  }

  /** Returns the new row's position. */
  insert(id: string, text: string): number {
    return Number(this.#insert.run(this.#owner, id, text).lastInsertRowid);
  }

  update(position: number, text: string): void {
    this.#update.run(text, position);
  }

  delete(position: number): void {
    this.#delete.run(position);
  }
}
