import { expect } from "vitest";
import { bars, enter, type Proof, unlocksOnce } from "./proof.ts";

export const keypadProofs = {
  "keypad.missing": { vendor: "august", prove: bars("august_lock_missing_keypad") },

  "pad.wrongPin": {
    vendor: "august",
    prove: async (story, inject) => {
      await story.createSet("4821");
      inject();
      expect(await story.lock.press("4821")).toEqual({ opened: false, reason: "locked_out" });
      await story.lab.advance("5m");
      await enter(story);
    },
  },

  "pad.entry": { vendor: "smartthings", prove: unlocksOnce },
  "pad.masterCode": { vendor: "smartthings", prove: unlocksOnce },

  "pad.deadKey": {
    vendor: "smartthings",
    prove: async (story, inject) => {
      await story.createSet("4821");
      await story.createSet("9061");
      inject({ for: "2h", params: { key: "8" } });
      expect(await story.lock.press("4821")).toEqual({ opened: false, reason: "wrong_code" });
      expect(story.lock.opensWith("9061")).toBe(true);
      story.lab.heal();
      await enter(story);
    },
  },
} as const satisfies Record<string, Proof>;
