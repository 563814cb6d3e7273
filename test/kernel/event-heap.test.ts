import fc from "fast-check";
import { expect, test } from "vitest";
import { EventHeap, type HeapEvent } from "../../src/kernel/event-heap.ts";

type Event = HeapEvent<string>;

const event = (at: number, key: number, sequence: number, owner = "a"): Event => ({
  at,
  key,
  sequence,
  owner,
  callback: () => {},
});

const inOrder = (one: Event, other: Event) =>
  one.at - other.at || one.key - other.key || one.sequence - other.sequence;

test("events come out by instant, then key, then order of scheduling, whatever is cancelled meanwhile", () => {
  const steps = fc.array(
    fc.record({
      at: fc.nat(20),
      key: fc.nat(3),
      cancels: fc.option(fc.nat(300)),
      pops: fc.boolean(),
      owner: fc.constantFrom("a", "b"),
    }),
    { maxLength: 400 },
  );
  fc.assert(
    fc.property(steps, fc.boolean(), (script, dropsOwner) => {
      const heap = new EventHeap<string>();
      const all: Event[] = [];
      let model: Event[] = [];
      for (const [sequence, step] of script.entries()) {
        const added = event(step.at, step.key, sequence, step.owner);
        all.push(added);
        model.push(added);
        heap.push(added);
        const victim = step.cancels === null ? undefined : all[step.cancels];
        if (victim && model.includes(victim)) {
          heap.cancel(victim);
          heap.cancel(victim);
          model = model.filter((candidate) => candidate !== victim);
        }
        if (step.pops) {
          const expected = [...model].sort(inOrder)[0];
          expect(heap.pop()).toBe(expected);
          model = model.filter((candidate) => candidate !== expected);
        }
        expect(heap.size).toBe(model.length);
      }
      if (dropsOwner) {
        heap.cancelAllOf("b");
        model = model.filter(({ owner }) => owner !== "b");
      }
      const rest: Event[] = [];
      for (let next = heap.pop(); next; next = heap.pop()) rest.push(next);
      expect(rest).toEqual(model.sort(inOrder));
    }),
    { numRuns: 60 },
  );
});

test("a heap of timers that are set and cleared does not grow", () => {
  const heap = new EventHeap<string>();
  heap.push(event(10, 0, 0));
  for (let sequence = 1; sequence < 100_000; sequence++) {
    const cleared = event(1_000_000, 0, sequence);
    heap.push(cleared);
    heap.cancel(cleared);
  }
  expect(heap.size).toBe(1);
  expect(heap.heldCount).toBeLessThan(200);
});
