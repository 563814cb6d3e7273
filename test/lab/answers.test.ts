import { describe, expect, test } from "vitest";
import { vendors } from "../support/door-history.ts";
import { inLab } from "../support/lab-story.ts";

/** How each vendor's wire names the steps that the tests aim at. */
const words = {
  august: { write: "pin.put", clear: "pin.delete", read: "pins.get", isMasked: false },
  smartthings: { write: "setCode", clear: "deleteCode", read: "requestCode", isMasked: false },
} as const;

describe.each(vendors)("late, doubled, lost and reordered answers of %s", (vendor) => {
  const { write, clear, read } = words[vendor];
  const within = (kind: string, command: string, more: Readonly<Record<string, unknown>> = {}) => ({
    kind,
    match: { command },
    for: "10m",
    ...more,
  });

  test("a late answer to a command that was given up changes nothing", () =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      lab.inject({ ...within("lock.lateReply", write, { when: { nth: 1 } }), target: lock.target });
      const id = await story.create("4821");
      await lab.advance("10m");
      expect(await story.status(id)).toBe("set");
      expect(lock.opensWith("4821")).toBe(true);
      expect(story.pins()).toHaveLength(1);
      expect(await story.events(id)).toEqual(["created", "set_on_device"]);
    }));

  test("a late answer to a write does not revive a code that was deleted meanwhile", () =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      lab.inject({ ...within("lock.lateReply", write), target: lock.target, for: "3m" });
      const id = await story.create("4821");
      await lab.advance("5s");
      await story.delete(id);
      await lab.advance("10m");
      expect(await story.status(id)).toBe("gone");
      expect(story.pins()).toEqual([]);
      expect((await story.events(id)).at(-1)).toBe("deleted");
    }));

  test("doubled answers change nothing", () =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      lab.inject({ kind: "lock.doubleReply", target: lock.target, for: "1h" });
      const id = await story.create("4821");
      const other = await story.create("0047");
      await lab.advance("5m");
      await story.update(id, { code: "9061" });
      await lab.advance("5m");
      expect(await story.events(id)).toEqual(["created", "set_on_device", "changed", "set_on_device"]);
      await story.delete(id);
      await lab.advance("5m");
      expect(story.pins()).toEqual(["0047"]);
      expect(await story.events(id)).toEqual([
        "created",
        "set_on_device",
        "changed",
        "set_on_device",
        "removed_from_device",
        "deleted",
      ]);
      expect(await story.events(other)).toEqual(["created", "set_on_device"]);
    }));

  test("a command that was acknowledged without effect is found by the read-back", () =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      lab.inject({ ...within("lock.ackNoEffect", write), target: lock.target, for: "2m" });
      const id = await story.create("4821");
      for (let second = 0; second < 120; second += 5) {
        await lab.advance("5s");
        expect(await story.status(id)).not.toBe("set");
      }
      await lab.advance("45m");
      expect(await story.status(id)).toBe("set");
      expect(lock.opensWith("4821")).toBe(true);
    }));

  test("a removal that was acknowledged without effect is found by the read-back", () =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      const id = await story.createSet("4821");
      lab.inject({ ...within("lock.ackNoEffect", clear), target: lock.target, for: "2m" });
      await story.delete(id);
      for (let second = 0; second < 115; second += 5) {
        await lab.advance("5s");
        expect(await story.status(id)).toBe("removing");
        expect(await story.events(id)).not.toContain("removed_from_device");
      }
      await lab.advance("45m");
      expect(await story.status(id)).toBe("gone");
      expect(lock.opensWith("4821")).toBe(false);
    }));

  test("silence ends as unknown, and a read heals it", () =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      const id = await story.create("4821");
      lab.inject({ kind: "lock.replyLost", target: lock.target, for: "6h" });
      // Ten attempts of August's with a pause that doubles to 26 minutes: nearly three hours.
      await lab.advance("5h");
      expect(await story.status(id)).toBe("unknown");
      await lab.advance("1h");
      // The longest pause, twice: a read that finds nothing, and the next attempt.
      await lab.advance("80m");
      expect(await story.status(id)).toBe("set");
      expect(await story.brokenGrammar(id)).toBeUndefined();
    }));

  test("the other hands' new PIN is undone where that is not allowed", () =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      const id = await story.createSet("4821");
      await lock.edit({ action: "change_code", code: "4821", newCode: "7305" });
      await story.until(async () => (await story.events(id)).includes("modified_external_to_seam"), "15m");
      expect(await story.errors(id)).toContain("code_modified_external_to_seam");
      await lab.advance("10m");
      expect(await story.status(id)).toBe("set");
      expect(story.pins()).toEqual(["4821"]);
      expect(await story.errors(id)).toEqual([]);
      expect(await story.events(id)).toEqual([
        "created",
        "set_on_device",
        "modified_external_to_seam",
        "set_on_device",
      ]);
    }));

  test("the other hands' new PIN is taken over where that is allowed", () =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      const id = await story.createSet("4821", { is_external_modification_allowed: true });
      await lock.edit({ action: "change_code", code: "4821", newCode: "7305" });
      await lab.advance("15m");
      expect((await story.code(id)).code).toBe("7305");
      expect(await story.status(id)).toBe("set");
      expect(await story.warnings(id)).toContain("code_modified_external_to_seam");
      expect(await story.errors(id)).toEqual([]);
      expect(story.pins()).toEqual(["7305"]);
      const events = await story.events(id);
      expect(events.filter((type) => type === "modified_external_to_seam")).toHaveLength(1);
      expect(await story.brokenGrammar(id)).toBeUndefined();
    }));

  test("a code that other hands deleted is set again where that is not allowed", () =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      const id = await story.createSet("4821");
      await lock.edit({ action: "remove_code", code: "4821" });
      await lab.advance("20m");
      expect(await story.status(id)).toBe("set");
      expect(story.pins()).toEqual(["4821"]);
      expect(await story.events(id)).toEqual([
        "created",
        "set_on_device",
        "deleted_external_to_seam",
        "set_on_device",
      ]);
    }));

  test("a code that other hands deleted stays away where that is allowed", () =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      const id = await story.createSet("4821", { is_external_modification_allowed: true });
      await lock.edit({ action: "remove_code", code: "4821" });
      await lab.advance("1d");
      expect(await story.status(id)).toBe("unset");
      expect(await story.warnings(id)).toContain("code_modified_external_to_seam");
      expect(story.pins()).toEqual([]);
      expect(await story.events(id)).toEqual(["created", "set_on_device", "deleted_external_to_seam"]);
    }));

  test("three reverts in a row trip the breaker, and it is tried again hours later", () =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      const id = await story.createSet("4821");
      for (const round of [1, 2, 3]) {
        await lock.edit({ action: "change_code", code: "4821", newCode: "7305" });
        if (round < 3)
          await story.until(async () => lock.opensWith("4821") && (await story.status(id)) === "set", "15m");
      }
      await lab.advance("15m");
      expect(await story.warnings(id)).toContain("third_party_integration_detected");
      const before = (await story.commands()).filter(({ type }) => type === write).length;
      await lab.advance("5h");
      expect((await story.commands()).filter(({ type }) => type === write)).toHaveLength(before);
      expect(story.pins()).toEqual(["7305"]);
      await lab.advance("2h");
      expect(await story.status(id)).toBe("set");
      expect(story.pins()).toEqual(["4821"]);
      expect(await story.warnings(id)).toEqual([]);
      const events = await story.events(id);
      expect(events.filter((type) => type === "modified_external_to_seam")).toHaveLength(3);
    }));

  test("a suspended code is removed when it is deleted", () =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      const id = await story.createSet("4821");
      for (const round of [1, 2, 3]) {
        await lock.edit({ action: "change_code", code: "4821", newCode: "7305" });
        if (round < 3)
          await story.until(async () => lock.opensWith("4821") && (await story.status(id)) === "set", "15m");
      }
      await lab.advance("15m");
      await story.delete(id);
      await lab.advance("5m");
      expect(await story.status(id)).toBe("gone");
      expect(story.pins()).toEqual([]);
    }));

  test("reads that lose their answers do not make a code set", () =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      lab.inject({ ...within("lock.replyLost", read), target: lock.target, for: "5m" });
      const id = await story.create("4821");
      for (let second = 0; second < 290; second += 10) {
        await lab.advance("10s");
        expect(await story.status(id)).not.toBe("set");
      }
      await lab.advance("40m");
      expect(await story.status(id)).toBe("set");
    }));
});

