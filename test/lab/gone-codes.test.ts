import { describe, expect, test } from "vitest";
import { ownVendors } from "../../src/lab/vendors.ts";
import { expectWell, untilSet } from "../support/conditions.ts";
import { pinsFor } from "../support/guest-stay.ts";
import { inLab, type LabStory } from "../support/lab-story.ts";

const online = Object.entries(ownVendors)
  .filter(([, { driver }]) => driver.profile.onlineCodes?.value !== false)
  .map(([vendor]) => vendor);

async function crash({ lab }: LabStory): Promise<void> {
  lab.inject({ kind: "service.crash", target: "service", params: { downFor: "1m" } });
  await lab.advance("2h");
}

describe.each(online)("a code that its owner has deleted, which is allowed: %s", (vendor) => {
  const pins = pinsFor(vendor);

  /** Set, and deleted by other hands. */
  const deleted = (tell: (story: LabStory, id: string) => Promise<void>) =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      const { access_code } = await lab.request("/access_codes/create", {
        device_id: lock.deviceId,
        name: "Ada",
        is_external_modification_allowed: true,
        ...(pins && { code: pins.first }),
      });
      const id: string = access_code.access_code_id;
      await untilSet(story, id);
      const [code = ""] = story.pins();
      await lock.edit({ action: "remove_code", code });
      await lab.advance("4h");
      expect(story.pins()).toEqual([]);
      await tell(story, id);
    });

  test("stays away when the service is started again, and nothing else is told of it", () =>
    deleted(async (story, id) => {
      const code = await story.code(id);
      expect(code).toMatchObject({ status: "unset", errors: [] });
      const events = await story.events(id);
      await crash(story);
      expect(story.pins()).toEqual([]);
      expect(await story.code(id)).toEqual(code);
      await crash(story);
      expect(story.pins()).toEqual([]);
      expect(await story.code(id)).toEqual(code);
      expect(await story.events(id)).toEqual(events);
      await story.delete(id);
      await story.lab.advance("2h");
      expect(await story.status(id)).toBe("gone");
    }));

  test("is put back once it is forbidden, whatever crashes", () =>
    deleted(async (story, id) => {
      await crash(story);
      await story.update(id, { is_external_modification_allowed: false });
      await crash(story);
      const [pin = ""] = story.pins();
      await expectWell(story, id, pin);
    }));

  test.skipIf(!pins)("comes to the lock with another PIN, whatever crashes", () =>
    deleted(async (story, id) => {
      await crash(story);
      await story.update(id, { code: pins?.second });
      await crash(story);
      expect(story.pins()).toEqual([pins?.second]);
      await expectWell(story, id, pins?.second ?? "");
    }),
  );

  test.skipIf(!pins)(
    "has an attempt to give it another PIN end when that is on the lock, and no earlier",
    () =>
      deleted(async (story, id) => {
        const change = { access_code_id: id, code: pins?.second };
        const { action_attempt } = await story.lab.request("/access_codes/update", change);
        const { action_attempt_id } = action_attempt;
        await story.until(async () => {
          const polled = await story.lab.request("/action_attempts/get", { action_attempt_id });
          return polled.action_attempt.status !== "pending";
        }, "15m");
        await expectWell(story, id, pins?.second ?? "");
      }),
  );
});

test("a code that its owner has deleted has no code to spare for those that keypads verify by themselves", () =>
  inLab("igloohome", async (story) => {
    const { lab, lock } = story;
    const id = await story.createSet("4821", { is_external_modification_allowed: true });
    await lock.edit({ action: "remove_code", code: "4821" });
    await lab.advance("4h");
    expect(await story.status(id)).toBe("unset");
    const since = lab.now;
    const refusal = { kind: "lock.nak", target: lock.target, params: { code: "no_variance_available" } };
    lab.inject({ ...refusal, match: { command: "algopin.post" }, for: "1h" });
    const { access_code } = await lab.request("/access_codes/create", {
      device_id: lock.deviceId,
      is_offline_access_code: true,
    });
    await lab.advance("1h");
    const asked = (await story.commands(since)).filter(({ type }) => type === "algopin.post");
    expect(asked).toHaveLength(1);
    const errors = await story.errors(access_code.access_code_id);
    expect(errors).toEqual(["igloohome_offline_access_code_no_variance_available"]);
  }));

