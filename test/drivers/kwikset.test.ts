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
});