describe("an effect that comes after its removal was confirmed", () => {
  /** The write that brings the code to the keypad: August's second `pin.put`, the commit. */
  const lateWrite = { kind: "lock.lateEffect", params: { delay: "4m" }, for: "30s" };

  test("is undone where the lock tells of it", () =>
    inLab("smartthings", async (story) => {
      const { lab, lock } = story;
      lab.inject({ ...lateWrite, match: { command: "setCode" }, target: lock.target });
      const id = await story.create("4821");
      await lab.advance("12s");
      await story.delete(id);
      await story.until(async () => (await story.status(id)) === "gone", "3m");
      await story.until(async () => lock.opensWith("4821"), "6m");
      await lab.advance("2m");
      expect(lock.opensWith("4821")).toBe(false);
      expect(story.pins()).toEqual([]);
      expect(await story.brokenGrammar(id)).toBeUndefined();
    }));

  test("is undone when the hub was away as it happened", () =>
    inLab("smartthings", async (story) => {
      const { lab, lock } = story;
      lab.inject({ ...lateWrite, match: { command: "setCode" }, target: lock.target });
      const id = await story.create("4821");
      await lab.advance("12s");
      await story.delete(id);
      await story.until(async () => (await story.status(id)) === "gone", "3m");
      lab.inject({ kind: "hub.offline", target: lock.hub, for: "10m" });
      await story.until(async () => lock.opensWith("4821"), "6m");
      await lab.advance("15m");
      expect(story.pins()).toEqual([]);
    }));

  test("cannot come in August's cloud, which forgets the intent with the code", () =>
    inLab("august", async (story) => {
      const { lab, lock } = story;
      lab.inject({
        ...lateWrite,
        match: { command: "pin.put" },
        when: { nth: 2 },
        target: lock.target,
      });
      const id = await story.create("4821");
      await lab.advance("5s");
      await story.delete(id);
      await story.until(async () => (await story.status(id)) === "gone", "3m");
      for (let minute = 0; minute < 10; minute++) {
        await lab.advance("1m");
        expect(lock.opensWith("4821")).toBe(false);
      }
      expect(story.pins()).toEqual([]);
    }));
});

