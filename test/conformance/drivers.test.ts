import { describe, expect, test } from "vitest";
import { drivers } from "../../drivers/index.ts";
import { checkPromise, unknownDeviations } from "../../src/conformance/deviations.ts";
import { driverPromises } from "../../src/conformance/driver-suite.ts";
import { walk } from "../../src/conformance/driver-walk.ts";
import { driverDeviations } from "./deviations.ts";

for (const [vendor, driver] of Object.entries(drivers)) {
  const deviations = driverDeviations[vendor] ?? {};
  describe(`the ${vendor} driver`, () => {
    const walked = walk(driver);
    test("deviates from promises that exist", () => {
      expect(unknownDeviations(deviations, driverPromises)).toEqual([]);
    });
    test.each(driverPromises.map((promise) => [promise.name, promise] as const))("%s", (name, promise) =>
      checkPromise(name, deviations, () => promise.check(driver, walked)),
    );
  });
}
