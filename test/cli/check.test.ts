import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drivers } from "../../drivers/index.ts";
import { simulators } from "../../simulators/index.ts";
import { check } from "../../src/cli/check.ts";
import { loadPlugin } from "../../src/cli/plugin.ts";
import { checkVendor, type VendorModule } from "../../src/conformance/check-vendor.ts";
import { simulatorSubjects } from "../conformance/simulator-subjects.ts";
import { projectPath } from "../support/project-path.ts";

const { smartthings: driver } = drivers;
const { smartthings: simulator } = simulators;
const { smartthings: subject } = simulatorSubjects;
if (!driver || !simulator || !subject) throw new Error("SmartThings is registered");
const vendor: VendorModule = { driver, simulator, subject };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-check-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A module whose text is this. */
async function written(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const brokenIn = (module: VendorModule): string[] =>
  [...checkVendor(module)].flatMap(({ name, problem }) => (problem === undefined ? [] : [name]));

test("a vendor is held to every promise: each thing that is wrong with one is found, and nothing else", () => {
  const module: VendorModule = {
    ...vendor,
    driver: {
      ...driver,
      profile: { ...driver.profile, vendor: "acme" },
      refusals: {
        ...driver.refusals,
        odd: { ...Object.values(driver.refusals)[0], message: "no stop" } as never,
      },
    },
    deviations: {
      driver: { "no such promise": "because" },
      simulator: { "a wrong option is refused by its name": "because" },
    },
  };
  expect(brokenIn(module)).toEqual([
    "driver, simulator and wire name the same vendor",
    "no such promise",
    "every refusal becomes an error that exists, in words that end in a full stop",
    "a wrong option is refused by its name",
  ]);
});

describe("a module that is no vendor ends with 2 and says what it lacks", () => {
  test.each([
    ["export const a = 1;", 'exports no "driver". It must export driver, simulator, subject.'],
    ["export const driver = {};", 'the "driver" of'],
    ["syntax error", "cannot be loaded"],
  ])("%s", async (text, words) => {
    const path = await written(`module-${words.length}.mjs`, text);
    await expect(check(path, () => {})).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(words),
    });
  });

  test("no file at all", async () => {
    await expect(loadPlugin("--plugin", join(folder, "none.ts"))).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/^--plugin: there is no file .*none\.ts\.$/),
    });
  });
});

test("check tells promise by promise, and ends with 1 when one is broken", async () => {
  const sources = ["drivers", "simulators"].map((name) => projectPath(`${name}/smartthings/index.ts`));
  const subjects = projectPath("test/conformance/simulator-subjects.ts");
  const path = await written(
    "liar.mjs",
    [
      `import { smartthings as driver } from "${sources[0]}";`,
      `export { smartthings as simulator } from "${sources[1]}";`,
      `import { simulatorSubjects } from "${subjects}";`,
      'export const subject = simulatorSubjects["smartthings"];',
      "const liar = { ...driver, fullTable: 'none' };",
      "export { liar as driver };",
    ].join("\n"),
  );
  let said = "";
  const done = check(path, (text) => {
    said += text;
  });
  await expect(done).rejects.toMatchObject({ exitCode: 1 });
  expect(said).toContain("SmartThings (smartthings)");
  expect(said).toMatch(/BROKEN {4}its machine can be walked through\n {12}fullTable names "none"/);
  expect(said).toContain("  holds     what is set reads back and opens");
  expect(said).toMatch(/\n\d+ promises hold, 0 deviate with a reason, 1 are broken\n$/);
});
