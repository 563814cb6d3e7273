import { describe, expect, test } from "vitest";
import { LabRequestError } from "../../src/index.ts";
import {
  countCommands,
  countEvents,
  device,
  expectError,
  expectWarning,
  expectWell,
  inHours,
  operateDoor,
  refuse,
  strike,
  untilError,
  untilSet,
  untilWarning,
} from "../support/conditions.ts";
import { inLab, type LabStory } from "../support/lab-story.ts";

const inSmartThings = (
  tell: (story: LabStory) => Promise<void>,
  lock: Readonly<Record<string, unknown>> = {},
) => inLab("smartthings", tell, { lock });

const error = "smartthings_failed_to_set_after_multiple_retries";
const warning = "smartthings_failed_to_set_access_code";

describe("the hub or the lock says no", () => {
  test("busy is no error and no failed attempt, however long it lasts", () =>
    inSmartThings(async (story) => {
      refuse(story, "setCode", "busy");
      const id = await story.create("4821");
      await story.lab.advance("14m");
      expect(await story.code(id)).toMatchObject({ status: "setting", errors: [], warnings: [] });
      await story.lab.advance("3h");
      expect(await story.errors(id)).toEqual([]);
      story.lab.heal();
      await untilSet(story, id, "1m");
      await expectWell(story, id, "4821");
      expect(await story.events(id)).toEqual(["created", "delay_in_setting_on_device", "set_on_device"]);
    }));

  test("a failure is a warning first, an error when the attempts are spent, and nothing after a late success", () =>
    inSmartThings(async (story) => {
      const since = story.now;
      refuse(story, "setCode", "failure");
      const id = await story.create("4821");
      await untilWarning(story, id, warning);
      expectWarning(story, await story.code(id), { warning, says: /Another app/, since });
      expect(await story.errors(id)).toEqual([]);
      expect(await countEvents(story, id, "failed_to_set_on_device")).toBe(0);

      await untilError(story, id, error);
      expectError(story, await story.code(id), { error, says: /Another app/, since });
      expect(await story.warnings(id)).toEqual([]);
      expect(await countCommands(story, "setCode")).toBe(3);
      await story.lab.advance("6h");
      expectError(story, await story.code(id), { error, says: /Another app/, since });
      expect(await countEvents(story, id, "failed_to_set_on_device")).toBe(1);

      story.lab.heal();
      await untilSet(story, id, "40m");
      await expectWell(story, id, "4821");
      expect((await story.events(id)).at(-1)).toBe("set_on_device");
    }));

  test("one failure among successes is a warning that passes", () =>
    inSmartThings(async (story) => {
      refuse(story, "setCode", "failure", { when: { nth: 1 } });
      const id = await story.create("4821");
      await untilWarning(story, id, warning);
      await untilSet(story, id);
      await expectWell(story, id, "4821");
      expect(await story.events(id)).toEqual(["created", "set_on_device"]);
    }));
});

