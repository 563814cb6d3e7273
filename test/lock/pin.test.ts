import fc from "fast-check";
import { expect, test } from "vitest";
import { seededRandom } from "../../src/kernel/random.ts";
import type { PinConstraint } from "../../src/lock/constraints.ts";
import { generatePin, maskPin, violatedPinRule } from "../../src/lock/pin.ts";

const constraints: readonly PinConstraint[] = [
  "no_zeros",
  "cannot_start_with_12",
  "no_triple_consecutive_ints",
  "no_ascending_or_descending_sequence",
  "at_least_three_unique_digits",
  "cannot_contain_089",
  "cannot_contain_0789",
  "unique_first_four_digits",
];

test("a generated PIN has the length that was asked for, obeys every rule and is not taken", () => {
  const anyCase = fc.record({
    seed: fc.nat(),
    length: fc.integer({ min: 4, max: 9 }),
    rules: fc.subarray([...constraints]),
  });
  fc.assert(
    fc.property(anyCase, ({ seed, length, rules: chosen }) => {
      const random = seededRandom(seed);
      const rules = { lengths: [length], constraints: chosen };
      const taken = new Set<string>();
      for (let count = 0; count < 20; count++) {
        const pin = generatePin(random, length, rules, taken);
        if (pin === undefined) throw new Error("no PIN was found");
        expect(pin.length).toBe(length);
        expect(violatedPinRule(pin, rules)).toBeUndefined();
        expect(taken.has(pin)).toBe(false);
        taken.add(pin);
      }
    }),
    { seed: 1 },
  );
});

test("no PIN is generated where all are taken", () => {
  const taken = new Set(Array.from({ length: 10_000 }, (_, number) => String(number).padStart(4, "0")));
  expect(generatePin(seededRandom(1), 4, { lengths: [4], constraints: [] }, taken)).toBeUndefined();
});

test.each<[PinConstraint, string, string]>([
  ["no_zeros", "4081", "4181"],
  ["cannot_start_with_12", "1299", "2199"],
  ["no_triple_consecutive_ints", "4777", "4774"],
  ["no_ascending_or_descending_sequence", "3456", "3457"],
  ["no_ascending_or_descending_sequence", "9876", "9875"],
  ["at_least_three_unique_digits", "4747", "4757"],
  ["cannot_contain_089", "4581", "4571"],
  ["cannot_contain_0789", "4571", "4561"],
  ["unique_first_four_digits", "47149", "47194"],
])("%s tells PINs that break it from PINs that do not", (constraint, breaking, keeping) => {
  const rules = { lengths: undefined, constraints: [constraint] };
  expect(violatedPinRule(breaking, rules)).toMatch(/^must /);
  expect(violatedPinRule(keeping, rules)).toBeUndefined();
});

test("what is said about a PIN does not hold the PIN", () => {
  expect(violatedPinRule("48215", { lengths: [4, 6], constraints: [] })).toBe(
    "must have 4 or 6 digits on this device, not 5",
  );
  expect(maskPin("0042")).toBe("****");
});
