import { describe, expect, test } from "vitest";
import {
  countEvents,
  expectError,
  expectWarning,
  expectWell,
  inHours,
  refuse,
  strike,
  untilError,
  untilSet,
  untilWarning,
} from "../support/conditions.ts";
import { type Vendor, vendors } from "../support/door-history.ts";
import { inLab, type LabStory } from "../support/lab-story.ts";

/** How each vendor's wire names a write, and says that the way to the lock is busy: late, and no error. */
const busy = {
  august: { command: "pin.put", code: "423" },
  smartthings: { command: "setCode", code: "busy" },
} as const satisfies Record<Vendor, unknown>;

describe.each(vendors)("what every lock reports: %s", (vendor) => {
  const tell = (story: (story: LabStory) => Promise<void>, lock: Readonly<Record<string, unknown>> = {}) =>
    inLab(vendor, story, { lock });
  const keepBusy = (story: LabStory) => refuse(story, busy[vendor].command, busy[vendor].code);

  describe("delay_in_setting_on_device", () => {
    const warning = "delay_in_setting_on_device";

    test("an ongoing code is delayed after 15 minutes, once, until it is set", () =>
      tell(async (story) => {
        keepBusy(story);
        const since = story.now;
        const id = await story.create("4821");
        await story.lab.advance("899s");
        expect(await story.warnings(id)).toEqual([]);
        await story.lab.advance("1s");
        expectWarning(story, await story.code(id), {
          warning,
          says: /unusually long/,
          since: since + 15 * 60_000,
        });
        await story.lab.advance("1h");
        expect(await countEvents(story, id, warning)).toBe(1);
        story.lab.heal();
        await untilSet(story, id);
        await expectWell(story, id, "4821");
        expect(await story.events(id)).toEqual(["created", warning, "set_on_device"]);
      }));

    test("a code with times is delayed at starts_at, and not before", () =>
      tell(async (story) => {
        keepBusy(story);
        const startsAt = inHours(story, 3);
        const id = await story.create("4821", { starts_at: startsAt, ends_at: inHours(story, 9) });
        await story.lab.advance({ to: new Date(Date.parse(startsAt) - 1).toISOString() });
        expect(await story.warnings(id)).toEqual([]);
        await story.lab.advance("1ms");
        expectWarning(story, await story.code(id), {
          warning,
          says: /unusually long/,
          since: Date.parse(startsAt),
        });
        expect(await countEvents(story, id, warning)).toBe(1);
        story.lab.heal();
        await untilSet(story, id);
        await expectWell(story, id, "4821");
      }));
  });

  describe("duplicate_code_on_device: the owner's app made the same PIN", () => {
    const error = "duplicate_code_on_device";
    const collide = async (story: LabStory): Promise<string> => {
      await story.lock.edit({ action: "add_code", code: "4821", name: "Owner" });
      // The hub hears of it some seconds later; until then nobody can know.
      await story.lab.advance("30s");
      const since = story.now;
      const id = await story.create("4821");
      await untilError(story, id, error);
      expectError(story, await story.code(id), { error, says: /same code/, since });
      expect(await story.status(id)).toBe("unset");
      expect(story.pins()).toEqual(["4821"]);
      return id;
    };
    const expectResolved = async (story: LabStory, id: string) => {
      await untilSet(story, id);
      await expectWell(story, id, story.lock.opensWith("4821") ? "4821" : "9061");
      expect(await countEvents(story, id, "failed_to_set_on_device")).toBe(1);
    };

    test("it is set when the owner's code is deleted", () =>
      tell(async (story) => {
        const id = await collide(story);
        await story.lock.edit({ action: "remove_code", code: "4821" });
        await expectResolved(story, id);
        expect(story.pins()).toEqual(["4821"]);
      }));

    test("it is set when the owner's code becomes another", () =>
      tell(async (story) => {
        const id = await collide(story);
        await story.lock.edit({ action: "change_code", code: "4821", newCode: "7305" });
        await expectResolved(story, id);
        expect(story.pins().toSorted()).toEqual(["4821", "7305"]);
      }));

    test("it is set when it becomes another itself, and the owner's code stays", () =>
      tell(async (story) => {
        const id = await collide(story);
        await story.update(id, { code: "9061" });
        await untilSet(story, id);
        await expectWell(story, id, "9061");
        expect(story.pins().toSorted()).toEqual(["4821", "9061"]);
      }));

    test("it can be deleted, and the owner's code stays", () =>
      tell(async (story) => {
        const id = await collide(story);
        await story.delete(id);
        await story.until(async () => (await story.status(id)) === "gone", "2m");
        expect(story.pins()).toEqual(["4821"]);
        expect(await story.events(id)).not.toContain("removed_from_device");
      }));
  });

  describe("code_modified_external_to_seam", () => {
    const code = "code_modified_external_to_seam";
    const change = { action: "change_code", code: "4821", newCode: "7305" } as const;

    test("not allowed: an error until our PIN is confirmed again", () =>
      tell(async (story) => {
        const id = await story.createSet("4821");
        const since = story.now;
        await story.lock.edit(change);
        await untilError(story, id, code);
        expectError(story, await story.code(id), { error: code, says: /by other hands/, since });
        await untilSet(story, id);
        await expectWell(story, id, "4821");
        expect(story.lock.opensWith("7305")).toBe(false);
        expect(await countEvents(story, id, "modified_external_to_seam")).toBe(1);
      }));

    test("not allowed, and deleted: an error until our PIN is back", () =>
      tell(async (story) => {
        const id = await story.createSet("4821");
        const since = story.now;
        await story.lock.edit({ action: "remove_code", code: "4821" });
        await untilError(story, id, code);
        expectError(story, await story.code(id), { error: code, says: /by other hands/, since });
        await untilSet(story, id);
        await expectWell(story, id, "4821");
        expect(await countEvents(story, id, "deleted_external_to_seam")).toBe(1);
      }));

    test("allowed: a warning and no error, until the code is changed through the API", () =>
      tell(async (story) => {
        const id = await story.createSet("4821", { is_external_modification_allowed: true });
        const since = story.now;
        await story.lock.edit(change);
        await untilWarning(story, id, code);
        expectWarning(story, await story.code(id), { warning: code, says: /by other hands/, since });
        await story.lab.advance("1d");
        expect(await story.code(id)).toMatchObject({ status: "set", code: "7305", errors: [] });
        expect(story.pins()).toEqual(["7305"]);
        expect(await countEvents(story, id, "modified_external_to_seam")).toBe(1);

        await story.update(id, { code: "9061" });
        await story.until(async () => !story.lock.opensWith("7305"), "5m");
        await untilSet(story, id);
        await expectWell(story, id, "9061");
        expect(story.pins()).toEqual(["9061"]);
      }));

    test("allowed, and deleted: a warning, and our PIN is back once it is forbidden", () =>
      tell(async (story) => {
        const id = await story.createSet("4821", { is_external_modification_allowed: true });
        const since = story.now;
        await story.lock.edit({ action: "remove_code", code: "4821" });
        await untilWarning(story, id, code);
        expectWarning(story, await story.code(id), { warning: code, says: /by other hands/, since });
        await story.lab.advance("1d");
        expect(await story.code(id)).toMatchObject({ status: "unset", errors: [] });
        expect(story.pins()).toEqual([]);

        await story.update(id, { is_external_modification_allowed: false });
        await untilSet(story, id);
        await expectWell(story, id, "4821");
      }));
  });

  describe("with times and without", () => {
    test("a time-bound code becomes ongoing and outlives its end", () =>
      tell(async (story) => {
        const id = await story.createSet("4821", { ends_at: inHours(story, 2) });
        await story.update(id, { type: "ongoing" });
        await story.lab.advance("3h");
        expect(await story.code(id)).toMatchObject({ type: "ongoing", starts_at: null, ends_at: null });
        await expectWell(story, id, "4821");
        expect(story.lock.inspect().slots).toEqual([expect.objectContaining({ endsAt: null })]);
        expect(await story.brokenGrammar(id)).toBeUndefined();
      }));

    test("an ongoing code gets an end and is taken out then", () =>
      tell(async (story) => {
        const id = await story.createSet("4821");
        const times = { starts_at: inHours(story, 0), ends_at: inHours(story, 2) };
        await story.update(id, { type: "time_bound", ...times });
        await story.lab.advance("1h");
        expect(await story.code(id)).toMatchObject({ type: "time_bound", ...times });
        await expectWell(story, id, "4821");
        await story.lab.advance({ to: times.ends_at });
        await story.lab.advance("2m");
        expect(await story.status(id)).toBe("gone");
        expect(story.pins()).toEqual([]);
      }));

    test("an ongoing code that is moved far ahead leaves the lock and comes back for it", () =>
      tell(async (story) => {
        const id = await story.createSet("4821");
        const times = { starts_at: inHours(story, 200), ends_at: inHours(story, 202) };
        await story.update(id, { type: "time_bound", ...times });
        await story.lab.advance("10m");
        expect(await story.status(id)).toBe("unset");
        expect(story.pins()).toEqual([]);
        await story.lab.advance({ to: times.starts_at });
        await expectWell(story, id, "4821");
        expect(await story.brokenGrammar(id)).toBeUndefined();
      }));
  });

  test("a time-bound code that could not be set in time ends without a trace", () =>
    tell(async (story) => {
      strike(story, "hub.offline");
      const id = await story.create("4821", { starts_at: inHours(story, 2), ends_at: inHours(story, 4) });
      await story.lab.advance("5h");
      story.lab.heal();
      await story.until(async () => (await story.status(id)) === "gone", "15m");
      await story.lab.advance("1h");
      expect(story.pins()).toEqual([]);
      expect(await story.brokenGrammar(id)).toBeUndefined();
    }));
});

