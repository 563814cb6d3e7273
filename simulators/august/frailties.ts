import type { Frailties } from "../../src/simulator/frailties.ts";

/** What can go wrong with a simulated August lock. The words are the cloud's statuses: see behaviours.ts. */
export const frailties: Frailties = {
  parts: ["cloud", "radio", "schedules"],
  words: {
    serverError: "502",
    rateLimited: "429",
    unauthorized: "not_authorized",
    busy: "423",
    notAnswering: "408",
  },
  conditions: {
    "bridge.busy": "The bridge is busy with another job.",
    "load.slow": "Codes that the cloud took reach the lock only after minutes.",
    "code.fallsBack": "Codes that were on the keypad fall back to being on their way.",
  },
};
