import { expect, test } from "vitest";
import { ownVendors } from "../../src/lab/vendors.ts";
import { inLab } from "../support/lab-story.ts";

const inSteps = Object.entries(ownVendors)
  .filter(([, { driver }]) => driver.profile.scheduleStepMs !== undefined)
  .map(([vendor]) => vendor);

test.each(inSteps)("%s's locks, which know no parts of a second, take none from the guest", (vendor) =>
  inLab(vendor, async ({ lab, lock }) => {
    const [starts_at, ends_at] = ["2026-01-01T02:00:00.700Z", "2026-01-01T03:00:00.200Z"];
    const { access_code } = await lab.request("/access_codes/create", {
      device_id: lock.deviceId,
      code: "4821",
      starts_at,
      ends_at,
    });
    const opensAt = async (to: string): Promise<boolean> => {
      await lab.advance({ to });
      return (await lock.press("4821")).opened;
    };
    expect(await opensAt("2026-01-01T01:59:59.900Z"), "in the second before").toBe(false);
    // The hand that presses makes the oracles look, too.
    expect(await opensAt("2026-01-01T02:00:00.100Z"), "in the second of the start").toBe(true);
    expect(await opensAt("2026-01-01T03:00:00.100Z"), "just before the end").toBe(true);
    expect(access_code).toMatchObject({ starts_at, ends_at });
  }),
);
