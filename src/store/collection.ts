import type { RowTable } from "./row-table.ts";
import { StoreFileError } from "./store-file.ts";

export interface CollectionShape<Row> {
  /** A row's key: unique, and the same for the whole life of the row. */
  readonly id: (row: Row) => string;
  /** Further ways to find rows. */
  readonly indexes?: Readonly<Record<string, (row: Row) => string>>;
}

/** The owner of rows that belong to the lab and to none of its workspaces. */
export const labItself = "";

/** Who stands between the rows and what is lasting. */
export interface Keeper<Row> {
  /** Where the rows are kept; `undefined` where they end with the process. */
  readonly table: RowTable | undefined;
  /** A row is about to change. Returns whether that is a part of a unit of work, which may be undone. */
  willWrite(collection: Collection<Row>, id: string): boolean;
  /** Everything that is written to the table goes through it. */
  written<T>(write: () => T): T;
}

interface Entry<Row> {
  readonly row: Row;
  readonly position: number;
}

/**
 * Rows of one kind and one owner: read from memory, written through to a table. Rows are values: a change is another row with
 * the same id. They are listed in the order in which they were first saved.
 */
export class Collection<Row> {
  readonly #name: string;
  readonly #shape: CollectionShape<Row>;
  readonly #keeper: Keeper<Row>;
  readonly #indexes: readonly Index<Row>[];
  #entries = new Map<string, Entry<Row>>();
  /** The position of the last row that was saved, where no table gives them. */
  #lastPosition = 0;
  /** What the unit of work in progress has changed, as it was before; `undefined`: it was not there. */
  readonly #before = new Map<string, Entry<Row> | undefined>();

  constructor(name: string, shape: CollectionShape<Row>, keeper: Keeper<Row>) {
    this.#name = name;
    this.#shape = shape;
    this.#keeper = keeper;
    this.#indexes = Object.entries(shape.indexes ?? {}).map(([of, keyOf]) => new Index(of, keyOf));
    for (const { id, position, text } of keeper.table?.all() ?? []) {
      this.#remember(id, { position, row: this.#read(text) });
    }
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
    const found = this.#indexes.find(({ name }) => name === index);
    if (!found) throw new RangeError(`no index "${index}"`);
    const rows: Row[] = [];
    for (const id of found.idsOf(key)) rows.push((this.#entries.get(id) as Entry<Row>).row);
    return rows;
  }

  /** The row's place in the order of the collection; `undefined` for a row that it does not have. */
  positionOf(id: string): number | undefined {
    return this.#entries.get(id)?.position;
  }

  save(row: Row): void {
    const id = this.#shape.id(row);
    const known = this.#willWrite(id);
    const position = this.#put(id, row, known);
    for (const index of this.#indexes) index.move(id, known?.row, row);
    this.#entries.set(id, { row, position });
  }

  delete(id: string): void {
    if (!this.#entries.has(id)) return;
    const known = this.#willWrite(id) as Entry<Row>;
    const { table } = this.#keeper;
    if (table) this.#keeper.written(() => table.delete(known.position));
    this.#entries.delete(id);
    for (const index of this.#indexes) index.move(id, known.row, undefined);
  }

  /** What has changed in the unit of work in progress stays. */
  keep(): void {
    this.#before.clear();
  }

  /** It is as it was before the unit of work in progress. The table has been put back by others. */
  undo(): void {
    for (const [id, entry] of this.#before) {
      if (entry) this.#entries.set(id, entry);
      else this.#entries.delete(id);
    }
    this.#before.clear();
    // What is back stands where it was.
    const entries = [...this.#entries].sort(([, one], [, other]) => one.position - other.position);
    this.#entries = new Map();
    for (const index of this.#indexes) index.clear();
    for (const [id, entry] of entries) this.#remember(id, entry);
  }

  /** Returns the row as it is so far. */
  #willWrite(id: string): Entry<Row> | undefined {
    const mayBeUndone = this.#keeper.willWrite(this, id);
    const known = this.#entries.get(id);
    if (mayBeUndone && !this.#before.has(id)) this.#before.set(id, known);
    return known;
  }

  /** Returns the row's position. */
  #put(id: string, row: Row, known: Entry<Row> | undefined): number {
    const { table } = this.#keeper;
    if (!table) return known?.position ?? ++this.#lastPosition;
    const text = JSON.stringify(row);
    return this.#keeper.written(() => {
      if (!known) return table.insert(id, text);
      table.update(known.position, text);
      return known.position;
    });
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
    for (const index of this.#indexes) index.move(id, undefined, entry.row);
  }
}

const nobody: ReadonlySet<string> = new Set();

/** Which rows have which key, by their ids. */
class Index<Row> {
  readonly name: string;
  readonly #keyOf: (row: Row) => string;
  readonly #ids = new Map<string, Set<string>>();

  constructor(name: string, keyOf: (row: Row) => string) {
    this.name = name;
    this.#keyOf = keyOf;
  }

  idsOf(key: string): ReadonlySet<string> {
    return this.#ids.get(key) ?? nobody;
  }

  /** A row has become another; `undefined` where there was, or is, none. */
  move(id: string, from: Row | undefined, to: Row | undefined): void {
    const oldKey = from && this.#keyOf(from);
    const newKey = to && this.#keyOf(to);
    if (oldKey === newKey) return;
    if (oldKey !== undefined) this.#unlist(oldKey, id);
    if (newKey === undefined) return;
    const ids = this.#ids.get(newKey);
    if (ids) ids.add(id);
    else this.#ids.set(newKey, new Set([id]));
  }

  clear(): void {
    this.#ids.clear();
  }

  /** A key that finds nothing any more goes too: keys may be ids, of which there is no end. */
  #unlist(key: string, id: string): void {
    const ids = this.#ids.get(key);
    ids?.delete(id);
    if (ids?.size === 0) this.#ids.delete(key);
  }
}
