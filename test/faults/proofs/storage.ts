import { expect } from "vitest";
import type { FaultInput } from "../../../src/index.ts";
import { inHours } from "../../support/conditions.ts";
import type { LabStory } from "../../support/lab-story.ts";
import { expectSetWithin, msToFirstCommand, type Proof } from "./proof.ts";

const refused = { type: "service_unavailable" };

/** Nothing can be written: what is asked for is refused, until it is over. */
const refuses: Proof["prove"] = async (story, inject) => {
  inject({ target: "service", for: "2h" });
  await expect(story.create("4821")).rejects.toMatchObject(refused);
  await story.lab.advance("1m");
  await expect(story.create("4821")).rejects.toMatchObject(refused);
  story.lab.heal();
  await story.lab.advance("1m");
  await expectSetWithin(story, "4821", "2m");
};

/** A code for a stay in a month, of which no lock hears yet. */
const createAhead = (story: LabStory, pin: string): Promise<string> =>
  story.create(pin, { starts_at: inHours(story, 720), ends_at: inHours(story, 740) });

/** Which of two codes, the second made ten seconds after the first, are still known after a crash that comes at once. */
async function keptInCrash(story: LabStory, pins: readonly [string, string]): Promise<boolean[]> {
  const first = await createAhead(story, pins[0]);
  await story.lab.advance("10s");
  const second = await createAhead(story, pins[1]);
  story.lab.inject({ kind: "service.crash", target: "service" });
  await story.lab.advance("1m");
  return [(await story.status(first)) !== "gone", (await story.status(second)) !== "gone"];
}

const keepsInCrash =
  (kept: readonly boolean[], how: Partial<FaultInput> = {}): Proof["prove"] =>
  async (story, inject) => {
    await story.lab.advance("10m");
    inject({ target: "service", for: "2h", ...how });
    expect(await keptInCrash(story, ["4821", "9061"])).toEqual(kept);
    story.lab.heal();
    expect(await keptInCrash(story, ["13579", "246801"])).toEqual([true, true]);
  };

export const storageProofs = {
  "disk.full": { vendor: "smartthings", prove: refuses },
  "disk.eio": { vendor: "smartthings", prove: refuses },

  "disk.slow": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      expect(await msToFirstCommand(story, "4821")).toBeLessThan(1_000);
      await story.lab.advance("1m");
      inject({ target: "service", for: "2h", params: { latency: "10s" } });
      expect(await msToFirstCommand(story, "9061")).toBeGreaterThanOrEqual(10_000);
      story.lab.heal();
      await story.lab.advance("5m");
      expect(await msToFirstCommand(story, "13579")).toBeLessThan(1_000);
    },
  },

  "disk.torn": { vendor: "smartthings", prove: keepsInCrash([true, false]) },
  "disk.loseUnsynced": {
    vendor: "smartthings",
    prove: keepsInCrash([false, false], { params: { last: "30s" } }),
  },

  "disk.stale": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      inject({ target: "service", when: { at: "1h" }, params: { age: "30m" } });
      await story.lab.advance("10m");
      const early = await createAhead(story, "4821");
      await story.lab.advance("40m");
      const late = await createAhead(story, "9061");
      expect(await story.status(late)).toBe("unset");
      await story.lab.advance("15m");
      expect(await story.status(early)).toBe("unset");
      expect(await story.status(late)).toBe("gone");
      // From then on nothing is lost.
      expect(await keptInCrash(story, ["9061", "13579"])).toEqual([true, true]);
    },
  },
} as const satisfies Record<string, Proof>;
