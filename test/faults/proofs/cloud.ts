import { expect } from "vitest";
import { untilSet } from "../../support/conditions.ts";
import type { LabStory } from "../../support/lab-story.ts";
import {
  bars,
  commandsSince,
  deviceErrors,
  enter,
  expectSetWithin,
  hides,
  keepsOff,
  type Proof,
  unlockedCount,
} from "./proof.ts";

/** How many messages of the lock's `event` topic have come since then. */
const eventsHeard = async (story: LabStory, since: string): Promise<number> =>
  (await story.messages("event", since)).length;

const onHub = ({ lock }: LabStory) => ({ target: lock.hub });

export const cloudProofs = {
  "cloud.serverError": { vendor: "august", prove: keepsOff() },
  "cloud.tokenExpired": { vendor: "august", prove: keepsOff() },
  "cloud.acceptedThenFailed": { vendor: "august", prove: keepsOff() },
  "cloud.rateLimited": { vendor: "august", prove: keepsOff({ params: { limit: 1, window: "2h" } }) },

  "cloud.tokenRevoked": { vendor: "august", prove: bars("account_disconnected", onHub) },
  "cloud.accountError": {
    vendor: "smartthings",
    prove: bars("invalid_credentials", (story) => ({
      ...onHub(story),
      params: { error: "invalid_credentials" },
    })),
  },
  "cloud.subscriptionLapsed": { vendor: "august", prove: bars("subscription_required") },
  "cloud.credentialsMissing": { vendor: "smartthings", prove: bars("missing_device_credentials") },

  "cloud.deviceGone": {
    vendor: "august",
    prove: async (story, inject) => {
      inject({ for: "7d" });
      await story.until(async () => (await deviceErrors(story)).includes("device_removed"), "2880m");
      story.lab.heal();
      await story.lab.advance("1m");
      expect(await deviceErrors(story)).toEqual([]);
    },
  },

  "cloud.auxiliaryHeat": {
    vendor: "august",
    prove: async (story, inject) => {
      inject({ for: "2h" });
      const id = await expectSetWithin(story, "4821", "15m");
      expect(await story.errors(id)).toEqual(["auxiliary_heat_running"]);
      story.lab.heal();
      await story.lab.advance("1m");
      expect(await story.errors(id)).toEqual([]);
    },
  },

  "cloud.managedElsewhere": {
    vendor: "august",
    prove: async (story, inject) => {
      inject({ for: "2h" });
      const id = await expectSetWithin(story, "4821", "15m");
      expect(await story.warnings(id)).toEqual(["management_transferred"]);
      story.lab.heal();
      await story.lab.advance("1m");
      expect(await story.warnings(id)).toEqual([]);
    },
  },

  "cloud.outage": {
    vendor: "august",
    prove: async (story, inject) => {
      inject({ target: story.lock.hub, for: "2h" });
      const since = story.lab.now;
      const id = await story.create("4821");
      await story.lab.advance("10m");
      // It is asked, because its gateway is there, and nothing comes of it.
      expect(await commandsSince(story, since)).toBeGreaterThan(0);
      expect(await deviceErrors(story)).toEqual([]);
      expect(story.pins()).toEqual([]);
      story.lab.heal();
      await untilSet(story, id, "40m");
    },
  },

  "cloud.slow": {
    vendor: "august",
    prove: async (story, inject) => {
      const msToSet = async (pin: string): Promise<number> => {
        const begun = story.now;
        await expectSetWithin(story, pin, "15m");
        return story.now - begun;
      };
      const usual = await msToSet("4821");
      inject({ for: "2h", params: { min: "20s", mean: "20s" } });
      // The intent, the commit and the list are answered one after the other.
      expect((await msToSet("9061")) - usual).toBeGreaterThan(30_000);
      story.lab.heal();
      await story.lab.advance("5m");
      expect((await msToSet("13579")) - usual).toBeLessThan(20_000);
    },
  },

  "cloud.malformed": {
    vendor: "august",
    prove: async (story, inject) => {
      inject({ for: "2h" });
      const since = story.lab.now;
      const id = await story.create("4821");
      await story.lab.advance("10m");
      expect(await commandsSince(story, since)).toBeGreaterThan(1);
      expect(await story.status(id)).not.toBe("set");
      story.lab.heal();
      await untilSet(story, id, "40m");
    },
  },

  "cloud.eventual": { vendor: "august", prove: hides({ params: { lag: "30m" } }) },
  "cloud.emptyList": { vendor: "august", prove: hides() },

  "push.lost": {
    vendor: "august",
    prove: async (story, inject) => {
      await story.createSet("4821");
      inject({ for: "2h" });
      await enter(story);
      await story.lab.advance("1h");
      expect(await unlockedCount(story)).toBe(0);
      story.lab.heal();
      await enter(story);
      await story.lab.advance("10m");
      expect(await unlockedCount(story)).toBe(1);
    },
  },

  "push.late": {
    vendor: "august",
    prove: async (story, inject) => {
      await story.createSet("4821");
      inject({ for: "2h", params: { delay: "1h" } });
      await enter(story);
      await story.lab.advance("59m");
      expect(await unlockedCount(story)).toBe(0);
      await story.lab.advance("2m");
      expect(await unlockedCount(story)).toBe(1);
      story.lab.heal();
      await enter(story);
      await story.lab.advance("2m");
      expect(await unlockedCount(story)).toBe(2);
    },
  },

  "push.batched": {
    vendor: "august",
    prove: async (story, inject) => {
      await story.createSet("4821");
      inject({ for: "3h", params: { every: "1h" } });
      await enter(story);
      await story.lab.advance("20m");
      await enter(story);
      await story.lab.advance("20m");
      expect(await unlockedCount(story)).toBe(0);
      await story.lab.advance("21m");
      expect(await unlockedCount(story)).toBe(2);
      story.lab.heal();
      await enter(story);
      await story.lab.advance("2m");
      expect(await unlockedCount(story)).toBe(3);
    },
  },

  "push.doubled": {
    vendor: "august",
    prove: async (story, inject) => {
      await story.createSet("4821");
      await story.lab.advance("10m");
      const heardAfter = async (): Promise<number> => {
        const since = story.lab.now;
        await enter(story);
        await story.lab.advance("10m");
        return eventsHeard(story, since);
      };
      const fault = inject({ for: "2h" });
      const twice = await heardAfter();
      story.lab.heal(fault);
      expect(twice).toBe(2 * (await heardAfter()));
      // What is told twice has happened once.
      expect(await unlockedCount(story)).toBe(2);
    },
  },
} as const satisfies Record<string, Proof>;
