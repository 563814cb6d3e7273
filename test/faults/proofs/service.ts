import { expect } from "vitest";
import { untilSet } from "../../support/conditions.ts";
import { chunks, commandsSince, enter, expectSetWithin, type Proof, unlockedCount } from "./proof.ts";

export const serviceProofs = {
  "service.crash": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      const id = await story.createSet("4821");
      inject({ target: "service", params: { downFor: "10m" } });
      await story.lab.advance("9m");
      await expect(story.status(id)).rejects.toMatchObject({ type: "service_unavailable" });
      await enter(story);
      await story.lab.advance("2m");
      expect(await story.status(id)).toBe("set");
      await expectSetWithin(story, "9061", "2m");
    },
  },

  "service.crashAt": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      inject({ target: "service", match: { point: "afterSend" }, for: "1d", params: { downFor: "10m" } });
      const id = await story.create("4821");
      await story.lab.advance("9m");
      await expect(story.status(id)).rejects.toMatchObject({ type: "service_unavailable" });
      // It was sent what the service has died of.
      expect(await commandsSince(story, "2025-01-01T00:00:00Z")).toBe(1);
      story.lab.heal();
      await story.lab.advance("2m");
      await untilSet(story, id);
    },
  },

  "service.pause": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      await story.createSet("4821");
      const begun = story.now;
      inject({ target: "service", for: "2h" });
      await enter(story);
      await story.lab.advance("10m");
      expect(chunks(story, "service>broker", begun)).toEqual([]);
      story.lab.heal();
      await story.lab.advance("1s");
      expect(await unlockedCount(story)).toBe(1);
      expect(chunks(story, "service>broker", begun).length).toBeGreaterThan(0);
    },
  },
} as const satisfies Record<string, Proof>;
