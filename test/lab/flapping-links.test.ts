import { describe, expect, test } from "vitest";
import { ownVendors } from "../../src/lab/vendors.ts";
import { inLab } from "../support/lab-story.ts";

const vendors = Object.entries(ownVendors)
  .filter(([, { driver }]) => driver.profile.onlineCodes?.value !== false)
  .map(
    ([
      vendor,
      {
        driver: { profile },
      },
    ]) => ({ vendor, profile }),
  );

describe.each(vendors)("a link that comes and goes: $vendor", ({ vendor, profile }) => {
  const length = Math.max(4, Math.min(...(profile.pinLengths.value ?? [6])));
  const pin = "864213".slice(0, length);
  const code = profile.assignsPins?.value ? {} : { code: pin };
  const flap = (target: string) => ({
    ...{ kind: "net.flap", target, for: "2h" },
    params: { upFor: "20s", downFor: "10s" },
  });

  test.each(["service>broker", "hub:*>broker"])("%s does not have the lock's table read each time", (link) =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      await lab.request("/access_codes/create", { device_id: lock.deviceId, ...code });
      await lab.advance("15m");
      const [before] = story.pins();
      expect(before).toBeDefined();

      const since = lab.now;
      lab.inject(flap(`link:${link}`));
      await lab.advance("2h");
      // It has come back 240 times.
      expect((await story.commands(since)).length).toBeLessThan(60);

      // What has happened meanwhile is noticed all the same.
      await lab.advance("6m");
      await lock.edit({ action: "remove_code", code: before ?? "" });
      await lab.advance("30m");
      expect(story.pins()).toHaveLength(1);
    }),
  );

  test("a code that is asked for meanwhile waits for no read", () =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      lab.inject(flap("link:service>broker"));
      await lab.advance("10m");
      await lab.request("/access_codes/create", { device_id: lock.deviceId, ...code });
      for (let minute = 0; minute < 4 && story.pins().length === 0; minute++) await lab.advance("1m");
      expect(story.pins()).toHaveLength(1);
    }));
});
