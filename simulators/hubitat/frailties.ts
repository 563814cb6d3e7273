import type { Frailties } from "../../src/simulator/frailties.ts";

/** What can go wrong with a simulated lock behind a Hubitat hub. The statuses are the Maker API's: see behaviours.ts. */
export const frailties: Frailties = {
  parts: ["radio"],
  words: { serverError: "500", unauthorized: "401" },
  conditions: {},
};
