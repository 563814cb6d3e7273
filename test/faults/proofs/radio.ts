import { expect } from "vitest";
import { untilSet } from "../../support/conditions.ts";
import type { LabStory } from "../../support/lab-story.ts";
import { commandsSince, expectSetWithin, msToKeypad, type Proof } from "./proof.ts";

/** How many of the commands that were sent since then were not answered. */
const unanswered = async (story: LabStory, since: string): Promise<number> =>
  (await commandsSince(story, since)) - (await story.messages("reply", since)).length;

/** Which of the commands that were sent since then, counted from 0, were answered, in the order of the answers. */
async function answerOrder(story: LabStory, since: string): Promise<number[]> {
  const ids = (await story.messages("command", since)).map(({ id }) => id);
  return (await story.messages("reply", since)).map(({ inReplyTo }) => ids.indexOf(inReplyTo));
}

/** How many events tell of the door's being unlocked from afar, which it is asked for once. */
async function unlockedFromAfar(story: LabStory): Promise<number> {
  const since = story.lab.now;
  await story.lab.request("/locks/unlock_door", { device_id: story.lock.deviceId });
  await story.lab.advance("5m");
  return (await story.messages("event", since)).length;
}

export const radioProofs = {
  "radio.drop": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      inject({ for: "2h" });
      const since = story.lab.now;
      const id = await story.create("4821");
      await story.lab.advance("10m");
      expect(await unanswered(story, since)).toBeGreaterThan(1);
      expect(story.pins()).toEqual([]);
      story.lab.heal();
      await untilSet(story, id, "40m");
    },
  },

  "radio.lossy": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      inject({ for: "6h", params: { share: 0.4, burst: 2 } });
      let since = story.lab.now;
      for (const pin of ["4821", "9061", "13579"]) await story.createSet(pin);
      const lost = await unanswered(story, since);
      expect(lost).toBeGreaterThan(0);
      expect(lost).toBeLessThan(await commandsSince(story, since));
      story.lab.heal();
      await story.lab.advance("30m");
      since = story.lab.now;
      await expectSetWithin(story, "246801", "2m");
      expect(await unanswered(story, since)).toBe(0);
    },
  },

  "radio.dup": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      expect(await unlockedFromAfar(story)).toBe(1);
      inject({ for: "2h" });
      expect(await unlockedFromAfar(story)).toBe(2);
      story.lab.heal();
      expect(await unlockedFromAfar(story)).toBe(1);
    },
  },

  "radio.reorder": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      inject({ when: { nth: 1 }, for: "1h", params: { patience: "10m" } });
      let since = story.lab.now;
      await expectSetWithin(story, "4821", "2m");
      expect(await answerOrder(story, since)).toEqual([0, 2, 1, 3]);
      story.lab.heal();
      since = story.lab.now;
      await expectSetWithin(story, "9061", "2m");
      expect(await answerOrder(story, since)).toEqual([0, 1]);
    },
  },

  "radio.late": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      expect(await msToKeypad(story, "4821")).toBeLessThan(10_000);
      inject({ for: "2h", params: { delay: "20s", direction: "toLock" } });
      expect(await msToKeypad(story, "9061")).toBeGreaterThan(20_000);
      story.lab.heal();
      await story.lab.advance("30m");
      expect(await msToKeypad(story, "13579")).toBeLessThan(10_000);
    },
  },

  "radio.sleepy": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      inject({ for: "2h", params: { wakeEvery: "10m" } });
      await story.lab.advance("1m");
      await msToKeypad(story, "4821");
      expect(story.now % (10 * 60_000)).toBeLessThan(200);
      story.lab.heal();
      await story.lab.advance("31m");
      expect(await msToKeypad(story, "9061")).toBeLessThan(10_000);
    },
  },
} as const satisfies Record<string, Proof>;