describe("a code that the service draws", () => {
  const lengthOf = async (story: LabStory, preferred?: number): Promise<number> => {
    const { access_code } = await story.lab.request("/access_codes/create", {
      device_id: story.lock.deviceId,
      ...(preferred !== undefined && { preferred_code_length: preferred }),
    });
    await untilSet(story, access_code.access_code_id);
    return access_code.code.length;
  };
  const generatedLength = async (story: LabStory): Promise<number> => {
    const { generated_code } = await story.lab.request("/access_codes/generate_code", {
      device_id: story.lock.deviceId,
    });
    return generated_code.code.length;
  };

  test.each<[Vendor, Readonly<Record<string, unknown>>, number, number]>([
    ["august", {}, 4, 6],
    ["smartthings", { reportsLengths: false }, 4, 6],
    ["smartthings", { minCodeLength: 6, maxCodeLength: 8 }, 6, 8],
  ])("has a length that the lock takes: %s %j", (vendor, lock, shortest, preferred) =>
    inLab(
      vendor,
      async (story) => {
        expect(await generatedLength(story)).toBe(shortest);
        expect(await lengthOf(story)).toBe(shortest);
        expect(await lengthOf(story, preferred)).toBe(preferred);
      },
      { lock },
    ),
  );

  test("has the shortest length where the preferred one is not taken", () =>
    inLab("august", async (story) => expect(await lengthOf(story, 8)).toBe(4)));
});
