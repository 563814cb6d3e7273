import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLab, type Lab, LabRequestError } from "../../src/index.ts";
import { World } from "../../src/kernel/world.ts";
import { startLab } from "../../src/lab/create-lab.ts";
import { schemaVersion } from "../../src/store/migrations.ts";
import { openStore, Store } from "../../src/store/store.ts";
import { openDatabase, StoreFileError } from "../../src/store/store-file.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lockstep-disk-"));
  path = join(folder, "lab.db");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** SQLite's own ways to take nothing more, and to take it again. */
const troubles = [
  {
    name: "full",
    words: "the disk is full",
    begin: (database: DatabaseSync) => {
      const pages = Number(database.prepare("PRAGMA page_count").get()?.["page_count"]);
      database.exec(`PRAGMA max_page_count = ${pages}`);
    },
    end: (database: DatabaseSync) => database.exec("PRAGMA max_page_count = 1000000"),
  },
  {
    name: "read-only",
    words: "it can only be read",
    begin: (database: DatabaseSync) => database.exec("PRAGMA query_only = ON"),
    end: (database: DatabaseSync) => database.exec("PRAGMA query_only = OFF"),
  },
];

const start = Date.UTC(2026, 0, 1);

describe.each(troubles)("a disk that is $name", ({ words, begin, end }) => {
  test("lets requests be refused with 503 and words, loses nothing, and is used again when it can be", async () => {
    const database = openDatabase(path);
    const store = new Store(database);
    const world = new World({ seed: 1, startAt: start });
    const lab = await startLab(world, store, { fleet: [{ vendor: "smartthings", count: 2 }], data: path });
    const { deviceId } = lab.lock("smartthings-1");
    const create = (code: string) => lab.request("/access_codes/create", { device_id: deviceId, code });
    await create("1001");
    await lab.advance("5m");

    begin(database);
    const acknowledged = ["1001"];
    const refusals: LabRequestError[] = [];
    for (let pin = 2001; refusals.length < 3; pin++) {
      await create(String(pin)).then(
        () => acknowledged.push(String(pin)),
        (error: unknown) => {
          if (!(error instanceof LabRequestError)) throw error;
          refusals.push(error);
        },
      );
    }
    for (const { status, type, message } of refusals) {
      expect({ status, type }).toEqual({ status: 503, type: "service_unavailable" });
      expect(message).toContain(words);
    }
    // Time goes on meanwhile, and with it the locks. One is changed now and never again.
    await lab.advance("10m");
    expect(lab.lock("smartthings-1").opensWith("1001")).toBe(true);
    await lab.lock("smartthings-2").edit({ action: "add_code", code: "9001", name: "Owner" });
    expect(lab.lock("smartthings-2").opensWith("9001")).toBe(true);

    end(database);
    await lab.advance("2m");
    await create("3001");
    acknowledged.push("3001");
    await lab.advance("15m");
    expect(await settledCodes(lab)).toEqual(acknowledged.toSorted());
    await lab.close();

    const again = await createLab({ data: path });
    expect(await settledCodes(again)).toEqual(acknowledged.toSorted());
    expect(acknowledged.every((pin) => again.lock("smartthings-1").opensWith(pin))).toBe(true);
    expect(again.lock("smartthings-2").opensWith("9001")).toBe(true);
    await again.close();
  });

  test("is no hindrance to ending a lab, which keeps what was durable", async () => {
    const database = openDatabase(path);
    const world = new World({ seed: 1, startAt: start });
    const lab = await startLab(world, new Store(database), {
      fleet: [{ vendor: "smartthings" }],
      data: path,
    });
    await lab.request("/access_codes/create", {
      device_id: lab.lock("smartthings-1").deviceId,
      code: "1001",
    });
    begin(database);
    await lab.advance("1m");
    await lab.close();
    const again = await createLab({ data: path });
    await again.advance("15m");
    expect(await settledCodes(again)).toEqual(["1001"]);
    await again.close();
  });
});