describe("the lock's memory is full", () => {
  const error = "smartthings_no_free_slots_available";
  const full = async (story: LabStory) => {
    const first = await story.createSet("1111");
    await story.createSet("2222");
    const since = story.now;
    const id = await story.create("4821");
    await untilError(story, id, error);
    expectError(story, await story.code(id), { error, says: /memory is full/, since });
    return { first, id };
  };

  test("a capacity that the lock reports is not tried, and the code waits for a slot", () =>
    inSmartThings(
      async (story) => {
        expect((await device(story)).properties.max_active_codes_supported).toBe(2);
        const { first, id } = await full(story);
        expect(await countCommands(story, "setCode")).toBe(2);
        await story.delete(first);
        await untilSet(story, id);
        await expectWell(story, id, "4821");
        expect(await countEvents(story, id, "failed_to_set_on_device")).toBe(1);
      },
      { capacity: 2 },
    ));

  test("a capacity that nobody reports is learned from the lock's refusal", () =>
    inSmartThings(
      async (story) => {
        const { first, id } = await full(story);
        expect(await countCommands(story, "setCode")).toBe(3);
        await story.delete(first);
        await untilSet(story, id);
        await expectWell(story, id, "4821");
      },
      { capacity: 2, reportsCapacity: false },
    ));

  test("a code that was sent to a slot that the lock does not have can be deleted", () =>
    inSmartThings(
      async (story) => {
        await story.createSet("1111");
        strike(story, "lock.noReply", { match: { command: "setCode" }, when: { nth: 1 } });
        const id = await story.create("4821");
        await story.lab.advance("10s");
        await story.delete(id);
        await story.lab.advance("15m");
        expect(await story.status(id)).toBe("gone");
      },
      { capacity: 1, reportsCapacity: false },
    ));

  test("a code that was refused for a slot that the lock does not have takes one that is freed", () =>
    inSmartThings(
      async (story) => {
        const first = await story.createSet("1111");
        const second = await story.createSet("2222");
        const third = await story.create("3333");
        const id = await story.create("4821");
        await untilError(story, third, error);
        await untilError(story, id, error);
        // Of two codes that wait for one slot the first does not come through, so that there is room when the other is sent to the next.
        strike(story, "lock.noReply", { match: { command: "setCode" }, when: { nth: 1 } });
        await story.delete(first);
        await untilSet(story, third, "15m");
        await story.delete(second);
        await untilSet(story, id, "15m");
        await expectWell(story, id, "4821");
      },
      { capacity: 2, reportsCapacity: false },
    ));

  test("20 codes are assumed to fit where nothing is reported: the 21st waits", () =>
    inSmartThings(
      async (story) => {
        const ids: string[] = [];
        for (let place = 0; place < 21; place++) ids.push(await story.create(String(3000 + place)));
        const [first = "", last = ""] = [ids[0], ids[20]];
        await story.lab.advance("15m");
        expect(story.pins()).toHaveLength(20);
        expect(await story.errors(last)).toEqual([error]);
        // The lock was not even asked.
        expect(await countCommands(story, "setCode")).toBe(20);
        await story.delete(first);
        await untilSet(story, last);
        await expectWell(story, last, "3020");
      },
      { reportsCapacity: false },
    ));

  test("a slot that the owner frees is used too", () =>
    inSmartThings(
      async (story) => {
        await story.lock.edit({ action: "add_code", code: "1111" });
        await story.lab.advance("10s");
        const id = await story.create("4821");
        await untilError(story, id, error);
        await story.lock.edit({ action: "remove_code", code: "1111" });
        await untilSet(story, id);
        await expectWell(story, id, "4821");
      },
      { capacity: 1 },
    ));
});

describe("a lock that does not overwrite its slots", () => {
  const lock = { refusesOverwrite: true };

  test("holds the new PIN after a change, and no longer the old one", () =>
    inSmartThings(async (story) => {
      const id = await story.createSet("4821");
      await story.update(id, { code: "9061" });
      await untilSet(story, id);
      await expectWell(story, id, "9061");
      expect(story.pins()).toEqual(["9061"]);
      expect(await story.events(id)).toEqual(["created", "set_on_device", "changed", "set_on_device"]);
    }, lock));

  test("gives the code another slot where a stranger's stands that nobody had heard of", () =>
    inSmartThings(async (story) => {
      await story.lock.edit({ action: "add_code", code: "7305" });
      const id = await story.create("4821");
      await untilSet(story, id);
      await expectWell(story, id, "4821");
      expect(story.pins()).toEqual(["7305", "4821"]);
    }, lock));

  test("is cleared of the other hands' PIN and given ours again", () =>
    inSmartThings(async (story) => {
      const id = await story.createSet("4821");
      await story.lock.edit({ action: "change_code", code: "4821", newCode: "7305" });
      await story.until(async () => !story.lock.opensWith("7305"), "15m");
      await untilSet(story, id);
      await expectWell(story, id, "4821");
      expect(story.pins()).toEqual(["4821"]);
    }, lock));
});

