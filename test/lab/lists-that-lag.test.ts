import { describe, expect, test } from "vitest";
import { ownVendors } from "../../src/lab/vendors.ts";
import { expectWell } from "../support/conditions.ts";
import { inLab, type LabStory } from "../support/lab-story.ts";

const vendors = Object.entries(ownVendors)
  .filter(([, { simulator }]) => simulator.frailties.parts.includes("cloud"))
  .filter(([, { driver }]) => driver.profile.onlineCodes?.value !== false)
  .map(([vendor]) => vendor);

describe.each(vendors)("a list that lags behind by 100 seconds: %s", (vendor) => {
  const { assignsPins, pinLengths } = ownVendors[vendor]?.driver.profile ?? {};
  const wanted = assignsPins?.value ? {} : { code: "864213".slice(0, pinLengths?.value?.[0]) };

  /** A lab with such a list in which a code has just been asked for. */
  const asked = (tell: (story: LabStory, id: string) => Promise<void>) =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      lab.inject({ kind: "cloud.eventual", target: lock.target, params: { lag: "100s" }, for: "1h" });
      const { access_code } = await lab.request("/access_codes/create", {
        device_id: lock.deviceId,
        ...wanted,
      });
      await tell(story, access_code.access_code_id);
    });

  test("makes no code fail, nor stand there twice", () =>
    asked(async (story, id) => {
      await story.until(async () => {
        const { status, errors } = await story.code(id);
        expect({ status: status === "set" ? "setting" : status, errors }).toEqual({
          status: "setting",
          errors: [],
        });
        return status === "set";
      }, "15m");
      const [pin = ""] = story.pins();
      await story.lab.advance("1h");
      expect(story.pins()).toEqual([pin]);
      await expectWell(story, id, pin);
    }));

  // Before the vendor has answered, before any list was read, and after a list that did not show it.
  test.each(["2s", "15s", "60s"])("hides no code that is deleted after %s", (after) =>
    asked(async (story, id) => {
      await story.lab.advance(after);
      await story.delete(id);
      await story.lab.advance("15m");
      expect(await story.status(id)).toBe("gone");
      await story.lab.advance("2h");
      expect(story.pins()).toEqual([]);
      const { lab, lock } = story;
      const unmanaged = await lab.request("/access_codes/unmanaged/list", { device_id: lock.deviceId });
      expect(unmanaged.access_codes).toEqual([]);
    }),
  );
});

/** Those whose list is believed to lag, as the driver has it. */
const believedToLag = vendors.filter(
  (vendor) => ownVendors[vendor]?.driver.profile.timing.listLagMs !== undefined,
);

test("every vendor that is asked for a list of what it has is believed to lag", () =>
  expect(believedToLag).toEqual(["august", "igloohome", "lockly", "salto-ks", "schlage", "ttlock", "wyze"]));

describe.each(believedToLag)("a list that tells of before a code had come: %s", (vendor) => {
  const { assignsPins, pinLengths } = ownVendors[vendor]?.driver.profile ?? {};
  const [wanted, another] = ["864213", "975310"].map((pin) =>
    assignsPins?.value ? {} : { code: pin.slice(0, pinLengths?.value?.[0]) },
  );

  /** A lab whose lists lag after so many commands, in which a code has just been set: its id. */
  const inLagging = (skip: number, tell: (story: LabStory, id: string) => Promise<void>) =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      lab.inject({
        kind: "cloud.eventual",
        target: lock.target,
        params: { lag: "100s" },
        when: { skip },
        for: "1h",
      });
      const asked = { device_id: lock.deviceId, ...wanted };
      const { access_code } = await lab.request("/access_codes/create", asked);
      await story.until(async () => (await story.status(access_code.access_code_id)) === "set", "15m");
      await tell(story, access_code.access_code_id);
    });

  /** The list that shows the code tells the truth, and the next does not. */
  const commandsUntilSet = async () => {
    let count = 0;
    await inLagging(1_000, async (story) => {
      count = (await story.commands()).length;
    });
    return count;
  };

  test("says of nobody to have deleted it", async () =>
    inLagging(await commandsUntilSet(), async (story, id) => {
      const [pin = ""] = story.pins();
      // It is looked for in the list, which is to show both.
      await story.lab.request("/access_codes/create", { device_id: story.lock.deviceId, ...another });
      await story.lab.advance("2h");
      expect(await story.events(id)).toEqual(["created", "set_on_device"]);
      expect(story.pins()).toHaveLength(2);
      await expectWell(story, id, pin);
    }));
});

test("a code whose key only the list tells is off the lock within a minute where the list does not lag", () =>
  inLab("igloohome", async (story) => {
    const id = await story.create("4821");
    await story.until(async () => story.lock.opensWith("4821"), "1m");
    await story.delete(id);
    await story.until(async () => (await story.status(id)) === "gone", "1m");
    expect(story.pins()).toEqual([]);
  }));

describe.each([
  ["august", { code: "4821" }, "pin.delete"],
  ["lockly", { code: "482135" }, "accessCode.delete"],
  ["salto-ks", {}, "users.delete"],
  ["schlage", { code: "4821" }, "deleteaccesscode"],
  ["ttlock", { code: "4821" }, "keyboardPwd/delete"],
  ["wyze", { code: "4821" }, "pwd.operations.delete"],
])("a list that has not told of a code yet: %s", (vendor, wanted, command) => {
  const owners = vendor === "lockly" ? "975310" : "9753";

  test("does not say that it was taken off, when nothing else has said so", () =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      await lock.edit({ action: "add_code", code: owners, name: "Cleaner" });
      await lab.advance("10m");
      lab.inject({ kind: "lock.noReply", target: lock.target, match: { command }, for: "1m" });
      lab.inject({ kind: "cloud.eventual", target: lock.target, params: { lag: "4m" }, for: "3h" });
      const { access_code } = await lab.request("/access_codes/create", {
        device_id: lock.deviceId,
        ...wanted,
      });
      const id: string = access_code.access_code_id;
      await story.until(async () => story.pins().length > 1, "2m");
      await lab.advance("12s");
      await story.delete(id);
      await lab.advance("70s");
      expect(await story.status(id)).toBe("removing");
      await story.until(async () => (await story.status(id)) === "gone", "15m");
      expect(story.pins()).toEqual([owners]);
    }));
});

test.each(
  ["salto-ks", "wyze"].flatMap((vendor) => [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => [vendor, seed] as const)),
)(
  "a code that no list has shown yet is off the lock before it counts as removed: %s, seed %i",
  (vendor, seed) =>
    inLab(
      vendor,
      async (story) => {
        const { lab, lock } = story;
        await lock.edit({ action: "add_code", code: "9753", name: "Cleaner" });
        await lab.advance("10m");
        lab.inject({ kind: "cloud.eventual", target: lock.target, params: { lag: "4m" }, for: "3h" });
        const { access_code } = await lab.request("/access_codes/create", { device_id: lock.deviceId });
        const id: string = access_code.access_code_id;
        await story.until(async () => story.pins().length > 1, "2m");
        await story.delete(id);
        await story.until(async () => (await story.status(id)) === "gone", "15m");
        expect(story.pins()).toEqual(["9753"]);
      },
      { seed },
    ),
);
