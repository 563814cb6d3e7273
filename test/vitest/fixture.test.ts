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
