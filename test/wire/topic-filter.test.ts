import fc from "fast-check";
import { expect, test } from "vitest";
import { covers } from "../../src/wire/topic-filter.ts";

test.each([
  ["a/b", "a/b", true],
  ["a/b", "a/c", false],
  ["a/b", "a", false],
  ["a/b", "a/b/c", false],
  ["a/+", "a/b", true],
  ["a/+", "a/+", true],
  ["a/b", "a/+", false],
  ["a/+", "a/#", false],
  ["a/+", "a", false],
  ["a/+/c", "a/+/c", true],
  ["a/+/c", "a/+/+", false],
  ["a/#", "a/#", true],
  ["a/#", "a/b/c", true],
  ["a/#", "+/b", false],
  ["a/#", "#", false],
  ["a/#", "$share/a/a/b", false],
] as const)("%s lets somebody have %s: %s", (allowed, asked, expected) => {
  expect(covers(allowed, asked)).toBe(expected);
});

test("whoever is let have a filter gets no topic that is not allowed", () => {
  const level = fc.constantFrom("a", "b", "c");
  const topic = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join("/"));
  const filter = fc
    .tuple(fc.array(fc.oneof(level, fc.constant("+")), { minLength: 1, maxLength: 3 }), fc.boolean())
    .map(([levels, isOpen]) => [...levels, ...(isOpen ? ["#"] : [])].join("/"));
  fc.assert(
    fc.property(filter, filter, topic, (allowed, asked, some) => {
      fc.pre(covers(allowed, asked) && matches(asked, some));
      expect(matches(allowed, some)).toBe(true);
    }),
  );
});

/** MQTT 3.1.1, section 4.7, by a way of its own: as a regular expression. */
function matches(filter: string, topic: string): boolean {
  const pattern = filter
    .split("/")
    .map((level) => (level === "+" ? "[^/]+" : level))
    .join("/")
    .replace(/\/#$/, "(/.*)?");
  return new RegExp(`^${pattern}$`).test(topic);
}