/** Small locks with numbered slots: one that says how small it is, one that does not, and one whose hub takes it for larger. */
const small = [
  ["smartthings", { capacity: 2 }],
  ["smartthings", { capacity: 2, reportsCapacity: false }],
  ["hubitat", { capacity: 2 }],
  ["hubitat", { capacity: 2, reportedMaxCodes: 20 }],
] as const;

describe.each(small)(
  "the slot of a code that its owner has deleted, which is allowed: %s, %j",
  (vendor, lock) => {
    const allowed = { is_external_modification_allowed: true };

    /** Two codes, the first of them deleted by other hands. */
    const deleted = (tell: (story: LabStory, id: string, other: string) => Promise<void>) =>
      inLab(
        vendor,
        async (story) => {
          const id = await story.createSet("4821", allowed);
          const other = await story.createSet("1111");
          await story.lock.edit({ action: "remove_code", code: "4821" });
          await story.lab.advance("1h");
          expect(await story.status(id)).toBe("unset");
          await tell(story, id, other);
        },
        { lock },
      );

    test("is another code's when no other slot takes that", () =>
      deleted(async (story, id) => {
        const third = await story.create("2222");
        await story.lab.advance("2h");
        await expectWell(story, third, "2222");
        expect(story.pins().toSorted()).toEqual(["1111", "2222"]);
        await crash(story);
        expect(await story.code(id)).toMatchObject({ status: "unset", errors: [] });
        expect(story.pins().toSorted()).toEqual(["1111", "2222"]);
        await story.delete(id);
        await story.lab.advance("10m");
        expect(await story.status(id)).toBe("gone");
        expect(story.pins().toSorted()).toEqual(["1111", "2222"]);
      }));

    test("is taken by a code that has waited for one", () =>
      inLab(
        vendor,
        async (story) => {
          const id = await story.createSet("4821", allowed);
          await story.createSet("1111");
          const third = await story.create("2222");
          await story.lab.advance("1h");
          expect(await story.status(third)).not.toBe("set");
          await story.lock.edit({ action: "remove_code", code: "4821" });
          await story.lab.advance("1h");
          await expectWell(story, third, "2222");
          expect(await story.status(id)).toBe("unset");
        },
        { lock },
      ));

    test.each([
      { change: { code: "9753" }, pin: "9753" },
      { change: { is_external_modification_allowed: false }, pin: "4821" },
    ])("is its own no more, and it gets another when it is wanted again: %j", ({ change, pin }) =>
      deleted(async (story, id, other) => {
        const third = await story.create("2222");
        await story.lab.advance("2h");
        await story.update(id, change);
        await story.lab.advance("2h");
        expect(await story.status(id)).not.toBe("set");
        await story.delete(other);
        await story.lab.advance("2h");
        await expectWell(story, id, pin);
        await expectWell(story, third, "2222");
      }),
    );

    test.each([{ code: "9753" }, { is_external_modification_allowed: false }])(
      "is its owner's once that has put another code there, and stays so: %j",
      (change) =>
        deleted(async (story, id, other) => {
          await story.lock.edit({ action: "add_code", code: "7305", name: "Cleaner" });
          await story.lab.advance("1h");
          await story.update(id, change);
          await story.lab.advance("2h");
          expect(story.pins().toSorted()).toEqual(["1111", "7305"]);
          await story.delete(other);
          await story.lab.advance("2h");
          expect(await story.status(id)).toBe("set");
          expect(story.pins()).toContain("7305");
        }),
    );

    test("is its own again when the owner puts it back before", () =>
      deleted(async (story, id) => {
        const { name } = await story.code(id);
        await story.lock.edit({ action: "add_code", code: "4821", name });
        await story.lab.advance("1h");
        await expectWell(story, id, "4821");
      }));
  },
);

test("a PIN that comes back to an igloohome code is not deleted for an entry that once had it", () =>
  inLab("igloohome", async (story) => {
    const { lab, lock } = story;
    const id = await story.createSet("4821", { is_external_modification_allowed: true });
    await lock.edit({ action: "change_code", code: "4821", newCode: "303519" });
    await lab.advance("1h");
    for (const code of ["7305", "4821"]) {
      await story.update(id, { code });
      await lab.advance("5m");
      await expectWell(story, id, code);
    }
    await lab.advance("1h");
    await expectWell(story, id, "4821");
  }));
