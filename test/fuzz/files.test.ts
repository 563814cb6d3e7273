import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FleetInput } from "../../src/index.ts";
import { createLab } from "../../src/index.ts";
import { RequestError } from "../../src/lock/errors.ts";
import { parseScenario } from "../../src/scenarios/read-scenario.ts";
import { ScenarioFileError } from "../../src/scenarios/source.ts";
import { StorageError } from "../../src/store/storage-error.ts";
import { openStore } from "../../src/store/store.ts";
import { StoreFileError } from "../../src/store/store-file.ts";
import { projectPath } from "../support/project-path.ts";
import { fuzzRuns, tallyOf } from "./fuzz-runs.ts";

const timeout = 1_800_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lockstep-fuzz-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("a fleet that cannot be is refused with words that name the field", { timeout }, async () => {
  const group = fc.record(
    {
      vendor: fc.oneof(fc.constantFrom("august", "acme", "__proto__", ""), fc.anything()),
      count: fc.oneof(fc.integer({ min: -2, max: 3 }), fc.anything()),
      locksPerHub: fc.oneof(fc.integer({ min: -1, max: 3 }), fc.anything()),
      zone: fc.oneof(fc.constantFrom("Europe/Paris", "Mars/Olympus"), fc.anything()),
      options: fc.oneof(fc.dictionary(fc.string(), fc.anything(), { maxKeys: 2 }), fc.anything()),
      simulated: fc.oneof(fc.boolean(), fc.anything()),
      more: fc.anything(),
    },
    { requiredKeys: [] },
  );
  const fleet = fc.oneof(fc.anything(), fc.array(group, { maxLength: 2 }));
  const fleets = tallyOf("fleets");
  await fc.assert(
    fc.asyncProperty(fleet, async (input) => {
      fc.pre(input !== undefined);
      fleets.count();
      try {
        const lab = await createLab({ fleet: input as FleetInput });
        await lab.close();
      } catch (error) {
        expect(error).toBeInstanceOf(RequestError);
        expect((error as RequestError).message).toMatch(/^"(fleet|options)/);
      }
    }),
    // Found once: a name that every object has.
    { ...fuzzRuns(100), examples: [[[{ vendor: "__proto__" }]]] },
  );
  fleets.done();
});

test("a data file with bytes changed is opened or refused in words", { timeout }, () => {
  const whole = readFileSync(projectPath("fixtures/data/schema-2.db"));
  const path = join(folder, "changed.db");
  const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
  const brokenRow: [number, number][] = [
    [33_277, 4],
    [24_824, 138],
    [15_696, 191],
    [36_722, 252],
  ];
  const files = tallyOf("damaged data files");
  fc.assert(
    fc.property(
      fc.array(change, { minLength: 1, maxLength: 40 }),
      fc.nat(whole.length),
      (changes, length) => {
        files.count();
        const bytes = Buffer.from(whole);
        for (const [place, byte] of changes) bytes[place] = byte;
        for (const suffix of ["-wal", "-shm", "-journal"]) rmSync(`${path}${suffix}`, { force: true });
        writeFileSync(path, length % 3 === 0 ? bytes.subarray(0, length) : bytes);
        try {
          openStore(path).close();
        } catch (error) {
          const isKnown = error instanceof StoreFileError || error instanceof StorageError;
          expect(isKnown, error instanceof Error ? `${error.name}: ${error.message}` : String(error)).toBe(
            true,
          );
        }
      },
    ),
    // Found once: a row whose JSON is broken, met by a migration; a header that says that the file can only be read.
    {
      ...fuzzRuns(60),
      examples: [
        [brokenRow, whole.length],
        [[[18, 3]], whole.length],
      ],
    },
  );
  files.done();
});

test("a file of any other bytes is refused, and left as it was", { timeout }, () => {
  const path = join(folder, "other.db");
  const files = tallyOf("files that are none of ours");
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (bytes) => {
      files.count();
      writeFileSync(path, bytes);
      expect(() => openStore(path)).toThrow(/is not a Lockstep data file/);
      expect(readFileSync(path).equals(Buffer.from(bytes))).toBe(true);
    }),
    fuzzRuns(50),
  );
  files.done();
  copyFileSync(projectPath("fixtures/data/schema-2.db"), path);
  openStore(path).close();
});

test("a scenario file that cannot be is refused with words that name the file and the line", {
  timeout,
}, () => {
  const whole = readFileSync(projectPath("fixtures/scenarios/codes/account_disconnected.yaml"), "utf8");
  const lines = whole.split("\n");
  const piece = fc.oneof(
    fc.constantFrom(
      "- ",
      ": ",
      "{",
      "}",
      "[",
      "&a ",
      "*a",
      "!!set ",
      "<<: *a",
      "\t",
      "\0",
      "? ",
      "|",
      "- until: {}",
      "for: -1h",
    ),
    fc.constantFrom(
      "__proto__: {}",
      "fleet: [{ vendor: acme }]",
      "steps: 7",
      "seed: .inf",
      "run: 1e9d",
      "version: 1",
    ),
    fc.string({ maxLength: 20 }),
    fc.json({ maxDepth: 3 }),
  );
  const change = fc.record({ line: fc.nat(lines.length - 1), column: fc.nat(60), cut: fc.nat(20), piece });
  const files = tallyOf("scenario files");
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.boolean(), (changes, isNew) => {
      files.count();
      const changed = isNew ? [] : [...lines];
      for (const { line, column, cut, piece: put } of changes) {
        const before = changed[line] ?? "";
        changed[line] = before.slice(0, column) + put + before.slice(column + cut);
      }
      try {
        parseScenario("story.yaml", changed.join("\n"));
      } catch (error) {
        expect(error).toBeInstanceOf(ScenarioFileError);
        expect((error as Error).message).toMatch(/^story\.yaml/);
      }
    }),
    fuzzRuns(50),
  );
  files.done();
});
