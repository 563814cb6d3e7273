import { execFileSync } from "node:child_process";
import { expect } from "vitest";
import { test } from "../../src/vitest/index.ts";

test("a test has a lab of its own, with seed 1", async ({ lab, task }) => {
  expect(lab.now).toMatch(/^2026-01-01T00:00:0/);
  expect(lab.locks.length).toBeGreaterThan(1);
  expect(task.meta).not.toHaveProperty("lockstep");
});

const seen: string[] = [];

test.forSeeds(
  3,
  "a test for seeds lives through one lab for each",
  async ({ lab, seed }) => {
    await lab.advance("1m");
    seen.push(`${seed} ${lab.digest}`);
  },
  { fleet: [{ vendor: "smartthings" }] },
);

test("and the report says the seed and the digest of the last one", ({ task }) => {
  expect(new Set(seen).size).toBe(3);
  const before = task.suite?.tasks ?? task.file.tasks;
  const tried = before.find(({ name }) => name.startsWith("a test for seeds"));
  expect(tried?.meta).toMatchObject({ lockstep: { seed: 3, digest: seen[2]?.split(" ")[1] } });
});

const strangeName = `a name (of a test) that's "strange": $HOME, \`id\`, 2 * 3?`;

test(strangeName, ({ lab }) => expect(lab.locks.length).toBeGreaterThan(0));

test("and what is typed to see it again finds it, whatever a shell and a pattern make of its name", ({
  task,
}) => {
  const before = task.suite?.tasks ?? task.file.tasks;
  const meta = before.find(({ name }) => name === strangeName)?.meta as
    | { readonly lockstep: { readonly replay: string } }
    | undefined;
  const typed = String(meta?.lockstep.replay).replace("LOCKSTEP_SEED=1 npx vitest run ", "printf '%s\\n' ");
  const [file, option, pattern = "", ...rest] = execFileSync("sh", ["-c", typed]).toString().split("\n");
  expect([file, option, ...rest]).toEqual([task.file.filepath, "-t", ""]);
  expect(strangeName).toMatch(new RegExp(pattern));
  expect("a name of another test").not.toMatch(new RegExp(pattern));
});
