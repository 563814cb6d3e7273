import { describe, expect, test } from "vitest";
import { simulators } from "../../simulators/index.ts";
import { checkPromise, unknownDeviations } from "../../src/conformance/deviations.ts";
import { trialOf } from "../../src/conformance/promises/promise.ts";
import { simulatorPromises } from "../../src/conformance/simulator-suite.ts";
import { simulatorDeviations } from "./deviations.ts";
import { simulatorSubjects } from "./simulator-subjects.ts";

test("every simulator has hands, and deviates from promises that exist", () => {
  expect(Object.keys(simulatorSubjects).sort()).toEqual(Object.keys(simulators).sort());
  for (const [vendor, deviations] of Object.entries(simulatorDeviations)) {
    expect(unknownDeviations(deviations, simulatorPromises), vendor).toEqual([]);
  }
});

for (const [vendor, simulator] of Object.entries(simulators)) {
  const subject = simulatorSubjects[vendor];
  if (!subject) continue;
  const deviations = simulatorDeviations[vendor] ?? {};
  describe(`the simulated ${vendor} lock`, () => {
    const trial = trialOf(simulator, subject);
    test.each(simulatorPromises.map((promise) => [promise.name, promise] as const))("%s", (name, promise) =>
      checkPromise(name, deviations, () => promise.check(trial)),
    );
  });
}
