import { describe, expect, test } from "vitest";
import { inLab, type LabStory } from "../support/lab-story.ts";

/** Refuses every load or write with a code of the vendor's, until it is healed. */
function refuseWrites({ lab, lock }: LabStory, vendorCode: string): void {
  const command = lock.vendor === "august" ? "pin.put" : "setCode";
  lab.inject({
    kind: "lock.nak",
    target: lock.target,
    match: { command },
    for: "12h",
    params: { code: vendorCode },
  });
}

/** A code that is well: set, opening, and with nothing to report. */
async function expectWell(story: LabStory, id: string, pin: string): Promise<void> {
  expect(await story.status(id)).toBe("set");
  expect(story.lock.opensWith(pin)).toBe(true);
  expect(await story.errors(id)).toEqual([]);
  expect(await story.warnings(id)).toEqual([]);
}

describe("august", () => {
  test("a missing keypad is an error of the code until a keypad is paired", () =>
    inLab("august", async (story) => {
      const { lab, lock } = story;
      lab.inject({ kind: "keypad.missing", target: lock.target, for: "2h" });
      const id = await story.create("4821");
      await lab.advance("5m");
      expect(await story.status(id)).toBe("unset");
      expect(await story.errors(id)).toEqual(["august_lock_missing_keypad"]);
      expect(await story.events(id)).toEqual(["created", "failed_to_set_on_device"]);
      lab.heal();
      await lab.advance("5m");
      await expectWell(story, id, "4821");
    }));

  test("a missing bridge is an error of the code and of its device until there is one", () =>
    inLab("august", async (story) => {
      const { lab, lock } = story;
      lab.inject({ kind: "bridge.missing", target: lock.target, for: "2h" });
      const id = await story.create("4821");
      await lab.advance("5m");
      expect(await story.status(id)).toBe("unset");
      expect(await story.errors(id)).toContain("august_lock_missing_bridge");
      const { device } = await lab.request("/devices/get", { device_id: lock.deviceId });
      expect(device.errors.map((error: { error_code: string }) => error.error_code)).toContain(
        "august_lock_missing_bridge",
      );
      lab.heal();
      await lab.advance("5m");
      await expectWell(story, id, "4821");
    }));

  test("a length that this one keypad does not take is an error until the code is changed", () =>
    inLab(
      "august",
      async (story) => {
        const { lab } = story;
        const id = await story.create("48210");
        await lab.advance("5m");
        expect(await story.status(id)).toBe("unset");
        expect(await story.errors(id)).toEqual(["august_lock_invalid_code_length"]);
        await lab.advance("1d");
        expect(await story.errors(id)).toEqual(["august_lock_invalid_code_length"]);
        await story.update(id, { code: "4821" });
        await lab.advance("5m");
        await expectWell(story, id, "4821");
      },
      { lock: { pinLengths: [4] } },
    ));

  test("a full table is an error until another code goes", () =>
    inLab(
      "august",
      async (story) => {
        const { lab } = story;
        const first = await story.createSet("4821");
        await story.createSet("0047");
        const third = await story.create("9061");
        await lab.advance("5m");
        expect(await story.status(third)).toBe("unset");
        expect(await story.errors(third)).toEqual(["august_device_slots_full"]);
        await story.delete(first);
        await lab.advance("5m");
        await expectWell(story, third, "9061");
      },
      { lock: { capacity: 2 } },
    ));

  test("a code of the owner's with the same PIN is an error until the owner removes it", () =>
    inLab("august", async (story) => {
      const { lab, lock } = story;
      await lock.edit({ action: "add_code", code: "4821" });
      const id = await story.create("4821");
      await lab.advance("5m");
      expect(await story.status(id)).toBe("unset");
      expect(await story.errors(id)).toEqual(["duplicate_code_on_device"]);
      await lock.edit({ action: "remove_code", code: "4821" });
      await lab.advance("15m");
      await expectWell(story, id, "4821");
    }));

  test.each([
    ["422", "august_lock_temporarily_offline"],
    ["408", "august_lock_temporarily_offline"],
    ["429", undefined],
    ["502", undefined],
  ] as const)("status %s is tried again, and leaves nothing behind", (vendorCode, warning) =>
    inLab("august", async (story) => {
      const { lab } = story;
      refuseWrites(story, vendorCode);
      const id = await story.create("4821");
      await lab.advance("3m");
      expect(await story.status(id)).toBe("setting");
      expect(await story.errors(id)).toEqual([]);
      expect(await story.warnings(id)).toEqual(warning === undefined ? [] : [warning]);
      lab.heal();
      await lab.advance("45m");
      await expectWell(story, id, "4821");
    }),
  );

  test.each([
    ["422", "august_lock_temporarily_offline"],
    ["502", "failed_to_set_on_device"],
  ] as const)("status %s becomes an error when the attempts are spent", (vendorCode, error) =>
    inLab("august", async (story) => {
      const { lab } = story;
      refuseWrites(story, vendorCode);
      const id = await story.create("4821");
      // Ten attempts whose pauses double from 10 s to 26 min.
      await lab.advance("3h");
      expect(await story.errors(id)).toEqual([error]);
      expect(await story.events(id)).toContain("failed_to_set_on_device");
      lab.heal();
      await lab.advance("45m");
      await expectWell(story, id, "4821");
    }),
  );

  test("a bridge in use counts as no failure, however long it is", () =>
    inLab("august", async (story) => {
      const { lab, lock } = story;
      lab.inject({ kind: "bridge.busy", target: lock.target, for: "6h" });
      const id = await story.create("4821");
      await lab.advance("5h");
      expect(await story.status(id)).toBe("setting");
      expect(await story.errors(id)).toEqual([]);
      expect(await story.warnings(id)).toEqual(["delay_in_setting_on_device"]);
      lab.heal();
      await lab.advance("5m");
      await expectWell(story, id, "4821");
    }));

  test("a load that takes minutes is a warning until it has come", () =>
    inLab("august", async (story) => {
      const { lab, lock } = story;
      // Loads take 6 to 25 minutes then; the driver calls them slow after five.
      lab.inject({ kind: "load.slow", target: lock.target, for: "6h" });
      const id = await story.create("4821");
      await lab.advance("330s");
      expect(await story.status(id)).toBe("setting");
      expect(await story.warnings(id)).toEqual(["august_device_programming_delay"]);
      await lab.advance("25m");
      await expectWell(story, id, "4821");
    }));

  test("a code that fell back is no longer shown as set, and is loaded again", () =>
    inLab("august", async (story) => {
      const { lab, lock } = story;
      const id = await story.createSet("4821");
      lab.inject({ kind: "code.fallsBack", target: lock.target, for: "1h" });
      await lab.advance("1m");
      expect(lock.opensWith("4821")).toBe(false);
      expect(await story.status(id)).toBe("setting");
      lab.heal();
      await lab.advance("45m");
      await expectWell(story, id, "4821");
      expect(await story.events(id)).not.toContain("deleted_external_to_seam");
    }));

  test("a lock that its bridge does not reach leaves the code on its way", () =>
    inLab("august", async (story) => {
      const { lab, lock } = story;
      lab.inject({ kind: "lock.offline", target: lock.target, for: "2h" });
      const id = await story.create("4821");
      await lab.advance("30m");
      expect(await story.status(id)).toBe("setting");
      expect(await story.warnings(id)).toContain("delay_in_setting_on_device");
      lab.heal();
      await lab.advance("15m");
      await expectWell(story, id, "4821");
    }));
});

