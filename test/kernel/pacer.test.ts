import { afterEach, expect, test } from "vitest";
import { Pacer } from "../../src/kernel/pacer.ts";
import { realGlobals } from "../../src/kernel/real-globals.ts";
import { World } from "../../src/kernel/world.ts";

const startAt = Date.UTC(2026, 0, 1);
const realSleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
/** However long a busy machine takes. What never happens fails by the time-out of its test. */
const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await realSleep(1);
};
const minute = 60_000;

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanups.splice(0)) cleanUp();
});

function paced(pace: number, onFailure: (error: unknown) => void = () => {}) {
  const world = new World({ seed: 1, startAt });
  const pacer = new Pacer(world, { pace, onFailure });
  cleanups.push(() => {
    pacer.stop();
    world.close();
  });
  return { world, pacer };
}

test("events happen when the wall clock reaches them, at the pace that is set", async () => {
  const pace = 3600;
  const begunAt = realGlobals.monotonicMs();
  const { world, pacer } = paced(pace);
  const seen: { readonly at: number; readonly afterRealMs: number }[] = [];
  for (const minutes of [1, 2]) {
    world.node("a").clock.setTimeout(() => {
      seen.push({ at: world.now, afterRealMs: realGlobals.monotonicMs() - begunAt });
    }, minutes * minute);
  }
  await until(() => seen.length === 2);
  expect(seen.map(({ at }) => at)).toEqual([startAt + minute, startAt + 2 * minute]);
  for (const { at, afterRealMs } of seen) {
    expect(afterRealMs, "not before the wall clock").toBeGreaterThanOrEqual((at - startAt) / pace);
  }
  expect(pacer.now).toBeGreaterThanOrEqual(startAt + 2 * minute);
});

test("a visitor arrives at the instant that it is by the wall clock, not at that of the last event", async () => {
  const { world } = paced(3600);
  await realSleep(30);
  const arrivedAt = await world.enter("a", () => Date.now());
  expect(arrivedAt).toBeGreaterThan(startAt + 80_000);
});

test("a paused world stands still, serves visitors, and goes on from there", async () => {
  const { world, pacer } = paced(3600);
  pacer.setPace(0);
  const pausedAt = pacer.now;
  let fired = false;
  world.node("a").clock.setTimeout(() => {
    fired = true;
  }, minute);
  await realSleep(40);
  expect(pacer.now).toBe(pausedAt);
  expect(await world.enter("a", () => Date.now())).toBe(pausedAt);
  expect(fired).toBe(false);
  pacer.setPace(36_000);
  await until(() => fired);
  expect(() => pacer.setPace(-1)).toThrow(RangeError);
  expect(() => pacer.setPace(Number.NaN)).toThrow(RangeError);
});

test("advancing jumps, and the pacer goes on from the new present", async () => {
  const { world, pacer } = paced(1);
  let fired = false;
  world.node("a").clock.setTimeout(
    () => {
      fired = true;
    },
    72 * 60 * minute,
  );
  await world.runUntil(startAt + 72 * 60 * minute);
  expect(fired).toBe(true);
  expect(pacer.now - startAt - 72 * 60 * minute).toBeLessThan(1000);
  expect(pacer.now).toBeGreaterThanOrEqual(world.now);
});

test("waiting moves no time of its own", async () => {
  const { world } = paced(3600);
  let settled = false;
  world.node("a").clock.setTimeout(() => {
    settled = true;
  }, 100_000);
  await world.waitWhile(() => !settled, 10 * minute);
  expect(settled).toBe(true);
  const before = world.now;
  await world.waitWhile(() => true, minute);
  expect(world.now - before).toBeGreaterThanOrEqual(minute);
});

test("a failure is reported once, and the world then stands still", async () => {
  const failures: unknown[] = [];
  const { world } = paced(3600, (error) => failures.push(error));
  world.node("a").clock.setTimeout(() => {
    throw new Error("broken");
  }, 1000);
  await until(() => failures.length > 0);
  await realSleep(30);
  expect(failures).toEqual([new Error("broken")]);
  await expect(world.enter("a", () => {})).rejects.toThrow("broken");
});
