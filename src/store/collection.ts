import type { DatabaseSync, StatementSync } from "node:sqlite";
import { StoreFileError } from "./store-file.ts";

export interface CollectionShape<Row> {
  /** A row's key: unique, and the same for the whole life of the row. */
  readonly id: (row: Row) => string;
  /** Further ways to find rows. */
  readonly indexes?: Readonly<Record<string, (row: Row) => string>>;
}

/** The owner of rows that belong to the lab and to none of its workspaces. */
export const labItself = "";

interface Entry<Row> {
  readonly row: Row;
  readonly position: number;
}

/**
 * Rows of one kind and one owner: read from memory, written through to a table that the owners share. Rows are values: a
 * change is another row with the same id. They are listed in the order in which they were first saved.
 */
export class Collection<Row> {
  readonly #name: string;
  readonly #owner: string;
  readonly #shape: CollectionShape<Row>;
  readonly #entries = new Map<string, Entry<Row>>();
  readonly #indexes = new Map<string, Map<string, Set<string>>>();
  readonly #insert: StatementSync;
  readonly #update: StatementSync;
  readonly #delete: StatementSync;
  readonly #select: StatementSync;
  readonly #willWrite: (id: string) => void;
  readonly #written: <T>(write: () => T) => T;

  /**
   * `willWrite` is called before every change of a row, so that a unit of work knows what it has to undo: the collection is
   * asked to save what it now has under that id, or to delete it. Every write goes through `written`, so that it knows too when
   * one has failed.
   */
  constructor(
    database: DatabaseSync,
    name: string,
    owner: string,
    shape: CollectionShape<Row>,
    willWrite: (collection: Collection<Row>, id: string) => void,
    written: <T>(write: () => T) => T,
  ) {
    this.#written = written;
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
    this.#name = name;
    this.#owner = owner;
    this.#shape = shape;
    this.#willWrite = (id) => willWrite(this, id);
    this.reload();
  }

  get(id: string): Row | undefined {
    return this.#entries.get(id)?.row;
  }

  get size(): number {
    return this.#entries.size;
  }

  *all(): IterableIterator<Row> {
    for (const { row } of this.#entries.values()) yield row;
  }

  /** The rows that `index` finds under `key`. Throws a RangeError for an index that the collection does not have. */
  where(index: string, key: string): Row[] {
    const ids = this.#index(index).get(key) ?? [];
    return [...ids].map((id) => (this.#entries.get(id) as Entry<Row>).row);
  }

  /** The row's place in the order of the collection; `undefined` for a row that it does not have. */
  positionOf(id: string): number | undefined {
    return this.#entries.get(id)?.position;
  }

  save(row: Row): void {
    const id = this.#shape.id(row);
    this.#willWrite(id);
    const known = this.#entries.get(id);
    const text = JSON.stringify(row);
    const position = this.#written(() => {
      if (!known) return Number(this.#insert.run(this.#owner, id, text).lastInsertRowid);
      this.#update.run(text, known.position);
      return known.position;
    });
    for (const [name, keyOf] of Object.entries(this.#shape.indexes ?? {})) {
      if (known && keyOf(known.row) !== keyOf(row)) this.#unlist(name, keyOf(known.row), id);
    }
    this.#remember(id, { row, position });
  }

  delete(id: string): void {
    const known = this.#entries.get(id);
    if (!known) return;
    this.#willWrite(id);
    this.#written(() => this.#delete.run(known.position));
    this.#entries.delete(id);
    for (const [name, keyOf] of Object.entries(this.#shape.indexes ?? {})) {
      this.#unlist(name, keyOf(known.row), id);
    }
  }

  /** Forgets what is in memory and reads the table again. */
  reload(): void {
    this.#entries.clear();
    this.#indexes.clear();
    for (const name of Object.keys(this.#shape.indexes ?? {})) this.#indexes.set(name, new Map());
    for (const { position, id, row } of this.#select.all(this.#owner)) {
      this.#remember(String(id), { position: Number(position), row: this.#read(String(row)) });
    }
  }

  #read(text: string): Row {
    try {
      return JSON.parse(text) as Row;
    } catch (cause) {
      throw new StoreFileError(`The data file is damaged: a row of "${this.#name}" cannot be read.`, {
        cause,
      });
    }
  }

  #remember(id: string, entry: Entry<Row>): void {
    this.#entries.set(id, entry);
    for (const [name, keyOf] of Object.entries(this.#shape.indexes ?? {})) {
      const index = this.#index(name);
      const ids = index.get(keyOf(entry.row));
      if (ids) ids.add(id);
      else index.set(keyOf(entry.row), new Set([id]));
    }
  }

  /** A key that finds nothing any more goes too: keys may be ids, of which there is no end. */
  #unlist(name: string, key: string, id: string): void {
    const index = this.#index(name);
    const ids = index.get(key);
    ids?.delete(id);
    if (ids?.size === 0) index.delete(key);
  }

  #index(name: string): Map<string, Set<string>> {
    const index = this.#indexes.get(name);
    if (!index) throw new RangeError(`no index "${name}"`);
    return index;
  }
}
