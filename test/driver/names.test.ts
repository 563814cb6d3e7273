import fc from "fast-check";
import { expect, test } from "vitest";
import { adaptedName } from "../../src/driver/names.ts";
import "../support/property-runs.ts";

const rules = fc
  .record({
    minLength: fc.integer({ min: 0, max: 4 }),
    spare: fc.integer({ min: 4, max: 20 }),
    unique: fc.boolean(),
  })
  .map(({ minLength, spare, unique }) => ({ minLength, maxLength: minLength + spare, unique }));

test("a name that keeps the rules stays as it is", () => {
  expect(adaptedName("Ada Lovelace", { minLength: 2, maxLength: 14, unique: true })).toBe("Ada Lovelace");
  expect(adaptedName("  Ada ", {})).toBe("Ada");
});

test("a name that is too long is cut, one that is too short filled, one that is taken numbered", () => {
  expect(adaptedName("The Countess of Lovelace", { maxLength: 14 })).toBe("The Countess o");
  expect(adaptedName("A", { minLength: 2 })).toBe("Code A");
  expect(adaptedName("", { minLength: 2 })).toBe("Code");
  const taken = new Set(["The Countess o", "The Countess 2"]);
  expect(adaptedName("The Countess of Lovelace", { maxLength: 14, unique: true }, taken)).toBe(
    "The Countess 3",
  );
});

test("whatever the name, what comes out keeps the rules, and is whole text", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", maxLength: 30 }),
      rules,
      fc.nat({ max: 12 }),
      (name, given, others) => {
        const taken = new Set<string>();
        for (let other = 0; other <= others; other++) {
          const adapted = adaptedName(name, given, taken);
          expect(adapted.length).toBeGreaterThanOrEqual(Math.min(given.minLength, 4));
          expect(adapted.length).toBeLessThanOrEqual(given.maxLength);
          expect(adapted.isWellFormed()).toBe(true);
          if (given.unique) expect(taken.has(adapted)).toBe(false);
          taken.add(adapted);
        }
      },
    ),
  );
});
