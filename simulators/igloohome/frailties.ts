import type { Frailties } from "../../src/simulator/frailties.ts";

/** What can go wrong with a simulated igloohome lock. The words are the cloud's statuses: see behaviours.ts. */
export const frailties: Frailties = {
  parts: ["cloud", "radio", "schedules"],
  words: { serverError: "500", rateLimited: "429", unauthorized: "401" },
  conditions: {
    "keypad.unlinked": "The keypad is not linked to the bridge: jobs about PINs are taken and never end.",
    "bridge.crowded": "Somebody else's jobs keep the bridge's queue full.",
    "job.dies": "The bridge takes jobs and never carries them out, though it reaches the lock.",
    "job.slow": "The bridge carries jobs out only after minutes.",
  },
};