describe("the lengths that a lock takes", () => {
  const sixOnly = { minCodeLength: 6, maxCodeLength: 6 };

  test("any length from 4 to 9 is accepted while nobody has reported them", () =>
    inSmartThings(
      async (story) => {
        expect((await device(story)).properties.supported_code_lengths).toEqual([4, 5, 6, 7, 8, 9]);
        const since = story.now;
        for (const pin of ["4821", "48213", "4821306", "48213069", "482130695"]) {
          const id = await story.create(pin);
          await untilError(story, id, warning);
          expectError(story, await story.code(id), { error: warning, says: /another length/, since });
          expect(await story.status(id)).toBe("unset");
        }
        await expectWell(story, await story.createSet("482130"), "482130");
        expect(story.pins()).toEqual(["482130"]);
      },
      { ...sixOnly, reportsLengths: false },
    ));

  test("a code that the lock refused for its length is set once it is updated", () =>
    inSmartThings(
      async (story) => {
        const id = await story.create("4821");
        await untilError(story, id, warning);
        await story.lab.advance("12h");
        expect(await countCommands(story, "setCode")).toBe(1);
        await story.update(id, { code: "482193" });
        await untilSet(story, id);
        await expectWell(story, id, "482193");
        expect(await countEvents(story, id, "failed_to_set_on_device")).toBe(1);
      },
      { ...sixOnly, reportsLengths: false },
    ));

  test("a length that the lock has ruled out is a bad request that names the code", () =>
    inSmartThings(async (story) => {
      expect((await device(story)).properties.supported_code_lengths).toEqual([6]);
      const refused = story.create("4821");
      await expect(refused).rejects.toBeInstanceOf(LabRequestError);
      await expect(refused).rejects.toMatchObject({
        status: 400,
        message: expect.stringMatching(/"code".*6/),
      });
      const { access_codes } = await story.lab.request("/access_codes/list", {
        device_id: story.lock.deviceId,
      });
      expect(access_codes).toEqual([]);
    }, sixOnly));
});

describe("a lock that masks its codes", () => {
  const lock = { masksCodes: true };
  const ofSlots = async (story: LabStory) =>
    (await story.commands()).map(({ type }) => type).filter((type) => type !== "getCodes");

  test("is set by the presence of a code where there was none", () =>
    inSmartThings(async (story) => {
      const id = await story.createSet("4821");
      await expectWell(story, id, "4821");
      expect(await ofSlots(story)).toEqual(["setCode", "requestCode"]);
    }, lock));

  test("is changed by emptying the slot first", () =>
    inSmartThings(async (story) => {
      const id = await story.createSet("4821");
      await story.update(id, { code: "9061" });
      await untilSet(story, id);
      await expectWell(story, id, "9061");
      expect(story.pins()).toEqual(["9061"]);
      expect((await ofSlots(story)).slice(2)).toEqual([
        "deleteCode",
        "requestCode",
        "setCode",
        "requestCode",
      ]);
    }, lock));

  test("is not believed to hold a new PIN that it has dropped", () =>
    inSmartThings(async (story) => {
      const id = await story.createSet("4821");
      strike(story, "lock.ackNoEffect", { match: { command: "setCode" }, for: "2m" });
      await story.update(id, { code: "9061" });
      await story.lab.advance("110s");
      expect(await story.status(id)).toBe("setting");
      await untilSet(story, id);
      await expectWell(story, id, "9061");
    }, lock));
});

describe("a code with times is set just in time", () => {
  test("60 minutes before starts_at, and not sooner", () =>
    inSmartThings(async (story) => {
      const id = await story.create("4821", { starts_at: inHours(story, 5), ends_at: inHours(story, 6) });
      await story.lab.advance("239m");
      expect(await story.status(id)).toBe("unset");
      expect(await countCommands(story, "setCode")).toBe(0);
      await story.lab.advance("1m");
      await untilSet(story, id, "1m");
      await expectWell(story, id, "4821");
      expect(await story.code(id)).toMatchObject({ is_scheduled_on_device: false });
      expect(await story.events(id)).toEqual(["created", "set_on_device"]);
    }));

  test("and taken out at ends_at", () =>
    inSmartThings(async (story) => {
      const endsAt = inHours(story, 2);
      const id = await story.createSet("4821", { ends_at: endsAt });
      await story.lab.advance({ to: new Date(Date.parse(endsAt) - 1).toISOString() });
      await expectWell(story, id, "4821");
      await story.lab.advance("1m");
      expect(await story.status(id)).toBe("gone");
      expect(story.pins()).toEqual([]);
    }));

  test("while the hub is away it stays, says so, and leaves first when the hub is back", () =>
    inSmartThings(async (story) => {
      const warning = "delay_in_removing_from_device";
      const endsAt = inHours(story, 2);
      const id = await story.createSet("4821", { ends_at: endsAt });
      strike(story, "hub.offline");
      const next = await story.create("0047");
      await story.lab.advance({ to: endsAt });
      expect(await story.code(id)).toMatchObject({ status: "removing", warnings: [] });
      await story.lab.advance("3h");
      expect(story.lock.opensWith("4821")).toBe(true);
      const code = await story.code(id);
      expectWarning(story, code, {
        warning,
        says: /may still open/,
        since: Date.parse(endsAt) + 15 * 60_000,
      });
      expectError(story, code, { error: "hub_disconnected", says: /hub/, since: 0 });
      expect(await countEvents(story, id, warning)).toBe(1);

      const back = new Date(story.now).toISOString();
      story.lab.heal();
      await story.until(async () => (await story.status(id)) === "gone", "5m");
      expect(story.lock.opensWith("4821")).toBe(false);
      // Its owner may have been there meanwhile, so that its slot is looked at before.
      const first = (await story.commands(back)).slice(0, 2);
      expect(first).toEqual([
        { type: "requestCode", codeSlot: 1 },
        { type: "deleteCode", codeSlot: 1 },
      ]);
      await untilSet(story, next, "2m");
    }));
});

