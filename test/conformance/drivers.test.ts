import { describe, test } from "vitest";
import { drivers } from "../../drivers/index.ts";
import { driverPromises } from "../../src/conformance/driver-suite.ts";
import { walk } from "../../src/conformance/driver-walk.ts";

for (const [vendor, driver] of Object.entries(drivers)) {
  describe(`the ${vendor} driver`, () => {
    const walked = walk(driver);
    for (const promise of driverPromises) {
      test(promise.name, () => promise.check(driver, walked));
    }
  });
}
