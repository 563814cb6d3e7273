import { expect, test } from "vitest";
import { isUsable, parseAccountReport } from "../../src/wire/account-report.ts";

test("a report of an account is read as it was written, and what is none is refused without a word of it", () => {
  const report = { errors: ["invalid_credentials" as const], devices: ["door"] };
  expect(parseAccountReport(JSON.stringify(report))).toEqual(report);
  for (const broken of ["", "{", "[]", '{"errors":["sulking"],"devices":[]}', '{"errors":[]}']) {
    expect(parseAccountReport(broken)).toBeUndefined();
  }
});

test("a limit that is reached stops new codes, not the account", () => {
  expect(isUsable([])).toBe(true);
  expect(isUsable(["salto_ks_subscription_limit_exceeded"])).toBe(true);
  expect(isUsable(["salto_ks_subscription_limit_exceeded", "bridge_disconnected"])).toBe(false);
});
