import { describe, expect, test } from "vitest";
import { isSameWindow, windowAsSent } from "../../drivers/schlage/daylight-saving.ts";
import {
  countCommands,
  expectWell,
  refuse,
  strike,
  untilError,
  untilSet,
  untilWarning,
} from "../support/conditions.ts";
import { inLab, type LabStory } from "../support/lab-story.ts";

const hour = 3_600_000;
const zone = "America/New_York";

describe("a window beyond a change of the clocks", () => {
  const window = { startsAt: Date.UTC(2026, 10, 1, 3), endsAt: Date.UTC(2026, 10, 3, 16) };
  const before = Date.UTC(2026, 9, 30);

  test("is sent so that the lock's own shift puts it right", () => {
    // New York's clocks are put back on 1 November 2026 at 06:00 UTC.
    expect(windowAsSent(window, zone, before)).toEqual({ ...window, endsAt: window.endsAt + hour });
    expect(windowAsSent(window, "UTC", before)).toEqual(window);
  });

  test("that ends in the hour after the clocks are put forward ends later, not sooner", () => {
    // New York's clocks are put forward on 8 March 2026 at 07:00 UTC.
    const endsAt = Date.UTC(2026, 2, 8, 7, 30);
    const sent = windowAsSent({ startsAt: Date.UTC(2026, 2, 7), endsAt }, zone, Date.UTC(2026, 2, 6));
    expect(sent.endsAt).toBe(endsAt);
  });

  test("is the same before and after, and no other", () => {
    const shown = { ...window, endsAt: window.endsAt + hour };
    const after = Date.UTC(2026, 10, 2);
    expect(isSameWindow(window, shown, { zone, now: before })).toBe(true);
    expect(isSameWindow(window, window, { zone, now: after })).toBe(true);
    expect(isSameWindow(window, shown, { zone, now: after + 48 * hour })).toBe(false);
    expect(isSameWindow(window, { ...window, endsAt: window.endsAt - hour }, { zone, now: before })).toBe(
      false,
    );
    expect(isSameWindow(window, undefined, { zone, now: before })).toBe(false);
  });
});

const inSchlage = (tell: (story: LabStory) => Promise<void>, options: object = {}) =>
  inLab("schlage", tell, options);

describe("a code", () => {
  test("that was stored though the cloud answered 502 is found, and not sent again", () =>
    inSchlage(async (story) => {
      strike(story, "cloud.serverError", {
        match: { command: "addaccesscode" },
        params: { takesEffect: true },
      });
      const id = await story.create("0427");
      await untilWarning(story, id, "schlage_creation_outage");
      await untilSet(story, id);
      await expectWell(story, id, "0427");
      expect(await countCommands(story, "addaccesscode")).toBe(1);
      expect(story.pins()).toHaveLength(1);
    }));

  test("that the list shows only after half an hour is not sent twice to the lock", () =>
    inSchlage(async (story) => {
      strike(story, "list.slow");
      const id = await story.create("0427");
      await untilSet(story, id, "60m");
      await expectWell(story, id, "0427");
      expect(story.pins()).toHaveLength(1);
      expect((await story.events(id)).filter((event) => event.includes("external"))).toEqual([]);
    }));

  test("that another has already warns of it, then errs, and is set when the other has gone", () =>
    inSchlage(async (story) => {
      await story.lock.edit({ action: "add_code", code: "0427" });
      const id = await story.create("0427");
      await untilWarning(story, id, "schlage_detected_duplicate");
      await untilError(story, id, "duplicate_code_on_device", "60m");
      const asked = await countCommands(story, "addaccesscode");
      await story.lab.advance("4h");
      expect(await story.status(id)).toBe("unset");
      expect(await countCommands(story, "addaccesscode"), "nothing has changed").toBe(asked);
      await story.lock.edit({ action: "remove_code", code: "0427" });
      await untilSet(story, id, "60m");
      await expectWell(story, id, "0427");
    }));

  test("whose removal is met with 502 for ever stays, says so, and goes when it can", () =>
    inSchlage(async (story) => {
      const id = await story.createSet("0427");
      refuse(story, "deleteaccesscode", "502");
      await story.delete(id);
      await untilError(story, id, "failed_to_remove_from_device", "60m");
      expect(await story.warnings(id)).not.toContain("schlage_creation_outage");
      expect(story.lock.opensWith("0427")).toBe(true);
      story.lab.heal();
      await story.until(async () => (await story.status(id)) === "gone", "60m");
      expect(story.pins()).toEqual([]);
    }));

  test("that the lock has not told of yet is not called removed because the list lacks it", () =>
    inSchlage(async (story) => {
      const { lab, lock } = story;
      const id = await story.create("0427");
      await story.until(async () => lock.opensWith("0427"), "1m");
      lab.inject({ kind: "lock.offline", target: lock.target, for: "20m" });
      await story.delete(id);
      await lab.advance("15m");
      expect(lock.opensWith("0427"), "the lock has not heard of it").toBe(true);
      expect(await story.status(id)).toBe("removing");
      expect(await story.errors(id)).toContain("failed_to_remove_from_device");
      await lab.advance("1h");
      expect(await story.status(id)).toBe("gone");
      expect(story.pins()).toEqual([]);
    }));

  test.each(["502", "504"])(
    "whose removal is met with %s stays removing while the list leaves it out",
    (code) =>
      inSchlage(async (story) => {
        const id = await story.createSet("0427");
        refuse(story, "deleteaccesscode", code);
        strike(story, "list.omits");
        await story.delete(id);
        await story.lab.advance("1h");
        expect(await story.status(id)).toBe("removing");
        story.lab.heal();
        await story.until(async () => (await story.status(id)) === "gone", "60m");
        expect(story.pins()).toEqual([]);
      }),
  );

  test("that was removed though the cloud answered 502 is gone", () =>
    inSchlage(async (story) => {
      const id = await story.createSet("0427");
      strike(story, "cloud.serverError", {
        match: { command: "deleteaccesscode" },
        when: { nth: 1 },
        params: { takesEffect: true },
      });
      await story.delete(id);
      await story.until(async () => (await story.status(id)) === "gone", "15m");
      expect(story.pins()).toEqual([]);
      expect(await countCommands(story, "deleteaccesscode")).toBe(2);
    }));

  test("that the list leaves out for some minutes is not taken for deleted", () =>
    inSchlage(async (story) => {
      const id = await story.createSet("0427");
      strike(story, "list.omits", { for: "4m" });
      await story.lab.advance("8h");
      await expectWell(story, id, "0427");
      expect(await story.events(id)).toEqual(["created", "set_on_device"]);
    }));

  test("keeps its hours when the clocks are put back, and nothing is written or reported for it", () =>
    inSchlage(
      async (story) => {
        const [starts_at, ends_at] = ["2026-11-01T03:00:00Z", "2026-11-03T16:00:00Z"];
        const id = await story.create("0427", { starts_at, ends_at });
        await story.lab.advance("1h");
        const opens = async (at: string) => {
          await story.lab.advance(`${(Date.parse(at) - story.now) / 1_000}s`);
          return story.lock.opensWith("0427");
        };
        expect(await opens("2026-11-01T02:59:59Z")).toBe(false);
        expect(await opens("2026-11-01T03:00:01Z")).toBe(true);
        expect(await opens("2026-11-03T15:59:59Z")).toBe(true);
        expect(await opens("2026-11-03T16:00:01Z")).toBe(false);
        expect(await story.events(id)).not.toContain("modified_external_to_seam");
        expect(await countCommands(story, "addaccesscode")).toBe(1);
      },
      { start: "2026-10-31T12:00:00Z", zone },
    ));
});
