import fc from "fast-check";
import { expect, test } from "vitest";
import { drivers } from "../../drivers/index.ts";
import { simulators } from "../../simulators/index.ts";
import { type SlotMachine, slotSetup } from "../../src/driver/slot-setup.ts";
import type { VendorPlugin } from "../../src/index.ts";
import { histories, type Vendor } from "../support/door-history.ts";
import { BrokenPromise, playHistory } from "../support/door-run.ts";

/** The histories of door-truth.test.ts, which the true drivers pass. */
const seed = 20_260_101;
/** What finds a planted bug within fewer runs than the property makes in `npm test`, finds one of ours too. */
const numRuns = 200;

interface State {
  readonly on?: Readonly<Record<string, unknown>>;
  readonly states?: Readonly<Record<string, State>>;
}

/** The state with another one deep inside it that hears some events differently. */
function mutated(state: State, [name, ...rest]: readonly string[], on: Required<State>["on"]): State {
  if (name === undefined) return { ...state, on: { ...state.on, ...on } };
  const inner = state.states?.[name];
  if (!inner) throw new Error(`no state "${name}"`);
  return { ...state, states: { ...state.states, [name]: mutated(inner, rest, on) } };
}

/** The vendor's driver with one state that hears some events differently, before the true lock. */
function mutant(vendor: Vendor, path: readonly string[], on: Required<State>["on"]): VendorPlugin {
  const driver = drivers[vendor];
  const simulator = simulators[vendor];
  if (!driver || !simulator) throw new Error(`no vendor ${vendor}`);
  const config = mutated(driver.slotMachine.config as State, path, on);
  // A machine's config is typed for the states that it has when it is written.
  const slotMachine = slotSetup.createMachine(config as never) as unknown as SlotMachine;
  return { simulator, driver: { ...driver, slotMachine } };
}

const noReadBack = { "lock.accepted": { target: "#set", actions: "confirm" } };
const removalDroppedAfterOutage = { "device.changed": "#cleared" };

const takenForDone = { "lock.accepted": "empty" };

const plantedBugs: readonly (readonly [string, VendorPlugin])[] = [
  ["august takes the cloud's word for a load", mutant("august", ["committing"], noReadBack)],
  ["smartthings takes the hub's word for a write", mutant("smartthings", ["writing"], noReadBack)],
  ["august drops a removal after an outage", mutant("august", ["removing"], removalDroppedAfterOutage)],
  [
    "smartthings drops a removal after an outage",
    mutant("smartthings", ["removing"], removalDroppedAfterOutage),
  ],
  [
    "smartthings takes the hub's word for a removal",
    mutant("smartthings", ["removing", "clearing"], takenForDone),
  ],
  ["august takes the cloud's word for a removal", mutant("august", ["removing", "clearing"], takenForDone)],
];

test.each(plantedBugs)(
  "the doors betray a driver when %s",
  async (_, plugin) => {
    const result = await fc.check(
      fc.asyncProperty(histories(20), (history) => playHistory(history, [plugin])),
      { numRuns, seed, endOnFailure: true },
    );
    expect(result.failed).toBe(true);
    expect(result.errorInstance).toBeInstanceOf(BrokenPromise);
  },
  120_000,
);
