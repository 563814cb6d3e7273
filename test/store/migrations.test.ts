import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLab } from "../../src/index.ts";
import { oldestVersion, schemaVersion } from "../../src/store/migrations.ts";
import { openStore } from "../../src/store/store.ts";
import { projectPath } from "../support/project-path.ts";

/**
 * `fixtures/data/schema-N.db`: a lab of seed 3, closed after an hour, as the last Lockstep of that version left it. August's
 * lock holds 4821; SmartThings' is to get 0421 in two days, and was on its way to get 7395.
 */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lockstep-old-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const stored = readdirSync(projectPath("fixtures/data")).map((name) =>
  Number(/^schema-(\d+)\.db$/.exec(name)?.[1]),
);

const copyOf = (version: number): string => {
  const path = join(folder, "old.db");
  copyFileSync(projectPath(`fixtures/data/schema-${version}.db`), path);
  return path;
};

const versionOf = (path: string): number => readFileSync(path).readUInt32BE(60);

test("a file of every version is kept, from the oldest that is read to the one before this", () => {
  const versions = Array.from({ length: schemaVersion - oldestVersion }, (_, index) => oldestVersion + index);
  expect(stored.toSorted()).toEqual(versions);
});

test.each(stored)("a lab of schema %i goes on where it was", async (version) => {
  const data = copyOf(version);
  expect(versionOf(data)).toBe(version);
  const lab = await createLab({ data });
  const [august, smartthings] = [lab.lock("august-1"), lab.lock("smartthings-1")];
  expect(august.opensWith("4821")).toBe(true);
  await lab.advance("15m");
  const { access_codes } = await lab.request("/access_codes/list");
  const found = access_codes.map(({ code, name, status }: Record<string, string>) => [code, name, status]);
  expect(found.toSorted()).toEqual([
    ["0421", "Bob", "unset"],
    ["4821", "Ada", "set"],
    ["7395", "Half way", "set"],
  ]);
  expect(smartthings.opensWith("7395")).toBe(true);
  await lab.advance({ to: "2026-01-04T00:00:00Z" });
  expect(smartthings.opensWith("0421")).toBe(true);
  await lab.advance({ to: "2026-01-06T00:00:00Z" });
  expect(smartthings.opensWith("0421")).toBe(false);
  const { webhooks } = await lab.request("/webhooks/list");
  expect(webhooks).toHaveLength(1);
  await lab.close();
  expect(versionOf(data)).toBe(schemaVersion);
});

test("what an entry held before its last change is still known", () => {
  const path = copyOf(3);
  const database = new DatabaseSync(path);
  database.exec(`UPDATE placements SET row = json_set(row, '$.previous', json('{"pin":"1357"}'))`);
  database.close();
  const { placements } = openStore(path);
  const rows = [...placements.all()];
  expect(rows.length).toBeGreaterThan(0);
  for (const { content, earlier } of rows) expect(earlier).toEqual([{ pin: "1357", name: content.name }]);
});

test("a migration that fails leaves the file at its version", () => {
  const path = copyOf(oldestVersion);
  const database = new DatabaseSync(path);
  database.exec("UPDATE fleet SET row = 'no JSON' WHERE position = (SELECT max(position) FROM fleet)");
  database.close();
  const before = new DatabaseSync(path).prepare("SELECT row FROM fleet").all();
  expect(() => openStore(path)).toThrow();
  expect(versionOf(path)).toBe(oldestVersion);
  const after = new DatabaseSync(path).prepare("SELECT row FROM fleet").all();
  expect(after).toEqual(before);
});