test("a code counts as set only when the lock has been read back, some seconds later", () =>
  inSmartThings(async (story) => {
    const id = await story.create("4821");
    await story.until(async () => story.lock.opensWith("4821"), "1m");
    expect(await story.status(id)).toBe("setting");
    const written = story.now;
    await untilSet(story, id, "1m");
    expect(story.now - written).toBeGreaterThanOrEqual(4_000);
    expect(await countCommands(story, "requestCode")).toBe(1);
  }));

describe("the way to the lock", () => {
  test("a lock that its hub cannot hear goes offline, and is programmed when it is heard again", () =>
    inSmartThings(async (story) => {
      const since = story.now;
      strike(story, "lock.offline");
      const id = await story.create("4821");
      await untilError(story, id, "failed_to_set_on_device");
      await untilError(story, id, "device_offline");
      for (const subject of [await device(story), await story.code(id)]) {
        expectError(story, subject, { error: "device_offline", says: /offline/, since });
      }
      await story.lab.advance("4h");
      expect(await story.status(id)).toBe("unknown");
      expect(await countEvents(story, id, "failed_to_set_on_device")).toBe(1);
      story.lab.heal();
      await untilSet(story, id, "5m");
      await expectWell(story, id, "4821");
      expect(await device(story)).toMatchObject({ errors: [], properties: { online: true } });
    }));

  test("a bolt does not move while the hub is away, in words that say why", () =>
    inSmartThings(async (story) => {
      strike(story, "hub.offline");
      await story.lab.advance("1m");
      const attempt = await operateDoor(story, "unlock");
      expect(attempt).toMatchObject({ status: "error", error: { type: "hub_disconnected" } });
      expect(attempt.error.message).toMatch(/hub is not connected/);
      expect(story.lock.inspect().locked).toBe(true);
      story.lab.heal();
      await story.lab.advance("2m");
      expect(await operateDoor(story, "unlock")).toMatchObject({ status: "success" });
      expect(story.lock.inspect().locked).toBe(false);
    }));

  test("over a radio that loses three frames in ten a day of codes comes and goes as wanted", () =>
    inSmartThings(async (story) => {
      strike(story, "radio.lossy");
      const standing: { id: string; pin: string }[] = [];
      for (let hour = 0; hour < 24; hour++) {
        const pin = String(4000 + hour);
        standing.push({ id: await story.create(pin), pin });
        const [oldest, second] = standing;
        if (second && hour % 3 === 1) {
          second.pin = String(5000 + hour);
          await story.update(second.id, { code: second.pin });
        }
        if (oldest && hour % 3 === 2) {
          await story.delete(oldest.id);
          standing.shift();
        }
        await story.lab.advance("1h");
      }
      await story.lab.advance("2h");
      for (const { id, pin } of standing) await expectWell(story, id, pin);
      expect(story.pins().toSorted()).toEqual(standing.map(({ pin }) => pin).toSorted());
      for (const { id } of standing) expect(await story.brokenGrammar(id)).toBeUndefined();
    }));
});
