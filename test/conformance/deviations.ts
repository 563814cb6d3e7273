import type { Deviations } from "../../src/conformance/deviations.ts";

/** What a vendor's simulated lock cannot promise, and why, in that vendor's nature. */
export const simulatorDeviations: Readonly<Record<string, Deviations>> = {
  hubitat: {
    "a full table refuses and overwrites nothing":
      "it overwrites nothing, and refuses in silence: the hub's log alone tells",
    "what a lock holds survives a restart of its gateway, even in mid-programming":
      "the hub answers before the lock has heard, and a restart loses what it has not sent yet",
  },
};

/** The same for drivers. */
export const driverDeviations: Readonly<Record<string, Deviations>> = {};
