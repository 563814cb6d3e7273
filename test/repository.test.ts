import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { drivers } from "../drivers/index.ts";
import { simulators } from "../simulators/index.ts";
import { factRows } from "../src/cli/profile-facts.ts";
import { longest } from "./support/longest-files.ts";
import { projectPath } from "./support/project-path.ts";

/** What a vendor's folders hold, whoever the vendor is. */
const driverFiles = [
  "dialect.ts",
  "index.ts",
  "machine.ts",
  "profile.ts",
  "README.md",
  "refusals.ts",
  "wire.ts",
];
const simulatorFiles = ["behaviours.ts", "firmware.ts", "index.ts"];

const Errors = z.array(
  z.strictObject({
    vendorCode: z.string(),
    /** `null`: it passes, and is no error of the access code's. */
    accessCodeError: z.string().nullable(),
    source: z.string().min(1),
  }),
);

const foldersIn = (path: string): string[] =>
  readdirSync(projectPath(path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

const trackedFiles = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: projectPath("."),
  encoding: "utf8",
})
  .trim()
  .split("\n")
  .filter((file) => existsSync(projectPath(file)));

test("the test files that begin first are there, each once", () => {
  expect(longest.filter((file) => !trackedFiles.includes(file))).toEqual([]);
  expect(new Set(longest).size).toBe(longest.length);
});

test("every folder of a vendor is registered, and every registered vendor has its folders", () => {
  const vendors = Object.keys(drivers).sort();
  expect(vendors.length).toBeGreaterThan(0);
  expect(foldersIn("drivers")).toEqual(vendors);
  expect(foldersIn("simulators")).toEqual(vendors);
  expect(Object.keys(simulators).sort()).toEqual(vendors);
  for (const vendor of vendors) expect(foldersIn("fixtures"), "fixtures").toContain(vendor);
});

describe.each(Object.entries(drivers))("%s", (vendor, driver) => {
  test("is called the same everywhere", () => {
    expect(driver.profile.vendor).toBe(vendor);
    expect(driver.wire.vendor).toBe(vendor);
    expect(driver.slotMachine.id).toBe(vendor);
    expect(simulators[vendor]?.vendor).toBe(vendor);
  });

  test("has all files of a vendor", () => {
    expect(readdirSync(projectPath(`drivers/${vendor}`))).toEqual(expect.arrayContaining(driverFiles));
    expect(readdirSync(projectPath(`simulators/${vendor}`))).toEqual(expect.arrayContaining(simulatorFiles));
  });

  test("says of each fact where it comes from, or that it is assumed", () => {
    const facts = factRows(driver.profile);
    expect(facts.length).toBeGreaterThan(10);
    for (const { fact, source } of facts) expect(source.trim(), fact).not.toBe("");
  });

  test("refuses in the words of its catalogue: each vendor code becomes the error that the witness names", () => {
    const file = readFileSync(projectPath(`fixtures/${vendor}/errors.json`), "utf8");
    const witnessed = Errors.parse(JSON.parse(file)).map(({ vendorCode, accessCodeError }) => [
      vendorCode,
      accessCodeError,
    ]);
    const driven = Object.entries(driver.refusals).map(([vendorCode, { code, retry }]) => [
      vendorCode,
      retry === "soon" ? null : code,
    ]);
    expect(Object.fromEntries(driven)).toEqual(Object.fromEntries(witnessed));
    expect(witnessed.length, "no vendor code is listed twice").toBe(driven.length);
  });

  test("has a refusal for a full table", () => {
    expect(Object.keys(driver.refusals)).toContain(driver.fullTable);
  });
});

test("nothing of the place where it was written is left in the project", () => {
  // Put together, so that this file does not hold them.
  const words = [
    ["/wo", "rk/"],
    ["/tmp/", "brief"],
    [".lib", "rary"],
    ["/ro", "ot/"],
    ["help", "er session"],
  ];
  const pattern = new RegExp(words.map((parts) => parts.join("").replaceAll(".", "\\.")).join("|"));
  const found = trackedFiles.filter((file) => pattern.test(readFileSync(projectPath(file), "utf8")));
  expect(found).toEqual([]);
});

test("no test is skipped, and none runs alone", () => {
  const pattern = /\b(?:test|describe|it)\.(?:skip|only|todo)\b/;
  const tests = trackedFiles.filter((file) => file.endsWith(".test.ts"));
  expect(tests.length).toBeGreaterThan(0);
  expect(tests.filter((file) => pattern.test(readFileSync(projectPath(file), "utf8")))).toEqual([]);
});
