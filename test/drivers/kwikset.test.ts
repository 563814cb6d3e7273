import { describe, expect, test } from "vitest";
import { kwikset } from "../../drivers/kwikset/index.ts";
import { expectWell, inHours, strike, untilError, untilSet, untilWarning } from "../support/conditions.ts";
import { inLab } from "../support/lab-story.ts";

test("two names that are cut alike are told apart", () => {
  const taken = new Set([kwikset.appearance("Family of Ada Lovelace").name]);
  expect(kwikset.appearance("Family of Ada Byron").name).toBe("Family of Ada");
  expect(kwikset.appearance("Family of Ada Byron", taken).name).toBe("Family of Ad 2");
  expect(kwikset.appearance("A").name).toBe("Code A");
});

test("what the cloud remembers tells of the instant at which the lock last spoke", () => {
  const [read] = kwikset.decode({
    type: "deviceInfo",
    doorstatus: "Locked",
    batterypercentage: 50,
    accesscodecrc: [],
    lastupdatestatus: "2026-01-05T12:00:00.000Z",
  });
  expect(read).toMatchObject({ complete: true, asOf: Date.UTC(2026, 0, 5, 12), readings: [] });
});

describe("a code", () => {
  test("whose time has begun opens when it is said to be set, and not before", () =>
    inLab("kwikset", async (story) => {
      const id = await story.create("0427", { starts_at: story.lab.now, ends_at: inHours(story, 24) });
      for (let seconds = 0; seconds < 300; seconds += 10) {
        await story.lab.advance("10s");
        const isSet = (await story.status(id)) === "set";
        expect([isSet, story.lock.opensWith("0427")]).toEqual([isSet, isSet]);
      }
      await expectWell(story, id, "0427");
    }));

  test("that is not confirmed warns, then errs, and is cleared by a proof that comes late", () =>
    inLab("kwikset", async (story) => {
      strike(story, "report.lost");
      const id = await story.create("0427");
      await untilWarning(story, id, "kwikset_unable_to_confirm_code");
      expect(await story.errors(id)).toEqual([]);
      expect(story.lock.opensWith("0427")).toBe(true);
      await untilError(story, id, "kwikset_unable_to_confirm_code", "30m");
      story.lab.heal();
      await untilSet(story, id, "15m");
      await expectWell(story, id, "0427");
      strike(story, "report.lost");
      await story.delete(id);
      await untilError(story, id, "kwikset_unable_to_confirm_deletion", "30m");
      expect(await story.status(id)).toBe("removing");
      story.lab.heal();
      await story.until(async () => (await story.status(id)) === "gone", "15m");
      expect(story.pins()).toEqual([]);
    }));

  test("that comes after it was given up for lost, and was deleted, goes again", () =>
    inLab("kwikset", async (story) => {
      await story.lab.advance("1m");
      strike(story, "lock.lateEffect", {
        match: { command: "createAccessCode" },
        params: { delay: "90m" },
      });
      const id = await story.create("0427");
      await story.lab.advance("45m");
      expect(await story.errors(id)).toEqual(["kwikset_unable_to_confirm_code"]);
      story.lab.heal();
      await story.delete(id);
      await story.until(async () => (await story.status(id)) === "gone", "15m");
      await story.until(async () => story.pins().length > 0, "60m");
      await story.lab.advance("15m");
      expect(story.pins()).toEqual([]);
    }));

  test("that is changed before the lock has told its slot stands in one slot, as it was last wanted", () =>
    inLab(
      "kwikset",
      async (story) => {
        const id = await story.create("0427");
        await story.lab.advance("2s");
        await story.update(id, { code: "5816" });
        await story.update(id, { code: "2930", name: "Grace Hopper" });
        await untilSet(story, id, "2m");
        await expectWell(story, id, "2930");
        expect(story.pins()).toEqual(["2930"]);
        await story.lab.advance("30m");
        expect(story.lock.inspect().slots).toMatchObject([{ pin: "2930", name: "Grace Hopper" }]);
      },
      // The second of two would find no room.
      { lock: { capacity: 1 } },
    ));

  test("that is changed before the lock has told its slot, and then deleted, is gone when it is said to be", () =>
    inLab("kwikset", async (story) => {
      strike(story, "radio.drop", { params: { direction: "fromLock" }, for: "1m" });
      const id = await story.create("0427");
      await story.lab.advance("40s");
      await story.update(id, { code: "5816" });
      await story.update(id, { code: "2930" });
      await story.delete(id);
      await story.until(async () => (await story.status(id)) === "gone", "30m");
      expect(story.pins()).toEqual([]);
      await story.lab.advance("1h");
      expect(story.pins()).toEqual([]);
    }));

  test("that is changed before the lock has told its slot, to a PIN that its owner has made meanwhile, leaves the owner's alone", () =>
    inLab("kwikset", async (story) => {
      const { lab, lock } = story;
      strike(story, "lock.lateEffect", {
        match: { command: "createAccessCode" },
        params: { delay: "20s" },
      });
      const id = await story.create("0427");
      await lab.advance("2s");
      await story.update(id, { code: "5816" });
      await lock.edit({ action: "add_code", code: "5816", name: "Owner" });
      await lab.advance("10m");
      expect(lock.inspect().slots).toMatchObject([{ pin: "5816", name: "Owner" }, { pin: "0427" }]);
      expect(await story.status(id)).toBe("unknown");
      await story.update(id, { code: "2930" });
      await untilSet(story, id, "30m");
      expect(story.pins()).toEqual(["5816", "2930"]);
    }));

  test("that the lock would not have is created anew when it is changed", () =>
    inLab("kwikset", async (story) => {
      await story.lock.edit({ action: "add_code", code: "0427", name: "The owner" });
      await story.lab.advance("1m");
      const id = await story.create("0427", { name: "A guest" });
      await untilError(story, id, "kwikset_unable_to_confirm_code", "30m");
      await story.update(id, { code: "5816" });
      await untilSet(story, id, "15m");
      await expectWell(story, id, "5816");
      expect(story.pins()).toEqual(["0427", "5816"]);
    }));

  // The lock keeps no two codes with one name, and the owner's has ours: no token tells whose it was.
  test.each([
    { remedy: "the owner deletes it", renames: false, pins: ["0427"] },
    { remedy: "it gets another name", renames: true, pins: ["5816", "0427"] },
  ])(
    "whose PIN the owner has changed before anybody heard of it cannot be confirmed, and is set when $remedy",
    ({ renames, pins }) =>
      inLab("kwikset", async (story) => {
        strike(story, "report.lost", { for: "1h" });
        const id = await story.create("0427", { is_external_modification_allowed: true });
        await story.until(async () => story.lock.opensWith("0427"), "2m");
        await story.lock.edit({ action: "change_code", code: "0427", newCode: "5816" });
        await story.lab.advance("6h");
        expect(await story.errors(id)).toEqual(["kwikset_unable_to_confirm_code"]);
        expect(story.pins()).toEqual(["5816"]);
        if (renames) await story.update(id, { name: "Ada" });
        else await story.lock.edit({ action: "remove_code", code: "5816" });
        await untilSet(story, id, "15m");
        await expectWell(story, id, "0427");
        expect(story.pins()).toEqual(pins);
      }),
  );

  test("that is taken at last, and not confirmed, does not say any more why it was refused before", () =>
    inLab(
      "kwikset",
      async (story) => {
        await story.lock.edit({ action: "add_code", code: "0427", name: "The owner" });
        await story.lock.edit({ action: "add_code", code: "5816", name: "A neighbour" });
        await story.lab.advance("1m");
        const id = await story.create("0427");
        await untilError(story, id, "no_space_for_access_code_on_device", "2m");
        await story.lock.edit({ action: "remove_code", code: "5816" });
        await untilError(story, id, "kwikset_unable_to_confirm_code", "30m");
        expect(await story.errors(id)).toEqual(["kwikset_unable_to_confirm_code"]);
        await story.lab.advance("2h");
        expect(await story.errors(id)).toEqual(["kwikset_unable_to_confirm_code"]);
      },
      { lock: { capacity: 2 } },
    ));

  test("that is taken after its cloud had failed, and not confirmed, does not blame the cloud any more", () =>
    inLab("kwikset", async (story) => {
      const { lab, lock } = story;
      await lock.edit({ action: "add_code", code: "0427", name: "The owner" });
      await lab.advance("1m");
      strike(story, "cloud.serverError", { match: { command: "createAccessCode" }, for: "2h" });
      const id = await story.create("0427");
      await untilError(story, id, "failed_to_set_on_device", "30m");
      await lab.advance("12h");
      expect(await story.errors(id)).toEqual(["kwikset_unable_to_confirm_code"]);
    }));

  test("is not taken for removed by what the lock told while it was on its way there", () =>
    inLab("kwikset", async (story) => {
      const other = await story.createSet("5816");
      strike(story, "radio.late", { params: { direction: "toLock", delay: "15s" }, when: { nth: 1 } });
      const id = await story.create("0427");
      await story.delete(other);
      await story.delete(id);
      await story.until(async () => (await story.status(other)) === "gone", "1m");
      strike(story, "report.lost", { for: "3m" });
      await story.until(async () => (await story.status(id)) === "gone", "30m");
      expect(story.pins()).toEqual([]);
    }));

  test.each([
    { allowed: true, status: "unset", pins: ["5816"] },
    { allowed: false, status: "set", pins: ["5816", "0427"] },
  ])(
    "whose slot the lock gave away, since the owner had removed it unheard, does not take the other for its own (%o)",
    ({ allowed, status, pins }) =>
      inLab("kwikset", async (story) => {
        const old = await story.createSet("0427", { is_external_modification_allowed: allowed });
        strike(story, "radio.drop", { params: { direction: "fromLock" }, for: "30s" });
        await story.lock.edit({ action: "remove_code", code: "0427" });
        await story.lab.advance("40s");
        const id = await story.create("5816");
        await untilSet(story, id, "1m");
        await expectWell(story, id, "5816");
        await story.lab.advance("15m");
        expect(await story.status(old)).toBe(status);
        expect(await story.events(old)).toContain("deleted_external_to_seam");
        expect(story.pins()).toEqual(pins);
        await story.delete(id);
        await story.until(async () => (await story.status(id)) === "gone", "15m");
        expect(story.lock.opensWith("5816")).toBe(false);
      }),
  );
});
