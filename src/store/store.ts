import assert from "node:assert/strict";
import type { DatabaseSync } from "node:sqlite";
import type { ForeignEntry, ForeignEntryJournal } from "../driver/foreign-entry.ts";
import type { Placement, PlacementJournal } from "../driver/programmer.ts";
import type { EventRecord, EventStore } from "../events/event-store.ts";
import { Collection, type CollectionShape, labItself } from "./collection.ts";
import { EventTable } from "./event-table.ts";
import { Past } from "./past.ts";
import { PatientMemory } from "./patient-memory.ts";
import { RowTable } from "./row-table.ts";
import { type StorageError, storageErrorOf } from "./storage-error.ts";
import { fileErrorOf, inMemory, openDatabase } from "./store-file.ts";

/**
 * Opens what one world remembers: a file, or `:memory:`. Throws a StoreFileError for a file of another kind, of a newer
 * schema version, damaged, or in use; such a file is left as it was.
 */
export function openStore(path = inMemory): Store {
  const database = openDatabase(path);
  try {
    return new Store(database, { isLasting: path !== inMemory });
  } catch (cause) {
    // Its tables are not those that we write.
    database.close();
    throw fileErrorOf(path, cause);
  }
}

/** The part of a store that belongs to one workspace. Its units of work are those of the whole. */
export interface WorkspaceStore {
  transaction<T>(work: () => T): T;
  afterCommit(followUp: () => void): void;
  collection<Row>(name: string, shape: CollectionShape<Row>): Collection<Row>;
  /** How many rows a collection has that has been opened. */
  sizeOf(name: string): number;
  /** The device sessions' rows, which know no workspaces: an access code's id leads to its own. */
  readonly placements: Collection<Placement>;
  readonly foreignEntries: Collection<ForeignEntry>;
  readonly events: EventStore;
}

/** Who stands beside every unit of work that writes. */
export interface CommitWatch {
  /** Milliseconds since the epoch. */
  now(): number;
  /** It is about to become durable. What this throws, the unit of work throws, and nothing is left of it. */
  before(): void;
  /** It is durable, and nothing has followed from it. After a throw nothing follows. */
  after(): void;
  /** It could not become durable, and nothing is left of it. What this throws, the unit of work throws. */
  failed(error: StorageError): void;
}

/** Who only looks at what is written, and changes nothing. */
export interface WriteObserver {
  /** A row of this kind is about to change: as it is now, or `undefined` for a new one, and where it will be found then. */
  willWrite(collection: string, id: string, before: unknown, rows: { get(id: string): unknown }): void;
  /** What was written is durable, with these events. */
  committed(events: readonly EventRecord[]): void;
}

/** Collections of the world around the service: what takes back the service's data leaves them alone. */
const worldly: ReadonlySet<string> = new Set(["facts", "lock_memory", "fleet"]);

/**
 * What outlives the process: domain rows, events, the simulated locks' own memory, and a few facts about the world. A
 * change is durable when its {@link Store.transaction} returns.
 */
export class Store {
  /** How often this data has been opened, this time included. Seeds derive from it, so that ids do not repeat. */
  readonly bootCount: number;
  /** The device sessions' rows, by access code and by device. */
  readonly placements: PlacementJournal & Collection<Placement>;
  /** What others have put into the locks' tables, by device. */
  readonly foreignEntries: ForeignEntryJournal & Collection<ForeignEntry>;
  /** What a power cut does not take from simulated locks. */
  readonly lockMemory: PatientMemory;
  /** For faults: how the service's data were before. */
  readonly past = new Past();
  readonly #events: EventTable;
  readonly #database: DatabaseSync;
  /** False: everything ends with the process, so rows need not be written anywhere. */
  readonly #isLasting: boolean;
  readonly #collections = new Map<string, Collection<never>>();
  readonly #facts: Collection<{ readonly name: string; readonly value: number }>;
  readonly #written = new Set<Pick<Collection<never>, "keep" | "undo">>();
  #afterCommit: (() => void)[] = [];
  /** The events that the unit of work has appended. */
  #appended: EventRecord[] = [];
  #state: "idle" | "working" | "doomed" = "idle";
  /** What the file did not take of the unit of work in progress. */
  #doom: StorageError | undefined;
  /** Whether the unit of work has written anything. */
  #hasBegun = false;
  #watch: CommitWatch | undefined;
  #worldNow: (() => number) | undefined;
  #observer: WriteObserver | undefined;

