import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { describeKinds, type ParamDescription } from "../../src/faults/description.ts";
import { createLab, faultSchema } from "../../src/index.ts";
import { faultKindsOf, ownVendors } from "../../src/lab/vendors.ts";

const kinds = describeKinds(faultKindsOf(ownVendors));
const validate = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false }).compile(
  faultSchema(),
);
const lab = await createLab();

/** Whether the lab takes the fault. It is healed at once. */
function isTaken(fault: unknown): boolean {
  try {
    lab.inject(fault as never);
    lab.heal();
    return true;
  } catch {
    return false;
  }
}

/** What is wrong depends on the lab, which a schema does not know. */
const labWords = /matches no|cannot suffer|no refusal|in the past/;

test.each(kinds.map(({ example }) => [example.kind, example] as const))(
  "the example of %s is a fault, by the schema and by the lab",
  (_, example) => {
    expect(validate(example), JSON.stringify(validate.errors)).toBe(true);
    expect(() => lab.inject(example as never)).not.toThrow();
    lab.heal();
  },
);

const durations = fc.constantFrom("90s", "PT2H", "0s", "1000d", "soon", "1.5h", "", "P");
const count = fc.constantFrom(-1, 0, 1, 2, 0.5);

const param = ({ form, allowed }: ParamDescription): fc.Arbitrary<unknown> => {
  const choices = allowed.startsWith("one of ") ? allowed.slice("one of ".length).split(", ") : [];
  const right = {
    duration: durations,
    number: fc.constantFrom(-1, 0, 0.5, 1, 5, 1e12),
    text: fc.constantFrom("word", ""),
    refusal: fc.constantFrom("423", "word", ""),
    zone: fc.constantFrom("Europe/Paris"),
    choice: fc.constantFrom(...choices, "none of them"),
    boolean: fc.boolean(),
  }[form];
  return fc.oneof({ weight: 6, arbitrary: right }, { weight: 1, arbitrary: fc.constantFrom(1, "1", true) });
};

const matchValues = fc.constantFrom<unknown>("1", 3, "2-5", ["1", 2]);

const when = fc.record(
  {
    at: fc.constantFrom("5m", "2030-01-01T00:00:00Z"),
    every: durations,
    phase: durations,
    lasting: durations,
    window: fc.record({ from: fc.constant("1m"), for: durations }),
    after: fc.record(
      {
        event: fc.constantFrom("command", "request", "access_code.created", "sunrise"),
        delay: durations,
        nth: count,
        p: count,
      },
      { requiredKeys: ["event"] },
    ),
    nth: count,
    skip: count,
    count,
    p: count,
  },
  { requiredKeys: [] },
);

/** Mostly one thing at a time: of all at once next to nothing is a fault. */
const few = <T extends object>(whole: fc.Arbitrary<T>, max: number): fc.Arbitrary<Partial<T>> =>
  fc.tuple(whole, fc.array(fc.nat(20), { maxLength: max })).map(([object, places]) => {
    const keys = Object.keys(object);
    const kept = new Set(places.map((place) => keys[place % Math.max(1, keys.length)]));
    return Object.fromEntries(Object.entries(object).filter(([key]) => kept.has(key))) as Partial<T>;
  });

const faults = fc.constantFrom(...kinds).chain((kind) =>
  fc
    .record({
      params: few(fc.record(Object.fromEntries(kind.params.map((each) => [each.name, param(each)]))), 2),
      match: few(
        fc.record({ slot: matchValues, command: matchValues, topic: matchValues, point: matchValues }),
        1,
      ),
      when: few(when, 2),
      times: few(fc.record({ for: durations, until: fc.constant("2030-01-01T00:00:00Z") }), 1),
      extra: fc.oneof(
        { weight: 20, arbitrary: fc.constant({}) },
        { weight: 1, arbitrary: fc.constant({ colour: "red" }) },
      ),
      target: fc.oneof(
        { weight: 8, arbitrary: fc.constant(kind.example.target) },
        { weight: 1, arbitrary: fc.constantFrom("service", "broker", "lock:*", "sea") },
      ),
    })
    .map(({ params, match, when: whenever, times, extra, target }) => ({
      kind: kind.kind,
      target,
      ...times,
      ...extra,
      ...(Object.keys(match).length > 0 && { match }),
      ...((Object.keys(whenever).length > 0 || kind.needs_when) && { when: whenever }),
      params: { ...(kind.example.params ?? {}), ...params },
    })),
);

test("what the lab takes, the schema allows; and what the schema forbids, the lab refuses", () => {
  let taken = 0;
  fc.assert(
    fc.property(faults, (fault) => {
      const isAllowed = validate(fault);
      if (isTaken(fault)) {
        taken++;
        expect(isAllowed, JSON.stringify([fault, validate.errors])).toBe(true);
      }
    }),
    { numRuns: 2_500 },
  );
  expect(taken).toBeGreaterThan(200);
});

test("what the schema allows and the lab refuses depends on the lab, or on bounds that a schema cannot tell", () => {
  const bounds =
    /duration|beside|must be|longer|shorter|after the start|one instant|required|is said by|zone/;
  fc.assert(
    fc.property(faults, (fault) => {
      if (!validate(fault)) return;
      try {
        lab.inject(fault as never);
        lab.heal();
      } catch (error) {
        expect(String(error)).toMatch(new RegExp(`${labWords.source}|${bounds.source}`));
      }
    }),
    { numRuns: 1_000 },
  );
});
