import { describe, expect, test } from "vitest";
import { inLab, type LabStory } from "../support/lab-story.ts";

/** The first write leaves a PIN that nobody has chosen, under the name that was sent with it. */
const tearFirstWrite = ({ lab, lock }: LabStory): string =>
  lab.inject({ kind: "lock.tornWrite", target: lock.target, when: { nth: 1 }, for: "1h" });

// A SmartThings lock tells a slot's PIN, and its hub the names.
describe.each(["hubitat", "smartthings"])("what a lock has garbled under our name: %s", (vendor) => {
  test("is written anew, in the same slot", () =>
    inLab(vendor, async (story) => {
      tearFirstWrite(story);
      const id = await story.create("4821");
      await story.lab.advance("30m");
      expect(await story.status(id)).toBe("set");
      expect(story.pins()).toEqual(["4821"]);
    }));

  test("is taken off with its code", () =>
    inLab(vendor, async (story) => {
      tearFirstWrite(story);
      const id = await story.create("4821");
      await story.until(async () => story.pins().length > 0, "1m");
      await story.delete(id);
      await story.lab.advance("30m");
      expect(await story.status(id)).toBe("gone");
      expect(story.pins()).toEqual([]);
    }));

  test("is not what a stranger has put where our code got lost", () =>
    inLab(vendor, async (story) => {
      const { lab, lock } = story;
      lab.inject({ kind: "lock.noReply", target: lock.target, match: { command: "setCode" }, for: "3s" });
      const id = await story.create("4821");
      await lab.advance("1s");
      await lock.edit({ action: "add_code", code: "7305" });
      await lab.advance("1h");
      expect(await story.status(id)).toBe("set");
      expect(lock.inspect().slots).toEqual([
        expect.objectContaining({ slot: 1, pin: "7305" }),
        expect.objectContaining({ slot: 2, pin: "4821" }),
      ]);
    }));
});
