import crypto, { randomInt, randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { currentNode, runOutside } from "../../src/kernel/inside.ts";
import { World } from "../../src/kernel/world.ts";

const startAt = Date.UTC(2030, 0, 1);

/** What the globals say where this is called. */
const lookAround = () => ({
  date: new Date().toISOString(),
  now: Date.now(),
  words: Date(),
  performance: performance.now(),
  chance: Math.random(),
  uuid: randomUUID(),
  webUuid: globalThis.crypto.randomUUID(),
  bytes: crypto.randomBytes(8).toString("hex"),
  values: crypto.getRandomValues(new Uint16Array(4)).join(),
  int: randomInt(1000),
});

test("inside a world every global follows the seed and the virtual clock", async () => {
  const look = async (seed: number) => {
    const world = new World({ seed, startAt });
    await world.runFor(1500);
    return world.enter("a", lookAround);
  };
  const first = await look(1);
  expect(await look(1)).toEqual(first);
  expect(first).toMatchObject({ date: "2030-01-01T00:00:01.500Z", now: startAt + 1500, performance: 1500 });
  expect(first.uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(await look(2)).not.toMatchObject({ uuid: first.uuid });
});

test("outside, time and chance are real, also while a world runs and after code of a world was called", async () => {
  const world = new World({ seed: 1, startAt });
  const node = world.node("a");
  const beat = () => void node.clock.setTimeout(beat, 1000);
  beat();
  const wallBefore = process.hrtime.bigint();
  const run = world.runFor(86_400_000 * 2);
  await new Promise<void>((resolve) => setTimeout(resolve, 30));
  expect(Number(process.hrtime.bigint() - wallBefore) / 1e6).toBeGreaterThanOrEqual(29);
  expect(new Date().getFullYear()).toBeLessThan(2030);
  await world.enter("a", () => {});
  node.run(() => {});
  expect(currentNode()).toBeUndefined();
  expect(Date.now()).toBeLessThan(startAt);
  expect(randomUUID()).not.toBe(randomUUID());
  await run;
  expect(Date.now()).toBeLessThan(startAt);
});

test("what follows from a node's code stays its own, across promises, ticks, immediates and timers", async () => {
  const world = new World({ seed: 1, startAt });
  const seen: (string | undefined)[] = [];
  const look = () => seen.push(currentNode()?.name);
  const steps = (name: string) => async () => {
    await null;
    look();
    await promisify(setTimeout)(10);
    look();
    await new Promise<void>((resolve) => setImmediate(resolve));
    look();
    await world.leave(async () => {
      look();
      await new Promise<void>((resolve) => setTimeout(resolve, 1));
      look();
    });
    look();
    return name;
  };
  const visits = Promise.all([world.enter("one", steps("one")), world.enter("two", steps("two"))]);
  await world.runFor(1000);
  await visits;
  expect(seen.filter((name) => name === "one")).toHaveLength(4);
  expect(seen.filter((name) => name === "two")).toHaveLength(4);
  expect(seen.filter((name) => name === undefined)).toHaveLength(4);
});

test("code that steps out of a world has the real globals", async () => {
  const world = new World({ seed: 1, startAt });
  const [inside, outside] = await world.enter("a", () => [Date.now(), runOutside(() => Date.now())]);
  expect(inside).toBe(startAt);
  expect(outside).toBeLessThan(startAt);
});

test("dates are dates, whoever made them", async () => {
  const world = new World({ seed: 1, startAt });
  const inside = await world.enter("a", () => new Date());
  expect(inside).toBeInstanceOf(Date);
  expect(structuredClone(inside)).toBeInstanceOf(Date);
  expect(new Date(2020, 1, 3).getDate()).toBe(3);
  expect(Date.UTC(2020, 0)).toBe(1_577_836_800_000);
  class Anniversary extends Date {}
  expect(new Anniversary(0)).toBeInstanceOf(Anniversary);
  expect(new Date().constructor).toBe(Date);
});
