import { expect } from "vitest";
import type { FaultInput } from "../../../src/index.ts";
import { untilSet } from "../../support/conditions.ts";
import type { LabStory } from "../../support/lab-story.ts";
import {
  chunks,
  commandsSince,
  deafens,
  deviceErrors,
  enter,
  expectSetWithin,
  type Proof,
  unlockedCount,
} from "./proof.ts";

const way = "service>broker";

/** How many of the lock's answers that were published since then were published before. */
async function repeatedReplies(story: LabStory, since: string): Promise<number> {
  const ids = (await story.messages("reply", since)).map(({ id }) => id);
  return ids.length - new Set(ids).size;
}

/** While it lasts, answers are on the wire more than once; codes arrive all the same. */
const repeatsReplies =
  (how: Partial<FaultInput>): Proof["prove"] =>
  async (story, inject) => {
    inject({ target: story.lock.hub, for: "2h", ...how });
    let since = story.lab.now;
    await expectSetWithin(story, "4821", "15m");
    expect(await repeatedReplies(story, since)).toBeGreaterThan(0);
    story.lab.heal();
    await story.lab.advance("1m");
    since = story.lab.now;
    await expectSetWithin(story, "9061", "15m");
    expect(await repeatedReplies(story, since)).toBe(0);
  };

/** Somebody comes in while the service is cut off, and after `struck`. How often the service hears of it later. */
async function heardAfterCut(story: LabStory, struck: () => void = () => {}): Promise<number> {
  const before = await unlockedCount(story);
  const cut = story.lab.inject({ kind: "net.partition", target: `link:${way}`, for: "2h" });
  await story.lab.advance("1m");
  struck();
  await story.lab.advance("1m");
  await enter(story);
  await story.lab.advance("1m");
  story.lab.heal(cut);
  await story.lab.advance("5m");
  return (await unlockedCount(story)) - before;
}

/** What should wait at the broker until the service is back does not. */
const losesWhatWaits =
  (how: Partial<FaultInput> = {}): Proof["prove"] =>
  async (story, inject) => {
    await story.createSet("4821");
    expect(await heardAfterCut(story, () => inject({ target: "service", ...how }))).toBe(0);
    story.lab.heal();
    expect(await heardAfterCut(story)).toBe(1);
  };

export const brokerProofs = {
  "mqtt.ackLost": {
    vendor: "smartthings",
    prove: repeatsReplies({ match: { topic: "*/reply" }, when: { p: 0.8 } }),
  },

  // The hub knows a command again and repeats its answer.
  "mqtt.dup": { vendor: "smartthings", prove: repeatsReplies({ match: { topic: "*/command" } }) },

  "mqtt.sessionLost": { vendor: "smartthings", prove: losesWhatWaits() },
  "mqtt.queueOverflow": { vendor: "smartthings", prove: losesWhatWaits({ for: "2h", params: { limit: 0 } }) },

  "mqtt.kick": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      await story.lab.advance("10m");
      const begun = story.now;
      inject({ target: "service" });
      await story.lab.advance("1m");
      expect(chunks(story, way, begun).length).toBeGreaterThan(0);
      const later = story.now;
      await story.lab.advance("10m");
      expect(chunks(story, way, later)).toEqual([]);
      await expectSetWithin(story, "4821", "2m");
    },
  },

  "mqtt.authFail": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      inject({ target: "service", for: "1h" });
      const since = story.lab.now;
      const id = await story.create("4821");
      await story.lab.advance("10m");
      expect(await commandsSince(story, since)).toBe(0);
      story.lab.heal();
      await untilSet(story, id);
    },
  },

  "mqtt.subscribeDenied": { vendor: "smartthings", prove: deafens },
  "mqtt.slowConsumer": { vendor: "smartthings", prove: deafens },

  "mqtt.restart": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      inject({ target: "broker", params: { downFor: "10m" } });
      const since = story.lab.now;
      const id = await story.create("4821");
      await story.lab.advance("9m");
      expect(await commandsSince(story, since)).toBe(0);
      await untilSet(story, id);
    },
  },

  "mqtt.retainedStale": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      const errorsAfterRestart = async (): Promise<string[]> => {
        story.lab.inject({ kind: "service.crash", target: "service" });
        await story.lab.advance("1m");
        return deviceErrors(story);
      };
      const fault = inject({ target: story.lock.hub, match: { topic: "*/availability" }, for: "2h" });
      story.lab.inject({ kind: "hub.offline", target: story.lock.hub, for: "4h" });
      await story.lab.advance("1m");
      expect(await errorsAfterRestart()).toEqual([]);
      story.lab.heal(fault);
      expect(await errorsAfterRestart()).toEqual(["hub_disconnected"]);
    },
  },

  "mqtt.malformed": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      await story.createSet("4821");
      await story.lab.advance("5m");
      const since = story.lab.now;
      inject({ params: { channel: "event", payload: "wrongShape" } });
      await story.lab.advance("10m");
      expect(await story.messages("event", since)).toEqual([
        expect.stringContaining("no message of the wire"),
      ]);
      await expectSetWithin(story, "9061", "2m");
    },
  },
} as const satisfies Record<string, Proof>;
