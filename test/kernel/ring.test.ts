import fc from "fast-check";
import { expect, test } from "vitest";
import { Ring } from "../../src/kernel/ring.ts";

test("a ring is a list that loses its oldest when it is full", () => {
  const size = fc.integer({ min: 1, max: 5 });
  // A number is pushed, "shift" takes out the oldest.
  const steps = fc.array(fc.oneof({ weight: 3, arbitrary: fc.nat() }, fc.constant("shift" as const)));
  fc.assert(
    fc.property(size, steps, (kept, all) => {
      const ring = new Ring<number>(kept);
      const list: number[] = [];
      for (const step of all) {
        if (step === "shift") expect(ring.shift()).toBe(list.shift());
        else {
          list.push(step);
          expect(ring.push(step)).toBe(list.length > kept ? list.shift() : undefined);
        }
        expect([...ring]).toEqual(list);
      }
    }),
  );
});
