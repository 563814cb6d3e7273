import { expect } from "vitest";
import { untilSet } from "../../support/conditions.ts";
import { type Proof, unlocksOnce } from "./proof.ts";

/** Hands spoil what stands in the table; it is told, and undone. */
const spoils =
  (event: string, left: readonly unknown[]): Proof["prove"] =>
  async (story, inject) => {
    const id = await story.createSet("4821");
    inject();
    expect(story.pins()).toEqual(left);
    expect(story.lock.opensWith("4821")).toBe(false);
    await story.until(async () => story.lock.opensWith("4821"), "15m");
    await untilSet(story, id);
    expect(await story.events(id)).toContain(event);
    await story.lab.advance("1h");
    expect(story.pins()).toEqual(["4821"]);
  };

export const extProofs = {
  "ext.codeAdded": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      inject({ when: { every: "10m" }, for: "2h", params: { name: "Cleaner" } });
      await story.lab.advance("15m");
      const names = (): string[] => story.lock.inspect().slots.map(({ name }) => name);
      expect(names()).toEqual(["Cleaner", "Cleaner"]);
      story.lab.heal();
      await story.lab.advance("1h");
      expect(names()).toEqual(["Cleaner", "Cleaner"]);
    },
  },

  "ext.codeChanged": {
    vendor: "smartthings",
    prove: spoils("modified_external_to_seam", [expect.not.stringMatching("4821")]),
  },
  "ext.codeRemoved": { vendor: "smartthings", prove: spoils("deleted_external_to_seam", []) },

  "ext.allRemoved": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      await story.lock.edit({ action: "add_code", code: "7305" });
      await story.createSet("4821");
      await story.createSet("9061");
      inject();
      expect(story.pins()).toEqual([]);
      await story.lab.advance("1h");
      expect(story.pins().toSorted()).toEqual(["4821", "9061"]);
    },
  },

  "ext.manual": { vendor: "smartthings", prove: unlocksOnce },

  "ext.rival": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      inject({ for: "1d" });
      const id = await story.createSet("4821");
      for (let time = 0; time < 2; time++) {
        await story.until(async () => story.pins().length === 0, "2m");
        await story.until(async () => story.pins().length === 1, "15m");
      }
      story.lab.heal();
      await untilSet(story, id, "480m");
      await story.lab.advance("1h");
      expect(story.pins()).toEqual(["4821"]);
    },
  },
} as const satisfies Record<string, Proof>;
