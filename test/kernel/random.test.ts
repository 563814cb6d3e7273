import fc from "fast-check";
import { expect, test } from "vitest";
import { RandomStreams, SeededIds, seededRandom } from "../../src/kernel/random.ts";

test("a stream's draws depend on the seed and its name alone, not on what others draw", () => {
  fc.assert(
    fc.property(fc.integer(), fc.string(), fc.string(), fc.nat(50), (seed, name, otherName, otherDraws) => {
      fc.pre(name !== otherName);
      const alone = new RandomStreams(seed).stream(name);
      const streams = new RandomStreams(seed);
      const beside = streams.stream(name);
      for (let draw = 0; draw < otherDraws; draw++) streams.stream(otherName).float();
      expect(Array.from({ length: 5 }, () => beside.float())).toEqual(
        Array.from({ length: 5 }, () => alone.float()),
      );
    }),
  );
});

test("another name or another seed is another stream", () => {
  const draw = (seed: number, name: string) => new RandomStreams(seed).stream(name).float();
  const draws = [draw(1, "a"), draw(1, "b"), draw(2, "a"), draw(12, "a"), draw(1, "a/b")];
  expect(new Set(draws).size).toBe(draws.length);
});

test("a name asked for twice is one stream, also as a child", () => {
  const streams = new RandomStreams(1);
  const first = streams.stream("locks").child("one").float();
  const second = streams.stream("locks/one").float();
  expect(second).not.toBe(first);
  expect(streams.draws()).toEqual({ locks: 0, "locks/one": 4 });
});

test("draws stay in their bounds and reach all of them", () => {
  const random = seededRandom(5);
  const seen = new Set<number>();
  for (let draw = 0; draw < 2000; draw++) {
    const float = random.float();
    expect(float).toBeGreaterThanOrEqual(0);
    expect(float).toBeLessThan(1);
    seen.add(random.int(3, 7));
  }
  expect([...seen].sort()).toEqual([3, 4, 5, 6, 7]);
  expect(random.bytes(33)).toHaveLength(33);
  expect(() => random.pick([])).toThrow(RangeError);
  expect(random.chance(0)).toBe(false);
  expect(random.chance(1)).toBe(true);
});

test("floats are evenly spread", () => {
  const random = seededRandom(11);
  const buckets = new Array<number>(20).fill(0);
  const draws = 20_000;
  for (let draw = 0; draw < draws; draw++) {
    const bucket = Math.floor(random.float() * buckets.length);
    buckets[bucket] = (buckets[bucket] ?? 0) + 1;
  }
  const expected = draws / buckets.length;
  const chiSquare = buckets.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // 19 degrees of freedom: 43.8 is exceeded by one fair stream in a thousand, and this one's seed is fixed.
  expect(chiSquare).toBeLessThan(43.8);
});

test("ids are version 4 UUIDs and differ", () => {
  const ids = new SeededIds(seededRandom(1));
  const drawn = Array.from({ length: 1000 }, () => ids.uuid());
  for (const id of drawn) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
  expect(new Set(drawn).size).toBe(1000);
});
