import type { Frailties } from "../../src/simulator/frailties.ts";

/**
 * What can go wrong with a simulated lock behind a SmartThings hub. The platform's own errors do not reach the Edge drivers'
 * `commandResult`: what is in trouble there is silent.
 */
export const frailties: Frailties = {
  parts: ["radio"],
  words: { busy: "busy" },
  tellsLostLocks: true,
  conditions: {},
};
