import { afterEach, beforeEach, expect, test } from "vitest";
import { createLab, type Lab } from "../../src/index.ts";

let lab: Lab;

beforeEach(async () => {
  lab = await createLab({
    seed: 1,
    fleet: [
      { vendor: "igloohome", count: 1 },
      { vendor: "wyze", count: 1 },
      { vendor: "hubitat", count: 1 },
    ],
  });
});

afterEach(() => lab.close());

/** Keys of the drivers' tables that stand for what a lock never says: it falls silent, or the driver finds it out. */
test.each([
  ["igloohome-1", "unfinished", /there are .*pin_exists/],
  ["wyze-1", "operation_failed", /there are .*3019/],
  ["hubitat-1", "noCodeChanged", /there are 401, 404, 500/],
])(
  "%s cannot be made to refuse with %s, and whoever asks for it is told what there is",
  (name, code, words) => {
    for (const kind of ["lock.nak", "lock.nakWithEffect"]) {
      let error: unknown;
      try {
        lab.inject({ kind, target: `lock:${name}`, params: { code } });
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toMatchObject({ type: "invalid_input", message: expect.stringMatching(words) });
      expect(Object.keys((error as { parameters: object }).parameters)).toEqual(["params.code"]);
    }
  },
);

test("a refusal that only one of several vendors can say can be aimed at all", () => {
  expect(() =>
    lab.inject({ kind: "lock.nak", target: "lock:*", params: { code: "pin_exists" } }),
  ).not.toThrow();
});
