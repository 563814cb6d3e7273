import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { accessCodeErrors, accessCodeWarningCodes, deviceWarningCodes } from "../../src/lock/catalogue.ts";
import { readScenario } from "../../src/scenarios/read-scenario.ts";
import { runScenario } from "../../src/scenarios/run-scenario.ts";
import { scenarioSchema } from "../../src/scenarios/schema.ts";
import { timelineText } from "../../src/scenarios/verdict-text.ts";
import { projectPath } from "../support/project-path.ts";

const folder = "fixtures/scenarios";

const files = readdirSync(projectPath(folder), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => `${folder}/${file}`)
  .sort();

test.each(files)("%s holds", { timeout: 60_000 }, async (file) => {
  const verdict = await runScenario(readScenario(projectPath(file)));
  expect(verdict.held, timelineText(verdict)).toBe(true);
  expect(verdict.checkCount, "it expects something").toBeGreaterThan(0);
  expect(verdict.unfired, "faults that have never acted").toEqual([]);
});

// The schema of all faults takes its time to compile.
test("every file is valid under the published JSON Schema", { timeout: 60_000 }, () => {
  const validate = new Ajv2020({ strict: false }).compile(scenarioSchema());
  for (const file of files) {
    const isValid = validate(parse(readFileSync(projectPath(file), "utf8")));
    expect(isValid, `${file}: ${JSON.stringify(validate.errors?.slice(-3))}`).toBe(true);
  }
});

const known = [...new Set([...Object.keys(accessCodeErrors), ...accessCodeWarningCodes])];

test("each error and warning that a code can carry has a file of its own", () => {
  const shown = files.filter((file) => file.startsWith(`${folder}/codes/`));
  expect(shown.map((file) => basename(file, ".yaml")).sort()).toEqual(known.toSorted());
});

test("each warning that a device can carry has a file of its own", () => {
  const shown = files.filter((file) => file.startsWith(`${folder}/devices/`));
  expect(shown.map((file) => basename(file, ".yaml")).sort()).toEqual(deviceWarningCodes.toSorted());
});

/** The faults that are known from the field, F01 to F78. */
const fieldFaultCount = 78;

test("each fault that is known from the field has a file at least", () => {
  const shown = files.filter((file) => file.startsWith(`${folder}/field/`));
  const wanted = Array.from(
    { length: fieldFaultCount },
    (_, index) => `F${String(index + 1).padStart(2, "0")}`,
  );
  expect([...new Set(shown.map((file) => basename(file).slice(0, 3)))].sort()).toEqual(wanted);
});

describe("a file says by its name what it is", () => {
  const ofCodes = files.filter((file) => /\/(codes|devices)\//.test(file));
  test.each(ofCodes)("%s", (file) => {
    const code = basename(file, ".yaml");
    expect([...known, ...deviceWarningCodes]).toContain(code);
    // It expects the code that it is named after, and does not take it from a fault that names it.
    expect(readFileSync(projectPath(file), "utf8")).toMatch(new RegExp(`(errors|warnings):.*\\b${code}\\b`));
  });

  test.each(files.filter((file) => file.startsWith(`${folder}/field/`)))("%s", (file) => {
    const { scenario } = readScenario(projectPath(file));
    expect(basename(file)).toMatch(/^F\d\d-[a-z0-9-]+\.yaml$/);
    expect(scenario.about).toMatch(new RegExp(`^${basename(file).slice(0, 3)} `));
    expect(scenario.source, "where the fault is known from").toBeDefined();
  });
});