describe("smartthings", () => {
  test("a busy hub is no failure", () =>
    inLab("smartthings", async (story) => {
      const { lab } = story;
      refuseWrites(story, "busy");
      const id = await story.create("4821");
      await lab.advance("2h");
      expect(await story.status(id)).toBe("setting");
      expect(await story.errors(id)).toEqual([]);
      lab.heal();
      await lab.advance("5m");
      await expectWell(story, id, "4821");
    }));

  test("a failure is a warning first and an error when the attempts are spent", () =>
    inLab("smartthings", async (story) => {
      const { lab } = story;
      refuseWrites(story, "failure");
      const id = await story.create("4821");
      await lab.advance("10s");
      expect(await story.errors(id)).toEqual([]);
      expect(await story.warnings(id)).toEqual(["smartthings_failed_to_set_access_code"]);
      // Three attempts, 10 s and 20 s apart.
      await lab.advance("3m");
      expect(await story.errors(id)).toEqual(["smartthings_failed_to_set_after_multiple_retries"]);
      expect(await story.warnings(id)).not.toContain("smartthings_failed_to_set_access_code");
      lab.heal();
      await lab.advance("45m");
      await expectWell(story, id, "4821");
      expect(await story.brokenGrammar(id)).toBeUndefined();
    }));

  test("a code of the owner's with the same PIN is an error until the owner removes it", () =>
    inLab("smartthings", async (story) => {
      const { lab, lock } = story;
      await lock.edit({ action: "add_code", code: "4821" });
      await lab.advance("10s");
      const id = await story.create("4821");
      await lab.advance("5m");
      expect(await story.status(id)).toBe("unset");
      expect(await story.errors(id)).toEqual(["duplicate_code_on_device"]);
      await lock.edit({ action: "remove_code", code: "4821" });
      await lab.advance("15m");
      await expectWell(story, id, "4821");
    }));

  test("a full table is an error until another code goes, and no code of the owner's is touched", () =>
    inLab(
      "smartthings",
      async (story) => {
        const { lab, lock } = story;
        await lock.edit({ action: "add_code", code: "7305" });
        await lab.advance("10s");
        const first = await story.createSet("4821");
        const second = await story.create("0047");
        await lab.advance("5m");
        expect(await story.status(second)).toBe("unset");
        expect(await story.errors(second)).toEqual(["smartthings_no_free_slots_available"]);
        await story.delete(first);
        await lab.advance("5m");
        await expectWell(story, second, "0047");
        expect(lock.opensWith("7305")).toBe(true);
      },
      { lock: { capacity: 2, reportsCapacity: true } },
    ));

  test("a lock that reports no capacity is taken to have 20 slots", () =>
    inLab(
      "smartthings",
      async (story) => {
        const { lab } = story;
        const ids: string[] = [];
        for (let number = 0; number < 21; number++) ids.push(await story.create(String(5000 + number)));
        await lab.advance("15m");
        const [last = ""] = ids.slice(-1);
        for (const id of ids.slice(0, 20)) expect(await story.status(id)).toBe("set");
        expect(await story.errors(last)).toEqual(["smartthings_no_free_slots_available"]);
        await story.delete(ids[0] ?? "");
        await lab.advance("5m");
        expect(await story.status(last)).toBe("set");
      },
      { lock: { capacity: 30, reportsCapacity: false } },
    ));

  test("a lock that holds less than is assumed of it says so itself", () =>
    inLab(
      "smartthings",
      async (story) => {
        const { lab } = story;
        const first = await story.createSet("4821");
        const second = await story.create("0047");
        await lab.advance("5m");
        expect(await story.status(second)).toBe("unset");
        expect(await story.errors(second)).toHaveLength(1);
        await story.delete(first);
        await lab.advance("5m");
        expect(await story.status(second)).toBe("set");
      },
      { lock: { capacity: 1, reportsCapacity: false } },
    ));

  test("a length that the lock reports not to take is refused before anything is sent", () =>
    inLab(
      "smartthings",
      async (story) => {
        await expect(story.create("482100")).rejects.toMatchObject({ status: 400 });
        expect(await story.commands()).toEqual([]);
      },
      { lock: { maxCodeLength: 5, reportsLengths: true } },
    ));

  test("a length that the lock does not take and did not report is an error until the code is changed", () =>
    inLab(
      "smartthings",
      async (story) => {
        const { lab } = story;
        const id = await story.create("482100");
        await lab.advance("5m");
        expect(await story.status(id)).toBe("unset");
        expect(await story.errors(id)).toEqual(["smartthings_failed_to_set_access_code"]);
        await story.update(id, { code: "4821" });
        await lab.advance("5m");
        await expectWell(story, id, "4821");
      },
      { lock: { maxCodeLength: 5, reportsLengths: false, reportsCapacity: false } },
    ));

  test("a lock that masks its codes is written only where it was seen to be empty", () =>
    inLab(
      "smartthings",
      async (story) => {
        const { lab, lock } = story;
        const id = await story.createSet("4821");
        lab.inject({
          kind: "lock.ackNoEffect",
          target: lock.target,
          match: { command: "setCode" },
          for: "1m",
        });
        await story.update(id, { code: "0047" });
        for (let second = 0; second < 3600; second += 20) {
          await lab.advance("20s");
          if ((await story.status(id)) === "set") expect(lock.opensWith("0047")).toBe(true);
        }
        await expectWell(story, id, "0047");
        expect(lock.opensWith("4821")).toBe(false);
      },
      { lock: { masksCodes: true } },
    ));

  test("a lock that does not overwrite has its slot cleared first", () =>
    inLab(
      "smartthings",
      async (story) => {
        const { lab, lock } = story;
        const id = await story.createSet("4821");
        await story.update(id, { code: "0047" });
        await lab.advance("10m");
        await expectWell(story, id, "0047");
        expect(lock.opensWith("4821")).toBe(false);
        expect(story.pins()).toEqual(["0047"]);
      },
      { lock: { refusesOverwrite: true } },
    ));
});