test("a code that the owner made while the hub was away is not overwritten", () =>
  inLab("smartthings", async (story) => {
    const { lab, lock } = story;
    await story.createSet("4821");
    lab.inject({ kind: "hub.offline", target: lock.hub, for: "1h" });
    await lab.advance("1m");
    const id = await story.create("0047");
    await lock.edit({ action: "add_code", code: "7305" });
    await lab.advance("70m");
    expect(story.pins()).toEqual(["4821", "7305", "0047"]);
    expect(await story.status(id)).toBe("set");
  }));

test("a code that the owner made while the service's own link was down is not overwritten", () =>
  inLab("smartthings", async (story) => {
    const { lab, lock } = story;
    await story.createSet("4821");
    lab.inject({ kind: "net.partition", target: "link:service>broker", for: "1h" });
    await lab.advance("1m");
    await lock.edit({ action: "add_code", code: "7305" });
    await lab.advance("50m");
    const id = await story.create("0047");
    await lab.advance("20m");
    expect(story.pins()).toEqual(["4821", "7305", "0047"]);
    expect(await story.status(id)).toBe("set");
  }));

test("a code that the owner made in our slot between two attempts is not overwritten", () =>
  inLab("smartthings", async (story) => {
    const { lab, lock } = story;
    const command = "setCode";
    const params = { code: "failure" };
    lab.inject({ kind: "lock.nak", target: lock.target, match: { command }, for: "5m", params });
    const id = await story.create("4821");
    // The third attempt has failed; the fourth is minutes away.
    await lab.advance("60s");
    await lock.edit({ action: "add_code", code: "7305" });
    await lab.advance("1h");
    expect(story.pins()).toEqual(["7305", "4821"]);
    expect(await story.status(id)).toBe("set");
  }));

