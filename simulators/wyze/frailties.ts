import type { Frailties } from "../../src/simulator/frailties.ts";

/** What can go wrong with a simulated Wyze lock. The words are the service's codes: see behaviours.ts. */
export const frailties: Frailties = {
  parts: ["cloud", "radio", "schedules"],
  words: { serverError: "500", unauthorized: "2001", notAnswering: "3019" },
  tellsLostLocks: true,
  conditions: {
    "operation.stuck": "Operations that the lock service took stay pending.",
  },
};
