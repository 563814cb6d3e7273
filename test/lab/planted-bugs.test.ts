import fc from "fast-check";
import { expect, test } from "vitest";
import { drivers } from "../../drivers/index.ts";
import { simulators } from "../../simulators/index.ts";
import type { LockDriver } from "../../src/driver/lock-driver.ts";
import { slotSetup } from "../../src/driver/slot-setup.ts";
import type { VendorPlugin } from "../../src/index.ts";
import { histories, type Vendor } from "../support/door-history.ts";
import { BrokenPromise, playHistory } from "../support/door-run.ts";

/** The histories of door-truth.test.ts, which the true drivers pass. */
const seed = 20_260_101;
/** What finds a planted bug within fewer runs than the property makes in `npm test`, finds one of ours too. */
const numRuns = 100;

interface State {
  readonly on?: Readonly<Record<string, unknown>>;
}

/** The vendor's driver with one state that hears some events differently. */
function mutant(vendor: Vendor, state: string, on: Readonly<Record<string, unknown>>): VendorPlugin {
  const driver = drivers[vendor] as LockDriver;
  const simulator = simulators[vendor];
  if (!simulator) throw new Error(`no simulator of ${vendor}`);
  const { config } = driver.slotMachine;
  const states = config.states as Readonly<Record<string, State>>;
  const mutated = { ...states, [state]: { ...states[state], on: { ...states[state]?.on, ...on } } };
  return {
    simulator,
    // A machine's config is typed for its own states alone.
    driver: { ...driver, slotMachine: slotSetup.createMachine({ ...config, states: mutated } as never) },
  };
}

const noReadBack = { "lock.accepted": { target: "#set", actions: "confirm" } };
const removalDroppedAfterOutage = { "device.changed": "#cleared" };

const plantedBugs: readonly (readonly [string, VendorPlugin])[] = [
  ["august takes the cloud's word for a load", mutant("august", "committing", noReadBack)],
  ["smartthings takes the hub's word for a write", mutant("smartthings", "writing", noReadBack)],
  ["august drops a removal after an outage", mutant("august", "removing", removalDroppedAfterOutage)],
  [
    "smartthings drops a removal after an outage",
    mutant("smartthings", "removing", removalDroppedAfterOutage),
  ],
  [
    "smartthings takes the hub's word for a removal",
    mutant("smartthings", "removing", { "lock.accepted": "#cleared" }),
  ],
];

test.each(plantedBugs)(
  "the doors betray a driver when %s",
  async (_, plugin) => {
    const result = await fc.check(
      fc.asyncProperty(histories(25), (history) => playHistory(history, [plugin])),
      { numRuns, seed, endOnFailure: true },
    );
    expect(result.failed).toBe(true);
    expect(result.errorInstance).toBeInstanceOf(BrokenPromise);
  },
  120_000,
);
