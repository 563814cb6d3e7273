import { expect, test } from "vitest";
import { inLab } from "../support/lab-story.ts";

test("a code in a position that the lock does not have moves to one that it has, as soon as there is one", () =>
  inLab(
    "hubitat",
    async (story) => {
      const { lab, lock } = story;
      await lock.edit({ action: "add_code", code: "7305", name: "Cleaner" });
      await lock.edit({ action: "add_code", code: "7306", name: "Neighbour" });
      await lab.advance("1h");
      const ids = [await story.create("4821"), await story.create("1234")];
      await lab.advance("1h");
      for (const id of ids) expect(await story.errors(id)).toEqual(["hubitat_device_programming_delay"]);
      await lock.edit({ action: "remove_code", code: "7305" });
      await lab.advance("30m");
      const statuses = await Promise.all(ids.map((id) => story.status(id)));
      expect(statuses.toSorted()).toEqual(["set", "setting"]);
      await lock.edit({ action: "remove_code", code: "7306" });
      await lab.advance("30m");
      for (const id of ids) expect(await story.status(id)).toBe("set");
      expect(story.pins().toSorted()).toEqual(["1234", "4821"]);
    },
    { lock: { capacity: 2, reportedMaxCodes: 20 } },
  ));

test("a code that the lock drops because its owner has the same says so, and is set when that one is gone", () =>
  inLab("hubitat", async (story) => {
    const { lab, lock } = story;
    await lock.edit({ action: "add_code", code: "7305", name: "Cleaner" });
    await lab.advance("1m");
    // The hub has not heard of it yet, so that nobody can refuse the request.
    await lock.edit({ action: "change_code", code: "7305", newCode: "4821" });
    const id = await story.create("4821");
    await lab.advance("10m");
    expect(await story.status(id)).toBe("unset");
    expect(await story.errors(id)).toEqual(["duplicate_code_on_device"]);
    await lock.edit({ action: "remove_code", code: "4821" });
    await lab.advance("10m");
    expect(await story.status(id)).toBe("set");
    expect(story.pins()).toEqual(["4821"]);
  }));

test("a change to a PIN that the owner has is refused in words, and the old one goes on opening", () =>
  inLab("hubitat", async (story) => {
    const { lab, lock } = story;
    const id = await story.createSet("4821");
    await lock.edit({ action: "add_code", code: "7305", name: "Cleaner" });
    await story.update(id, { code: "7305" });
    await lab.advance("10m");
    expect(await story.errors(id)).toEqual(["duplicate_code_on_device"]);
    expect(story.pins()).toEqual(["4821", "7305"]);
    await story.update(id, { code: "1234" });
    await lab.advance("10m");
    expect(await story.status(id)).toBe("set");
    expect(story.pins()).toEqual(["1234", "7305"]);
  }));