  constructor(database: DatabaseSync, { isLasting = true } = {}) {
    this.#database = database;
    this.#isLasting = isLasting;
    this.#events = new EventTable(
      database,
      isLasting,
      (event) => {
        this.#begin();
        if (this.#hasBegun) this.#appended.push(event);
        if (this.past.isKept) this.past.note(() => this.#events.takeBack(event.eventId));
      },
      (write) => this.#join(write),
    );
    this.#facts = this.collection("facts", { id: (fact) => fact.name });
    this.placements = this.collection("placements", {
      id: (placement: Placement) => placement.placementId,
      indexes: {
        accessCode: (placement) => placement.accessCodeId,
        device: (placement) => placement.deviceId,
      },
    });
    this.foreignEntries = this.collection("foreign_entries", {
      id: (entry: ForeignEntry) => entry.foreignId,
      indexes: { device: (entry) => entry.deviceId },
    });
    const memories = this.collection("lock_memory", {
      id: (row: { readonly deviceId: string; readonly memory: unknown }) => row.deviceId,
    });
    this.lockMemory = new PatientMemory(memories);
    this.bootCount = (this.#facts.get("bootCount")?.value ?? 0) + 1;
    this.#facts.save({ name: "bootCount", value: this.bootCount });
  }

  /** The world's time when it was last saved, in milliseconds since the epoch; `undefined` in a new world. */
  get worldTime(): number | undefined {
    return this.#facts.get("worldTime")?.value;
  }

  /** From now on the world's time is as durable as what happens in it: every unit of work that writes keeps it too. */
  keepWorldTime(worldNow: () => number): void {
    this.#worldNow = worldNow;
  }

  saveWorldTime(now: number): void {
    this.#facts.save({ name: "worldTime", value: now });
  }

  /** The same outside of any unit of work. A file that does not take it keeps the time of its last unit of work. */
  noteWorldTime(now: number): void {
    try {
      this.saveWorldTime(now);
    } catch (error) {
      if (!storageErrorOf(error)) throw error;
    }
  }

  /** The rows of one kind: the same collection for the same name, whatever the shape says the second time. */
  collection<Row>(name: string, shape: CollectionShape<Row>): Collection<Row> {
    return this.#collection(labItself, name, shape);
  }

  /** What belongs to one workspace. The rows of another cannot be reached through it. */
  inWorkspace(workspaceId: string): WorkspaceStore {
    return {
      transaction: (work) => this.transaction(work),
      afterCommit: (followUp) => this.afterCommit(followUp),
      collection: (name, shape) => this.#collection(workspaceId, name, shape),
      sizeOf: (name) => this.#collections.get(`${workspaceId}/${name}`)?.size ?? 0,
      placements: this.placements,
      foreignEntries: this.foreignEntries,
      events: {
        append: (event) => this.#events.append(workspaceId, event),
        find: (query) => this.#events.find(workspaceId, query),
      },
    };
  }

  #collection<Row>(owner: string, name: string, shape: CollectionShape<Row>): Collection<Row> {
    assert(/^[a-z_]+$/.test(name), `"${name}" is no name for a table`);
    const key = `${owner}/${name}`;
    const known = this.#collections.get(key);
    // One name stands for one row type: that of the code which alone opens it.
    if (known) return known as unknown as Collection<Row>;
    const opened = new Collection(name, shape, {
      table: this.#isLasting ? new RowTable(this.#database, name, owner) : undefined,
      willWrite: (collection: Collection<Row>, id) => {
        this.#begin();
        const before = collection.get(id);
        this.#observer?.willWrite(name, id, before, collection);
        if (this.#state === "idle") return false;
        this.#written.add(collection);
        if (this.past.isKept && !worldly.has(name)) {
          this.past.note(() => (before === undefined ? collection.delete(id) : collection.save(before)));
        }
        return true;
      },
      written: (write) => this.#join(write),
    });
    this.#collections.set(key, opened as unknown as Collection<never>);
    return opened;
  }

  /**
   * One unit of work: when it returns, everything it wrote is durable; when it throws, nothing of it is left, in
   * memory either. Throws a {@link StorageError} when the file does not take it. A call inside another joins it, and a throw inside dooms the whole, whoever catches it. A write
   * outside of any is a unit of its own.
   */
  transaction<T>(work: () => T): T {
    if (this.#state !== "idle") return this.#join(work);
    this.#state = "working";
    let result: T;
    try {
      result = work();
      this.#assertSound();
      if (this.#hasBegun) this.#commit();
    } catch (error) {
      this.#undo();
      const storageError = storageErrorOf(error);
      if (storageError) this.#watch?.failed(storageError);
      throw storageError ?? error;
    }
    const hasWritten = this.#hasBegun;
    const [followUps, appended] = [this.#afterCommit, this.#appended];
    this.#rest();
    if (hasWritten) {
      this.past.committed(this.#watch?.now() ?? 0);
      this.#observer?.committed(appended);
      this.#watch?.after();
    }
    for (const followUp of followUps) followUp();
    return result;
  }

  #commit(): void {
    this.#watch?.before();
    if (this.#worldNow) this.saveWorldTime(this.#worldNow());
    if (this.#isLasting) this.#database.exec("COMMIT");
    for (const collection of this.#written) collection.keep();
  }

  /** Calls back when the unit of work in progress has become durable, at once when there is none; never after a throw. */
  afterCommit(followUp: () => void): void {
    if (this.#state === "idle") followUp();
    else this.#afterCommit.push(followUp);
  }

  /** Has somebody stand beside every unit of work that writes. */
  watch(watch: CommitWatch): void {
    this.#watch = watch;
  }

  /** Has somebody see every write. */
  observe(observer: WriteObserver): void {
    this.#observer = observer;
  }

  /** The rows of one kind that somebody has opened before; none if nobody has. */
  opened<Row>(workspaceId: string, name: string): Pick<Collection<Row>, "get" | "where"> | undefined {
    // One name stands for one row type, as above.
    return this.#collections.get(`${workspaceId}/${name}`) as unknown as Collection<Row> | undefined;
  }

  close(): void {
    this.#database.close();
  }

  /** Called before every write: most units of work only look, and SQLite need not know of them. */
  #begin(): void {
    if (this.#state === "idle" || this.#hasBegun) return;
    if (this.#isLasting) this.#join(() => this.#database.exec("BEGIN"));
    this.#hasBegun = true;
  }

  /** A part of the unit of work in progress, if there is one, which fails with it whoever catches what it throws. */
  #join<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (this.#state !== "idle") {
        this.#state = "doomed";
        this.#doom ??= storageErrorOf(error);
      }
      throw error;
    }
  }

  /** Throws what has doomed the unit of work, if something has. */
  #assertSound(): void {
    if (this.#doom) throw this.#doom;
    assert(this.#state === "working", "a part of this unit of work has failed");
  }

  #undo(): void {
    try {
      // Nothing was written, or SQLite itself has rolled back after a full disk.
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      else if (!this.#isLasting) for (const { eventId } of this.#appended) this.#events.takeBack(eventId);
      for (const collection of this.#written) collection.undo();
    } finally {
      this.past.undone();
      this.#rest();
    }
  }

  /** No unit of work is in progress any more. */
  #rest(): void {
    this.#state = "idle";
    this.#doom = undefined;
    this.#hasBegun = false;
    this.#afterCommit = [];
    this.#appended = [];
    this.#written.clear();
  }
}
