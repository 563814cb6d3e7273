import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drivers } from "../../drivers/index.ts";
import { checkPromise, unknownDeviations } from "../../src/conformance/deviations.ts";
import { driverPromises } from "../../src/conformance/driver-suite.ts";
import { type Walk, walk } from "../../src/conformance/driver-walk.ts";
import { nameOf, transitionsOf } from "../../src/driver/transitions.ts";
import { takenIn, withMarkedTransitions } from "../support/marked-transitions.ts";
import { driverDeviations } from "./deviations.ts";
import { transitionsNotTaken } from "./transitions-not-taken.ts";

for (const [vendor, driver] of Object.entries(drivers)) {
  const deviations = driverDeviations[vendor] ?? {};
  describe(`the ${vendor} driver`, () => {
    let walked: Walk;
    beforeAll(() => {
      walked = walk(withMarkedTransitions(driver));
    });
    // A walk has hundreds of thousands of steps: one at a time is enough to hold.
    afterAll(() => {
      walked = { starts: [], states: [], steps: [] };
    });
    test("deviates from promises that exist", () => {
      expect(unknownDeviations(deviations, driverPromises)).toEqual([]);
    });
    test.each(driverPromises.map((promise) => [promise.name, promise] as const))("%s", (name, promise) =>
      checkPromise(name, deviations, () => promise.check(driver, walked)),
    );

    const all = transitionsOf(driver.slotMachine).map(nameOf);
    const listed = transitionsNotTaken.filter(({ of }) => of(driver));
    const isListed = (name: string) => listed.some(({ transitions }) => transitions.test(name));
    test("takes each of its transitions, but for those that are listed with a reason", () => {
      const taken = takenIn(walked);
      expect(all.filter((name) => !taken.has(name) && !isListed(name))).toEqual([]);
    });
    test("takes none that is listed as not taken", () => {
      expect([...takenIn(walked)].filter(isListed)).toEqual([]);
    });
  });
}

test("each reason for a transition that is not taken is one for some machine", () => {
  const idle = transitionsNotTaken.filter(({ transitions, of }) =>
    Object.values(drivers)
      .filter(of)
      .every(({ slotMachine }) => !transitionsOf(slotMachine).some((each) => transitions.test(nameOf(each)))),
  );
  expect(idle.map(({ reason }) => reason)).toEqual([]);
});