async function settledCodes(lab: Lab): Promise<string[]> {
  const { access_codes } = await lab.request("/access_codes/list");
  expect(access_codes.every(({ status }: { status: string }) => status === "set")).toBe(true);
  return access_codes.map(({ code }: { code: string }) => code).toSorted();
}

interface Numbered {
  readonly number: number;
}

test("what locks could not keep while the file took nothing is kept with the next that can be", () => {
  const database = openDatabase(path);
  const { lockMemory } = new Store(database);
  const [first, second, third] = ["lock-1", "lock-2", "lock-3"] as const;
  lockMemory.save(first, "before");
  database.exec("PRAGMA query_only = ON");
  lockMemory.save(first, "meanwhile");
  lockMemory.save(second, "meanwhile");
  lockMemory.save(first, "at last");
  database.exec("PRAGMA query_only = OFF");
  lockMemory.save(third, "afterwards");
  database.close();
  const again = openStore(path);
  expect([first, second, third].map((lock) => again.lockMemory.load(lock))).toEqual([
    "at last",
    "meanwhile",
    "afterwards",
  ]);
  again.close();
});

test("what is durable is on the disk, not on its way there, and nobody else writes to the file", () => {
  const database = openDatabase(path);
  const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  // SQLite's FULL.
  expect([pragma("journal_mode"), pragma("synchronous"), pragma("locking_mode")]).toEqual([
    "wal",
    2,
    "exclusive",
  ]);
  database.close();
});

describe("a log that is torn", () => {
  const rows = 40;
  const numbersIn = (file: string): number[] => {
    const store = openStore(file);
    const numbers = [...store.collection<Numbered>("numbers", { id: ({ number }) => String(number) }).all()];
    store.close();
    return numbers.map(({ number }) => number);
  };

  test("at any place still leads to what was durable before that place", () => {
    const store = openStore(path);
    const numbers = store.collection<Numbered>("numbers", { id: ({ number }) => String(number) });
    const sizes: number[] = [];
    for (let number = 0; number < rows; number++) {
      store.transaction(() => numbers.save({ number }));
      sizes.push(readFileSync(`${path}-wal`).length);
    }
    const [file, log] = [readFileSync(path), readFileSync(`${path}-wal`)];
    store.close();
    const torn = join(folder, "torn.db");
    const step = Math.max(1, Math.floor(log.length / 150));
    for (let length = sizes[0] ?? 0; length <= log.length; length += step) {
      writeFileSync(torn, file);
      writeFileSync(`${torn}-wal`, log.subarray(0, length));
      rmSync(`${torn}-shm`, { force: true });
      const whole = sizes.filter((size) => size <= length).length;
      expect(numbersIn(torn), `${length} of ${log.length} bytes`).toEqual(
        Array.from({ length: whole }, (_, index) => index),
      );
    }
  });
});

describe("a file that cannot be trusted is refused in words", () => {
  test("when pages of it are damaged", () => {
    const store = openStore(path);
    store.transaction(() => {
      const numbers = store.collection<Numbered>("numbers", { id: ({ number }) => String(number) });
      for (let number = 0; number < 500; number++) numbers.save({ number });
    });
    store.close();
    const bytes = readFileSync(path);
    bytes.fill(0x5a, bytes.length - 3 * 4096);
    writeFileSync(path, bytes);
    expect(() => openStore(path)).toThrow(StoreFileError);
    expect(() => openStore(path)).toThrow(/is damaged/);
  });

  test("when its end is missing", () => {
    openStore(path).close();
    truncateSync(path, 8192);
    expect(() => openStore(path)).toThrow(/is damaged/);
  });

  test("when a newer Lockstep has left its version in the log alone", () => {
    openStore(path).close();
    const newer = new DatabaseSync(path);
    newer.exec("PRAGMA journal_mode = WAL");
    newer.exec(`PRAGMA user_version = ${schemaVersion + 1}`);
    const copy = join(folder, "copy.db");
    copyFileSync(path, copy);
    copyFileSync(`${path}-wal`, `${copy}-wal`);
    newer.close();
    expect(readFileSync(copy).readUInt32BE(60)).toBe(schemaVersion);
    expect(() => openStore(copy)).toThrow(/was written by a newer Lockstep/);
  });
});
