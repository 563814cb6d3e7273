import type { DatabaseSync, StatementSync } from "node:sqlite";

export interface CollectionShape<Row> {
  /** A row's key: unique, and the same for the whole life of the row. */
  readonly id: (row: Row) => string;
  /** Further ways to find rows: the same key for the whole life of a row. */
  readonly indexes?: Readonly<Record<string, (row: Row) => string>>;
}

/**
 * Rows of one kind: read from memory, written through to a table of ids and JSON. Rows are values: a change is another
 * row with the same id. They are listed in the order in which they were first saved.
 */
export class Collection<Row> {
  readonly #shape: CollectionShape<Row>;
  readonly #rows = new Map<string, Row>();
  readonly #indexes = new Map<string, Map<string, Set<string>>>();
  readonly #upsert: StatementSync;
  readonly #delete: StatementSync;
  readonly #select: StatementSync;
  readonly #willWrite: () => void;

  /** `willWrite` is called before every change, so that a unit of work knows what it has to undo. */
  constructor(
    database: DatabaseSync,
    name: string,
    shape: CollectionShape<Row>,
    willWrite: (collection: Collection<Row>) => void,
  ) {
    database.exec(`CREATE TABLE IF NOT EXISTS "${name}" (id TEXT PRIMARY KEY, row TEXT NOT NULL) STRICT`);
    this.#upsert = database.prepare(
      `INSERT INTO "${name}" (id, row) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET row = excluded.row`,
    );
    this.#delete = database.prepare(`DELETE FROM "${name}" WHERE id = ?`);
    this.#select = database.prepare(`SELECT id, row FROM "${name}" ORDER BY rowid`);
    this.#shape = shape;
    this.#willWrite = () => willWrite(this);
    this.reload();
  }

  get(id: string): Row | undefined {
    return this.#rows.get(id);
  }

  all(): Iterable<Row> {
    return this.#rows.values();
  }

  /** The rows that `index` finds under `key`. Throws a RangeError for an index that the collection does not have. */
  where(index: string, key: string): Row[] {
    const ids = this.#index(index).get(key) ?? [];
    return [...ids].map((id) => this.#rows.get(id) as Row);
  }

  save(row: Row): void {
    this.#willWrite();
    const id = this.#shape.id(row);
    this.#upsert.run(id, JSON.stringify(row));
    this.#remember(id, row);
  }

  delete(id: string): void {
    const row = this.#rows.get(id);
    if (row === undefined) return;
    this.#willWrite();
    this.#delete.run(id);
    this.#rows.delete(id);
    for (const [name, keyOf] of Object.entries(this.#shape.indexes ?? {})) {
      this.#index(name).get(keyOf(row))?.delete(id);
    }
  }

  /** Forgets what is in memory and reads the table again. */
  reload(): void {
    this.#rows.clear();
    this.#indexes.clear();
    for (const name of Object.keys(this.#shape.indexes ?? {})) this.#indexes.set(name, new Map());
    for (const { id, row } of this.#select.all()) {
      this.#remember(String(id), JSON.parse(String(row)) as Row);
    }
  }

  #remember(id: string, row: Row): void {
    this.#rows.set(id, row);
    for (const [name, keyOf] of Object.entries(this.#shape.indexes ?? {})) {
      const index = this.#index(name);
      const ids = index.get(keyOf(row));
      if (ids) ids.add(id);
      else index.set(keyOf(row), new Set([id]));
    }
  }

  #index(name: string): Map<string, Set<string>> {
    const index = this.#indexes.get(name);
    if (!index) throw new RangeError(`no index "${name}"`);
    return index;
  }
}
