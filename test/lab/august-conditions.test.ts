import { describe, expect, test } from "vitest";
import {
  countCommands,
  countEvents,
  device,
  deviceEvents,
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

const inAugust = (tell: (story: LabStory) => Promise<void>, lock: Readonly<Record<string, unknown>> = {}) =>
  inLab("august", tell, { lock });

// biome-ignore lint/suspicious/noExplicitAny: the cloud's own words.
const loaded = ({ lock }: LabStory): any[] => (lock.inspect().cloudView as { loaded: any[] }).loaded;

describe("an August lock without its keypad", () => {
  test("takes no code, says so, and is given it when the keypad is paired", () =>
    inAugust(async (story) => {
      const since = story.now;
      strike(story, "keypad.missing");
      const id = await story.create("4821");
      await untilError(story, id, "august_lock_missing_keypad");
      expectError(story, await story.code(id), {
        error: "august_lock_missing_keypad",
        says: /Pair a Smart Keypad/,
        since,
      });
      expect(await story.status(id)).toBe("unset");
      expect(await device(story)).toMatchObject({
        can_program_online_access_codes: false,
        can_unlock_with_code: false,
        can_remotely_lock: true,
        errors: [],
        properties: { online: true, accessory_keypad: { is_connected: false } },
      });

      story.lab.heal();
      await untilSet(story, id, "2m");
      await expectWell(story, id, "4821");
      expect(await device(story)).toMatchObject({
        can_program_online_access_codes: true,
        can_unlock_with_code: true,
        properties: { accessory_keypad: { is_connected: true } },
      });
      expect(await story.events(id)).toEqual(["created", "failed_to_set_on_device", "set_on_device"]);
    }));

  test("opens to no code that it had, and to all of them when the keypad is back", () =>
    inAugust(async (story) => {
      const id = await story.createSet("4821");
      strike(story, "keypad.missing");
      await story.lab.advance("1h");
      expect(await story.lock.press("4821")).toEqual({ opened: false, reason: "no_keypad" });
      story.lab.heal();
      await story.lab.advance("1m");
      await expectWell(story, id, "4821");
    }));
});

describe("an August lock without a bridge", () => {
  const error = "august_lock_missing_bridge";

  test("reports it, its codes repeat it once, and it is gone with its cause", () =>
    inAugust(async (story) => {
      const since = story.now;
      strike(story, "bridge.missing");
      const id = await story.create("4821");
      await untilError(story, id, error);
      await story.lab.advance("1m");
      for (const subject of [await device(story), await story.code(id)]) {
        expectError(story, subject, { error, says: /Set up a Connect bridge/, since });
        expect(subject.errors).toHaveLength(1);
      }
      expect(await device(story)).toMatchObject({
        can_program_online_access_codes: false,
        can_remotely_lock: false,
        can_remotely_unlock: false,
        can_unlock_with_code: true,
        properties: { online: false },
      });

      story.lab.heal();
      await untilSet(story, id, "2m");
      await expectWell(story, id, "4821");
      expect(await device(story)).toMatchObject({
        errors: [],
        can_program_online_access_codes: true,
        can_remotely_lock: true,
        can_remotely_unlock: true,
        properties: { online: true },
      });
      expect(await story.events(id)).toEqual(["created", "failed_to_set_on_device", "set_on_device"]);
      expect((await deviceEvents(story)).map(({ event_type }) => event_type).slice(-2)).toEqual([
        "device.disconnected",
        "device.connected",
      ]);
    }));

  test("ends the attempt to create a code in the words of the error", () =>
    inAugust(async (story) => {
      strike(story, "bridge.missing");
      await story.lab.advance("1s");
      const { action_attempt } = await story.lab.request("/access_codes/create", {
        device_id: story.lock.deviceId,
        code: "4821",
        sync: true,
      });
      expect(action_attempt).toMatchObject({ status: "error", error: { type: error } });
    }));
});

test("a PIN of a length that this keypad does not take is refused, until the code has another", () =>
  inAugust(
    async (story) => {
      const since = story.now;
      const error = "august_lock_invalid_code_length";
      const id = await story.create("4821");
      await untilError(story, id, error);
      expectError(story, await story.code(id), { error, says: /another length/, since });
      await story.lab.advance("12h");
      expect(await story.errors(id)).toEqual([error]);
      expect(await countCommands(story, "pin.put")).toBe(1);

      await story.update(id, { code: "482193" });
      await untilSet(story, id);
      await expectWell(story, id, "482193");
      expect(story.pins()).toEqual(["482193"]);
    },
    { pinLengths: [6] },
  ));

test("a lock with all slots taken says so, until another code is deleted", () =>
  inAugust(
    async (story) => {
      const first = await story.createSet("1111");
      await story.createSet("2222");
      const since = story.now;
      const error = "august_device_slots_full";
      const id = await story.create("4821");
      await untilError(story, id, error);
      expectError(story, await story.code(id), { error, says: /Delete codes/, since });
      expect(await story.status(id)).toBe("unset");

      await story.delete(first);
      await untilSet(story, id);
      await expectWell(story, id, "4821");
      expect(await countEvents(story, id, "failed_to_set_on_device")).toBe(1);
    },
    { capacity: 2 },
  ));

describe("the lock cannot be reached", () => {
  const warning = "august_lock_temporarily_offline";

  test("422: a warning while attempts are left, then the error, and the code as soon as the bridge is back", () =>
    inAugust(async (story) => {
      const since = story.now;
      strike(story, "hub.offline");
      const id = await story.create("4821");
      await untilWarning(story, id, warning);
      expectWarning(story, await story.code(id), { warning, says: /bridge is offline/, since });
      expectError(story, await story.code(id), { error: "device_offline", says: /offline/, since });
      expect(await device(story)).toMatchObject({
        can_program_online_access_codes: true,
        properties: { online: false },
      });
      expect(await countEvents(story, id, "failed_to_set_on_device")).toBe(0);

      await story.lab.advance("2h");
      expectError(story, await story.code(id), { error: warning, says: /bridge is offline/, since });
      expect(await story.warnings(id)).not.toContain(warning);
      expect(await story.status(id)).toBe("setting");
      expect(await countEvents(story, id, "failed_to_set_on_device")).toBe(1);

      story.lab.heal();
      await untilSet(story, id, "2m");
      await expectWell(story, id, "4821");
      expect(await countEvents(story, id, "failed_to_set_on_device")).toBe(1);
    }));

  test("422: a short absence of the bridge is a warning and no more", () =>
    inAugust(async (story) => {
      strike(story, "hub.offline", { for: "5m" });
      const id = await story.create("4821");
      await untilWarning(story, id, warning);
      await untilSet(story, id);
      await expectWell(story, id, "4821");
      expect(await story.events(id)).toEqual(["created", "set_on_device"]);
    }));

  test("408: the bridge gets no answer, the code waits in the cloud and reaches the lock by itself", () =>
    inAugust(async (story) => {
      const since = story.now;
      strike(story, "lock.offline");
      const id = await story.create("4821");
      await untilWarning(story, id, warning);
      expectWarning(story, await story.code(id), { warning, says: /did not answer/, since });
      // Short of the hour after which August's delay is an error.
      await story.lab.advance("45m");
      story.lab.heal();
      await untilSet(story, id, "3m");
      await expectWell(story, id, "4821");
      expect(await story.events(id)).toEqual(["created", "delay_in_setting_on_device", "set_on_device"]);
    }));
});

describe("the cloud puts a load off", () => {
  test("423: a busy bridge is no error and no failed attempt, however long it is busy", () =>
    inAugust(async (story) => {
      strike(story, "bridge.busy");
      const id = await story.create("4821");
      await story.lab.advance("14m");
      expect(await story.code(id)).toMatchObject({ status: "setting", errors: [], warnings: [] });
      await story.lab.advance("3h");
      expect(await story.errors(id)).toEqual([]);
      story.lab.heal();
      await untilSet(story, id, "2m");
      await expectWell(story, id, "4821");
      expect(await story.events(id)).toEqual(["created", "delay_in_setting_on_device", "set_on_device"]);
    }));

  test("429: it is asked again after pauses that grow", () =>
    inAugust(async (story) => {
      refuse(story, "pin.put", "429");
      const id = await story.create("4821");
      const counts: number[] = [];
      for (let part = 0; part < 3; part++) {
        const since = new Date(story.now).toISOString();
        await story.lab.advance("10m");
        counts.push(await countCommands(story, "pin.put", since));
      }
      expect(counts[0]).toBeGreaterThan(counts[1] ?? 0);
      expect(await story.errors(id)).toEqual([]);
      story.lab.heal();
      await untilSet(story, id, "30m");
      await expectWell(story, id, "4821");
      expect(await countEvents(story, id, "failed_to_set_on_device")).toBe(0);
    }));

  test("429: for longer than the attempts last it is an error, which a late success clears", () =>
    inAugust(async (story) => {
      const since = story.now;
      refuse(story, "pin.put", "429");
      const id = await story.create("4821");
      await untilError(story, id, "failed_to_set_on_device", "120m");
      expectError(story, await story.code(id), {
        error: "failed_to_set_on_device",
        says: /no more calls/,
        since,
      });
      await story.lab.advance("6h");
      expect(await countEvents(story, id, "failed_to_set_on_device")).toBe(1);
      story.lab.heal();
      await untilSet(story, id, "45m");
      await expectWell(story, id, "4821");
    }));

  test("502: what the cloud did not do is done again", () =>
    inAugust(async (story) => {
      refuse(story, "pin.put", "502", { when: { skip: 1, count: 1 } });
      const id = await story.create("4821");
      await untilSet(story, id);
      await expectWell(story, id, "4821");
      expect(story.pins()).toHaveLength(1);
    }));

  test("502: what the cloud did all the same is found by the read, and not done twice", () =>
    inAugust(async (story) => {
      strike(story, "lock.nakWithEffect", {
        params: { code: "502" },
        match: { command: "pin.put" },
        when: { nth: 2 },
      });
      const id = await story.create("4821");
      await untilSet(story, id);
      await expectWell(story, id, "4821");
      expect(await countCommands(story, "pin.put")).toBe(2);
      expect(await story.events(id)).toEqual(["created", "set_on_device"]);
    }));

  test("502: a removal that the cloud did all the same ends when the cloud has said so", () =>
    inAugust(async (story) => {
      const id = await story.createSet("4821");
      strike(story, "lock.nakWithEffect", { params: { code: "502" }, match: { command: "pin.delete" } });
      await story.delete(id);
      await story.lab.advance("5m");
      expect(story.pins()).toEqual([]);
      expect(await story.status(id), "a list without a code would look the same in an outage").toBe(
        "removing",
      );
      story.lab.heal();
      await story.until(async () => (await story.status(id)) === "gone", "10m");
    }));
});

describe("the way from the cloud to the keypad", () => {
  const warning = "august_device_programming_delay";

  test("takes minutes: a warning, no error, and the code is set later", () =>
    inAugust(async (story) => {
      const since = story.now;
      strike(story, "load.slow");
      const id = await story.create("4821");
      await untilWarning(story, id, warning);
      expectWarning(story, await story.code(id), { warning, says: /not brought it to the keypad/, since });
      expect(await story.code(id)).toMatchObject({ status: "setting", errors: [] });
      expect(story.lock.opensWith("4821")).toBe(false);
      await untilSet(story, id, "26m");
      await expectWell(story, id, "4821");
      expect(await countCommands(story, "pin.put")).toBe(2);
    }));

  test("a code that falls back and comes back is left to the cloud", () =>
    inAugust(async (story) => {
      const id = await story.createSet("4821");
      strike(story, "code.fallsBack", { for: "3m" });
      await story.lab.advance("1m");
      expect(await story.status(id)).toBe("setting");
      expect(story.lock.opensWith("4821")).toBe(false);
      await untilSet(story, id, "5m");
      await expectWell(story, id, "4821");
      expect(await countCommands(story, "pin.put")).toBe(2);
      expect(await countCommands(story, "pin.delete")).toBe(0);
    }));

  test("a code that stays fallen back is taken out and loaded anew", () =>
    inAugust(async (story) => {
      const id = await story.createSet("4821");
      const since = story.now;
      strike(story, "code.fallsBack", { for: "10m" });
      await untilWarning(story, id, warning);
      expectWarning(story, await story.code(id), { warning, says: /not brought it to the keypad/, since });
      await untilSet(story, id);
      await expectWell(story, id, "4821");
      const commands = (await story.commands()).map(({ type, action }) => action ?? type);
      expect(commands.filter((command) => command !== "pins.get")).toEqual([
        "intent",
        "commit",
        "pin.delete",
        "intent",
        "commit",
      ]);
      expect(story.pins()).toEqual(["4821"]);
    }));
});

describe("names in August's list", () => {
  test.each([
    ["Ada Lovelace", "Ada", "Lovelace"],
    ["  Ada   King  Lovelace ", "Ada", "King Lovelace"],
    ["Ada", "Ada", ""],
  ])("%j is split at its first space", (name, firstName, lastName) =>
    inAugust(async (story) => {
      const id = await story.create("4821", { name });
      expect((await story.code(id)).appearance).toBeNull();
      await untilSet(story, id);
      expect(loaded(story)).toEqual([expect.objectContaining({ firstName, lastName })]);
      expect(await story.code(id)).toMatchObject({
        name,
        appearance: { name, first_name: firstName, last_name: lastName },
      });
    }),
  );
});

describe("a code with times is left to the lock's own schedule", () => {
  const planned = async (story: LabStory) => {
    const times = { starts_at: inHours(story, 100), ends_at: inHours(story, 102) };
    return { id: await story.create("4821", times), times };
  };

  test("nothing is sent before 72 hours", () =>
    inAugust(async (story) => {
      const { id } = await planned(story);
      await story.lab.advance("27h");
      await story.lab.advance("59m");
      expect(await story.code(id)).toMatchObject({ status: "unset", is_scheduled_on_device: false });
      expect(await countCommands(story, "pin.put")).toBe(0);
      await story.lab.advance("2m");
      expect(await countCommands(story, "pin.put")).toBe(2);
    }));

  test("then it stands on the lock, scheduled, and opens nothing before starts_at", () =>
    inAugust(async (story) => {
      const { id, times } = await planned(story);
      await story.lab.advance("28h");
      await story.until(async () => (await story.code(id)).is_scheduled_on_device, "3m");
      expect(await story.code(id)).toMatchObject({ status: "unset", errors: [], warnings: [] });
      expect(story.lock.inspect().slots).toEqual([
        expect.objectContaining({ startsAt: times.starts_at, endsAt: times.ends_at }),
      ]);
      expect(await story.events(id)).toEqual(["created", "scheduled_on_device"]);
      await story.lab.advance({ to: new Date(Date.parse(times.starts_at) - 1).toISOString() });
      expect(await story.lock.press("4821")).toEqual({ opened: false, reason: "outside_schedule" });
      expect(await story.status(id)).toBe("unset");
    }));

  test("it is set from starts_at, opens nothing from ends_at on, and leaves", () =>
    inAugust(async (story) => {
      const { id, times } = await planned(story);
      await story.lab.advance({ to: times.starts_at });
      await expectWell(story, id, "4821");
      expect(await story.events(id)).toEqual(["created", "scheduled_on_device", "set_on_device"]);
      await story.lab.advance({ to: new Date(Date.parse(times.ends_at) - 1).toISOString() });
      await expectWell(story, id, "4821");
      await story.lab.advance("1ms");
      expect(story.lock.opensWith("4821")).toBe(false);
      expect(await story.status(id)).toBe("removing");
      await story.lab.advance("2m");
      expect(await story.status(id)).toBe("gone");
      expect(story.pins()).toEqual([]);
      expect((await story.events(id)).slice(-2)).toEqual(["removed_from_device", "deleted"]);
    }));

  test("the door keeps the times even while the bridge is away", () =>
    inAugust(async (story) => {
      const { id, times } = await planned(story);
      await story.lab.advance("29h");
      strike(story, "hub.offline");
      await story.lab.advance({ to: times.starts_at });
      expect(story.lock.opensWith("4821")).toBe(true);
      await story.lab.advance({ to: times.ends_at });
      expect(story.lock.opensWith("4821")).toBe(false);
      await story.lab.advance("1h");
      expect(await story.status(id)).toBe("removing");
      story.lab.heal();
      await story.until(async () => (await story.status(id)) === "gone", "2m");
    }));
});

describe("a change of PIN", () => {
  test("keeps one of the two PINs working all the time", () =>
    inAugust(async (story) => {
      const { lab, lock } = story;
      const id = await story.createSet("4821");
      await story.update(id, { code: "9061" });
      while ((await story.status(id)) !== "set" || lock.opensWith("4821")) {
        expect(lock.opensWith("4821") || lock.opensWith("9061")).toBe(true);
        await lab.advance("100ms");
      }
      await expectWell(story, id, "9061");
      expect(story.pins()).toEqual(["9061"]);
      expect(await story.events(id)).toEqual(["created", "set_on_device", "changed", "set_on_device"]);
    }));

  test("takes the old PIN out first where there is no room for both", () =>
    inAugust(
      async (story) => {
        const id = await story.createSet("4821");
        await story.update(id, { code: "9061" });
        await untilSet(story, id);
        await expectWell(story, id, "9061");
        expect(story.pins()).toEqual(["9061"]);
      },
      { capacity: 1 },
    ));
});

describe("the bolt from afar", () => {
  test("moves, and the event names the order", () =>
    inAugust(async (story) => {
      for (const action of ["unlock", "lock"] as const) {
        const attempt = await operateDoor(story, action);
        expect(attempt).toMatchObject({ status: "success", error: null });
        expect(story.lock.inspect().locked).toBe(action === "lock");
        // The answer and the lock's own report arrive in either order.
        const [one, other] = (await deviceEvents(story)).slice(-2);
        expect([one, other]).toEqual(
          expect.arrayContaining([
            expect.objectContaining({
              event_type: `lock.${action}ed`,
              method: "seamapi",
              action_attempt_id: attempt.action_attempt_id,
            }),
            expect.objectContaining({
              event_type: `action_attempt.${action}_door.succeeded`,
              action_attempt_id: attempt.action_attempt_id,
            }),
          ]),
        );
      }
    }));

  test.each([
    ["hub.offline", /bridge is offline/],
    ["bridge.missing", /not connected to a bridge/],
    ["bridge.busy", /busy/],
    ["lock.offline", /did not answer/],
  ])("does not move for %s, in words that say why, and moves again afterwards", (kind, says) =>
    inAugust(async (story) => {
      strike(story, kind);
      await story.lab.advance("1s");
      const attempt = await operateDoor(story, "unlock");
      expect(attempt).toMatchObject({ status: "error", result: null });
      expect(attempt.error.message).toMatch(says);
      expect(story.lock.inspect().locked).toBe(true);
      story.lab.heal();
      await story.lab.advance("1s");
      expect(await operateDoor(story, "unlock")).toMatchObject({ status: "success" });
      expect(story.lock.inspect().locked).toBe(false);
    }),
  );
});
