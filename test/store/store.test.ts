import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Placement } from "../../src/driver/programmer.ts";
import { openStore, Store } from "../../src/store/store.ts";
import { StoreFileError } from "../../src/store/store-file.ts";

interface Pet {
  readonly id: string;
  readonly owner: string;
  readonly age: number;
}

const petsOf = (store: Store) =>
  store.collection<Pet>("pets", { id: ({ id }) => id, indexes: { owner: ({ owner }) => owner } });

const eventsOf = (store: Store) => store.inWorkspace("w").events;
const event = (eventId: string) => ({
  eventId,
  eventType: "t",
  createdAt: 1,
  event: { event_id: eventId, event_type: "t", workspace_id: "w", created_at: "", occurred_at: "" },
});

const rex: Pet = { id: "rex", owner: "ann", age: 3 };
const tom: Pet = { id: "tom", owner: "ann", age: 5 };

const placement: Placement = {
  placementId: "p1",
  accessCodeId: "c1",
  deviceId: "d1",
  slot: 1,
  content: { entry: "1", pin: "0042", name: "Ann" },
  isMasked: false,
  intent: "present",
  evidence: "confirmed",
  acceptsExternalChange: false,
  status: "set",
  attempts: 0,
};

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lockstep-store-"));
  path = join(folder, "lab.db");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a unit of work", () => {
  test("that throws leaves no trace, in memory or on disk", () => {
    const store = openStore(path);
    const pets = petsOf(store);
    pets.save(rex);
    const failing = () =>
      store.transaction(() => {
        pets.save({ ...rex, age: 4 });
        pets.save(tom);
        pets.delete("rex");
        store.placements.save(placement);
        eventsOf(store).append(event("e1"));
        throw new Error("no");
      });
    expect(failing).toThrow("no");
    const isUntouched = (state: Store) => {
      expect([...petsOf(state).all()]).toEqual([rex]);
      expect(petsOf(state).where("owner", "ann")).toEqual([rex]);
      expect([...state.placements.all()]).toEqual([]);
      expect(eventsOf(state).find({ order: "oldestFirst", limit: 9, offset: 0 })).toEqual([]);
    };
    isUntouched(store);
    store.close();
    const reopened = openStore(path);
    isUntouched(reopened);
    reopened.close();
  });

  test("keeps the order of rows when it is undone", () => {
    const store = openStore();
    const pets = petsOf(store);
    pets.save(rex);
    pets.save(tom);
    expect(() =>
      store.transaction(() => {
        pets.delete("rex");
        pets.save(rex);
        throw new Error("no");
      }),
    ).toThrow("no");
    expect([...pets.all()].map(({ id }) => id)).toEqual(["rex", "tom"]);
  });

  test("inside another is undone with it", () => {
    const store = openStore();
    const pets = petsOf(store);
    expect(() =>
      store.transaction(() => {
        store.transaction(() => pets.save(rex));
        throw new Error("no");
      }),
    ).toThrow("no");
    expect([...pets.all()]).toEqual([]);
  });

  test("of which a part has thrown is not kept, whoever catches it", () => {
    const store = openStore();
    const pets = petsOf(store);
    const swallowing = () =>
      store.transaction(() => {
        pets.save(rex);
        try {
          store.transaction(() => {
            throw new Error("no");
          });
        } catch {
          // Caught, and yet the unit is no longer whole.
        }
      });
    expect(swallowing).toThrow("a part of this unit of work has failed");
    expect([...pets.all()]).toEqual([]);
    store.transaction(() => pets.save(tom));
    expect([...pets.all()]).toEqual([tom]);
  });

  test("calls back when it is durable, and never when it fails", () => {
    const store = openStore();
    const heard: string[] = [];
    store.transaction(() => {
      store.transaction(() => store.afterCommit(() => heard.push("kept")));
      expect(heard).toEqual([]);
    });
    expect(() =>
      store.transaction(() => {
        store.afterCommit(() => heard.push("undone"));
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(heard).toEqual(["kept"]);
  });
});

describe("a data file", () => {
  test("restores everything when it is opened again", () => {
    const first = openStore(path);
    petsOf(first).save(rex);
    petsOf(first).save({ ...rex, age: 4 });
    first.placements.save(placement);
    first.lockMemory.save("d1", { slots: ["0042"] });
    first.saveWorldTime(1234);
    first.close();

    const second = openStore(path);
    expect([...petsOf(second).all()]).toEqual([{ ...rex, age: 4 }]);
    expect(second.placements.where("accessCode", "c1")).toEqual([placement]);
    expect(second.lockMemory.load("d1")).toEqual({ slots: ["0042"] });
    expect(second.lockMemory.load("d2")).toBeUndefined();
    expect(second.worldTime).toBe(1234);
    expect([first.bootCount, second.bootCount]).toEqual([1, 2]);
    second.close();
  });

  test("is refused in words and left as it was when it is of another kind", () => {
    const notes = join(folder, "notes.txt");
    writeFileSync(notes, "Shopping list: eggs, milk, bread.");
    const other = join(folder, "other.db");
    const database = new DatabaseSync(other);
    database.exec("CREATE TABLE mine (id INTEGER)");
    database.close();
    for (const file of [notes, other]) {
      const before = readFileSync(file);
      expect(() => openStore(file)).toThrow(StoreFileError);
      expect(() => openStore(file)).toThrow("is not a Lockstep data file");
      expect(readFileSync(file).equals(before)).toBe(true);
    }
  });

  test("is refused in words and left as it was when a newer version wrote it", () => {
    openStore(path).close();
    const database = new DatabaseSync(path);
    database.exec("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)");
    database.close();
    const before = readFileSync(path);
    expect(() => openStore(path)).toThrow("was written by a newer Lockstep");
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test("belongs to one lab at a time", () => {
    const store = openStore(path);
    expect(() => openStore(path)).toThrow("is in use by another process");
    store.close();
    openStore(path).close();
  });

  test("that is empty is a new one", () => {
    writeFileSync(path, "");
    openStore(path).close();
    expect(openStore(path).bootCount).toBe(2);
  });
});

test("memory and disk always agree, whatever is written and undone, and a store without a disk with them", () => {
  const change = fc.record({
    id: fc.constantFrom("a", "b", "c"),
    owner: fc.constant("ann"),
    age: fc.integer(),
    isDeletion: fc.boolean(),
  });
  const units = fc.array(fc.record({ changes: fc.array(change), fails: fc.boolean() }));
  let eventCount = 0;
  const live = (store: Store, changes: readonly (Pet & { readonly isDeletion: boolean })[], fails: boolean) =>
    store.transaction(() => {
      for (const { isDeletion, ...pet } of changes) {
        if (isDeletion) petsOf(store).delete(pet.id);
        else petsOf(store).save(pet);
        eventsOf(store).append(event(`e${eventCount++}`));
      }
      if (fails) throw new RangeError("undone");
    });
  const shownBy = (store: Store) => ({
    all: [...petsOf(store).all()],
    anns: petsOf(store).where("owner", "ann"),
    events: eventsOf(store).find({ order: "oldestFirst", limit: 1000, offset: 0 }).length,
  });
  fc.assert(
    fc.property(units, (history) => {
      const database = new DatabaseSync(":memory:");
      const store = new Store(database);
      const withoutDisk = openStore();
      for (const { changes, fails } of history) {
        for (const one of [store, withoutDisk]) {
          if (fails) expect(() => live(one, changes, fails)).toThrow(RangeError);
          else live(one, changes, fails);
        }
        expect(shownBy(new Store(database))).toEqual(shownBy(store));
        expect(shownBy(withoutDisk)).toEqual(shownBy(store));
      }
      database.close();
      withoutDisk.close();
    }),
  );
});

test("events are found in a store without a disk, however many there are, and those of a unit of work that fails are not", () => {
  const store = openStore();
  const found = () => eventsOf(store).find({ order: "oldestFirst", limit: 9999, offset: 0 }).length;
  let made = 0;
  const append = (count: number) => {
    for (let left = count; left > 0; left--) eventsOf(store).append(event(`e${made++}`));
  };
  append(250);
  expect(() =>
    store.transaction(() => {
      append(30);
      expect(found()).toBe(280);
      append(130);
      throw new Error("no");
    }),
  ).toThrow("no");
  expect(found()).toBe(250);
});

test("who observes sees each row as it is before it is written, and hears when that is durable, and with which events", () => {
  const store = openStore();
  const pets = petsOf(store);
  const seen: unknown[] = [];
  store.observe({
    willWrite: (collection, id, before) => seen.push([collection, id, before]),
    committed: (events) => seen.push(["committed", ...events.map(({ eventId }) => eventId)]),
  });
  store.transaction(() => {
    pets.save(rex);
    pets.save({ ...rex, age: 4 });
  });
  expect(() =>
    store.transaction(() => {
      eventsOf(store).append(event("e1"));
      throw new Error("no");
    }),
  ).toThrow("no");
  store.transaction(() => {
    pets.delete("rex");
    eventsOf(store).append(event("e2"));
  });
  expect(seen).toEqual([
    ["pets", "rex", undefined],
    ["pets", "rex", rex],
    ["committed"],
    ["pets", "rex", { ...rex, age: 4 }],
    ["committed", "e2"],
  ]);
});
