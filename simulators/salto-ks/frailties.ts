import type { Frailties } from "../../src/simulator/frailties.ts";

/** What can go wrong with a simulated Salto KS lock. The words are the API's: see behaviours.ts. */
export const frailties: Frailties = {
  parts: ["cloud", "radio", "schedules"],
  words: { serverError: "503", rateLimited: "429", unauthorized: "401", notAnswering: "iq_offline" },
  tellsLostLocks: true,
  conditions: {
    "mode.office": "The owner puts the lock in office mode: the door stays open, and no code is taken.",
    "mode.privacy": "Somebody inside puts the lock in privacy mode: it takes no code.",
    "subscription.lapsed": "The site's subscription lapses, and its users lose theirs.",
  },
};
