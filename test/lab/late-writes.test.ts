import { expect, test } from "vitest";
import { inLab } from "../support/lab-story.ts";

const masked = { lock: { masksCodes: true } };

test("a PIN that comes late into a slot that was given up is taken out, also where the lock masks it", () =>
  inLab(
    "smartthings",
    async (story) => {
      const { lab, lock } = story;
      // After the read that misses it, and before the next attempt.
      lab.inject({ kind: "radio.late", target: lock.target, when: { nth: 1 }, params: { delay: "38s" } });
      const id = await story.create("4821");
      await lab.advance("15m");
      expect(await story.status(id)).toBe("set");
      expect(story.pins()).toEqual(["4821"]);
      await story.delete(id);
      await lab.advance("15m");
      expect(await story.status(id)).toBe("gone");
      expect(lock.opensWith("4821")).toBe(false);
    },
    masked,
  ));

test("a masked PIN that takes effect after its code was deleted is taken out", () =>
  inLab(
    "smartthings",
    async (story) => {
      const { lab, lock } = story;
      lab.inject({
        kind: "lock.lateEffect",
        target: lock.target,
        match: { command: "setCode" },
        params: { delay: "5m" },
        for: "30s",
      });
      const id = await story.create("4821");
      await lab.advance("30s");
      await story.delete(id);
      await lab.advance("3m");
      expect(await story.status(id)).toBe("gone");
      await lab.advance("10m");
      expect(story.pins()).toEqual([]);
    },
    masked,
  ));

test("a stranger's masked code in a slot that was given up is left alone", () =>
  inLab(
    "smartthings",
    async (story) => {
      const { lab, lock } = story;
      lab.inject({
        kind: "lock.noReply",
        target: lock.target,
        match: { command: "setCode" },
        when: { nth: 1 },
      });
      const id = await story.create("4821");
      await lab.advance("38s");
      await lock.edit({ action: "add_code", code: "7305", name: "Cleaner" });
      await lab.advance("30m");
      expect(await story.status(id)).toBe("set");
      expect(story.pins()).toEqual(["7305", "4821"]);
    },
    masked,
  ));
