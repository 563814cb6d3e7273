import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { expect, test } from "vitest";
import { projectFile } from "../../scripts/mutants/files.ts";
import { patched } from "../../scripts/mutants/mutant.ts";
import { mutants } from "../../scripts/mutants/mutants.ts";

test("there are at least ten planted bugs, no two of the same name", () => {
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  expect(mutants.length).toBeGreaterThanOrEqual(10);
});

test.each(mutants)("the patch fits the source as it is: $name", ({ patches }) => {
  for (const patch of patches) {
    const source = readFileSync(projectFile(patch.file), "utf8");
    const mutated = patched(source, patch);
    expect(mutated).not.toBe(source);
    // What cannot be read would be "found" by every seed.
    expect(() => stripTypeScriptTypes(mutated)).not.toThrow();
  }
});

test("a patch whose text is gone, or stands there twice, is an error", () => {
  const patch = { file: "src/some.ts", find: "one", replace: "two" };
  expect(patched("the one", patch)).toBe("the two");
  expect(() => patched("nothing", patch)).toThrow("0 times");
  expect(() => patched("one and one", patch)).toThrow("2 times");
});
