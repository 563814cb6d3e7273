import type { Frailties } from "../../src/simulator/frailties.ts";

/** What can go wrong with a simulated Kwikset lock. The words are the cloud's statuses: see behaviours.ts. */
export const frailties: Frailties = {
  parts: ["cloud", "radio", "schedules"],
  words: { serverError: "502", rateLimited: "429", unauthorized: "401" },
  conditions: {
    "report.lost": "The lock does what it is told, and what it reports does not get to the cloud.",
  },
};
