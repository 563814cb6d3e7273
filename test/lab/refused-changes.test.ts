import { expect, test } from "vitest";
import { countCommands, expectError, refuse, untilError, untilSet } from "../support/conditions.ts";
import { inLab } from "../support/lab-story.ts";

/** For each kind of lock how it says no for good to what is written. One overwrites its entries, the other cannot. */
const refusals = [
  ["smartthings", "setCode", "invalidCommand", "smartthings_failed_to_set_access_code"],
  ["august", "pin.put", "bad_pin_format", "august_lock_invalid_code_length"],
] as const;

const says = /refused by the device and has been undone/;

test.each(refusals)(
  "a PIN that a lock of %s refuses for good is taken back: the code shows what opens the door, and why",
  (vendor, command, code, error) =>
    inLab(vendor, async (story) => {
      const id = await story.createSet("4821", { name: "Ann" });
      const since = story.now;
      refuse(story, command, code);
      await story.update(id, { code: "7305", name: "Bob" });
      await untilError(story, id, error);
      await untilSet(story, id);

      const after = await story.code(id);
      expectError(story, after, { error, says, since });
      expect([after.code === "4821", after.name, after.status]).toEqual([true, "Ann", "set"]);
      expect([story.lock.opensWith("4821"), story.lock.opensWith("7305")]).toEqual([true, false]);
      const events = await story.events(id);
      expect(events.slice(2, 5)).toEqual(["changed", "failed_to_set_on_device", "changed"]);
      expect(await story.brokenGrammar(id)).toBeUndefined();

      // Nothing is tried again, and the next change that the lock takes ends the matter.
      const tried = await countCommands(story, command);
      await story.lab.advance("1d");
      expect(await countCommands(story, command)).toBe(tried);
      story.lab.heal();
      await story.update(id, { code: "9402" });
      await story.lab.advance("30m");
      expect(await story.code(id)).toMatchObject({ status: "set", errors: [] });
      expect([story.lock.opensWith("4821"), story.lock.opensWith("9402")]).toEqual([false, true]);
    }),
);

test("a name that is refused for good is taken back, and the code stays set", () =>
  inLab("smartthings", async (story) => {
    const id = await story.createSet("4821", { name: "Ann" });
    refuse(story, "setCode", "invalidCommand");
    await story.update(id, { name: "Bob" });
    await untilError(story, id, "smartthings_failed_to_set_access_code");
    await untilSet(story, id);
    const after = await story.code(id);
    expect([after.name, after.appearance.name, after.status]).toEqual(["Ann", "Ann", "set"]);
    expect(story.lock.opensWith("4821")).toBe(true);
  }));

test("the attempt of a refused change fails with its words, and a crash in the middle changes nothing of it", () =>
  inLab("smartthings", async (story) => {
    const id = await story.createSet("4821");
    refuse(story, "setCode", "invalidCommand");
    const { action_attempt } = await story.lab.request("/access_codes/update", {
      access_code_id: id,
      code: "7305",
    });
    story.lab.inject({ kind: "service.crash", target: "service", when: { at: "3s" } });
    await story.lab.advance("30m");
    const { action_attempt_id } = action_attempt;
    const ended = (await story.lab.request("/action_attempts/get", { action_attempt_id })).action_attempt;
    expect(ended).toMatchObject({
      status: "error",
      error: { type: "smartthings_failed_to_set_access_code", message: expect.stringMatching(says) },
    });
    expect((await story.code(id)).code === "4821").toBe(true);
    expect(await story.status(id)).toBe("set");
  }));

test("a linked code whose lock refuses the new PIN keeps its own, and is linked no more", () =>
  inLab("smartthings", async (story) => {
    const device_id = story.lock.deviceId;
    const { access_codes } = await story.lab.request("/access_codes/create_multiple", {
      device_ids: [device_id],
    });
    const { access_code_id: id, common_code_key, code } = access_codes[0];
    await untilSet(story, id);
    refuse(story, "setCode", "invalidCommand");
    await story.update(id, { code: "7305" });
    await untilError(story, id, "smartthings_failed_to_set_access_code");
    await untilSet(story, id);
    expect(await story.code(id)).toMatchObject({ common_code_key: null });
    expect((await story.code(id)).code === code).toBe(true);
    await expect(
      story.lab.request("/access_codes/update_multiple", { common_code_key, name: "x" }),
    ).rejects.toMatchObject({ type: "access_code_not_found" });
  }));

test("what was added and changed before any list has shown it is taken off when the owner has the PIN that it was to get", () =>
  inLab("ttlock", async (story) => {
    const { lab, lock } = story;
    await lock.edit({ action: "add_code", code: "7305", name: "Cleaner" });
    const id = await story.create("4821");
    await lab.advance("1s");
    await story.update(id, { code: "7305" });
    await story.until(async () => lock.opensWith("4821"), "1m");
    await untilError(story, id, "duplicate_code_on_device");
    await story.until(async () => !lock.opensWith("4821"), "5m");
    await lab.advance("1h");
    expect(await story.errors(id)).toEqual(["duplicate_code_on_device"]);
    expect(story.pins()).toEqual(["7305"]);
    await lock.edit({ action: "remove_code", code: "7305" });
    await untilSet(story, id);
    expect(story.pins()).toEqual(["7305"]);
  }));
