import type { Frailties } from "../../src/simulator/frailties.ts";

/** What can go wrong with a simulated Schlage lock. The words are the cloud's statuses: see behaviours.ts. */
export const frailties: Frailties = {
  parts: ["cloud", "radio", "schedules"],
  words: { serverError: "502", rateLimited: "429", unauthorized: "401", notAnswering: "504" },
  conditions: {
    "list.slow": "The cloud's list shows only after many minutes what the lock did.",
    "list.omits": "The cloud's list leaves out the code that was added last, though it opens.",
    "length.changed": "The owner has given the lock another code length, by which it has lost all its codes.",
  },
};