test("a removal leaves alone what the owner made in a slot that ours never reached", () =>
  inLab("smartthings", async (story) => {
    const { lab, lock } = story;
    lab.inject({ kind: "lock.offline", target: lock.target, for: "3m" });
    const id = await story.create("4821");
    await lab.advance("1s");
    await lock.edit({ action: "add_code", code: "7305" });
    await story.delete(id);
    await lab.advance("45m");
    expect(story.pins()).toEqual(["7305"]);
    expect(await story.status(id)).toBe("gone");
  }));

test("the other hands' new PIN is noticed though the first reads of it were lost", () =>
  inLab("smartthings", async (story) => {
    const { lab, lock } = story;
    const id = await story.createSet("4821");
    lab.inject({ kind: "lock.noReply", target: lock.target, for: "3h" });
    await lock.edit({ action: "change_code", code: "4821", newCode: "7305" });
    // The longest pause between two reads is 36 minutes.
    await lab.advance("4h");
    expect(story.pins()).toEqual(["4821"]);
    expect(await story.status(id)).toBe("set");
  }));

test("a load that comes while another attempt is waited for is seen, and goes with its code", () =>
  inLab("august", async (story) => {
    const { lab, lock } = story;
    const command = "pin.put";
    lab.inject({
      kind: "lock.lateEffect",
      target: lock.target,
      match: { command },
      when: { nth: 2 },
      for: "1m",
    });
    const id = await story.create("4821");
    await lab.advance("4s");
    lab.inject({
      kind: "lock.nak",
      target: lock.target,
      match: { command },
      for: "1h",
      params: { code: "429" },
    });
    await story.until(async () => lock.opensWith("4821"), "5m");
    await lab.advance("1m");
    expect(await story.status(id)).toBe("set");
    await story.delete(id);
    await lab.advance("5m");
    expect(story.pins()).toEqual([]);
  }));

describe.each(vendors)("the hub of %s is away at ends_at", (vendor) => {
  const { write, clear } = words[vendor];
  /** August's cloud answers for a bridge that is away, and keeps schedules; what it cannot keep is a JIT code. */
  const justInTime = { prefer_native_scheduling: false };

  test("the PIN stays, the code says so, and it goes first when the hub is back", () =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      const endsAt = new Date(story.now + 2 * 3_600_000).toISOString();
      const id = await story.createSet("4821", { ends_at: endsAt, ...justInTime });
      lab.inject({ kind: "hub.offline", target: lock.hub, for: "6h" });
      await lab.advance("90m");
      const next = await story.create("0047");
      await lab.advance({ to: endsAt });
      await lab.advance("20m");
      expect(lock.opensWith("4821")).toBe(true);
      expect(await story.status(id)).toBe("removing");
      expect(await story.warnings(id)).toContain("delay_in_removing_from_device");
      expect(await story.events(id)).toContain("delay_in_removing_from_device");
      expect(await story.events(id)).not.toContain("removed_from_device");
      const back = new Date(story.now).toISOString();
      lab.heal();
      await lab.advance("5m");
      expect(lock.opensWith("4821")).toBe(false);
      expect(await story.status(id)).toBe("gone");
      expect(await story.status(next)).toBe("set");
      const commands = (await story.commands(back)).map(({ type }) => type);
      expect(commands.indexOf(clear)).toBeGreaterThanOrEqual(0);
      expect(commands.indexOf(clear)).toBeLessThan(commands.indexOf(write));
    }));
});
