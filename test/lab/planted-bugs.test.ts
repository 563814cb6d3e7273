import fc from "fast-check";
import { expect, test } from "vitest";
import { drivers } from "../../drivers/index.ts";
import { simulators } from "../../simulators/index.ts";
import { type SlotMachine, slotSetup } from "../../src/driver/slot-setup.ts";
import type { VendorPlugin } from "../../src/index.ts";
import { histories, type Vendor } from "../support/door-history.ts";
import { playHistory } from "../support/play-history.ts";

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

interface PlantedBug {
  readonly bug: string;
  readonly plugin: VendorPlugin;
  /** Chosen so that the bug is met early: what is tested is that it is seen. */
  readonly seed: number;
}

const plantedBugs: readonly PlantedBug[] = [
  {
    bug: "august takes the cloud's word for a load",
    plugin: mutant("august", ["committing"], noReadBack),
    seed: 1,
  },
  {
    bug: "smartthings takes the hub's word for a write",
    plugin: mutant("smartthings", ["writing"], noReadBack),
    seed: 13,
  },
  {
    bug: "august drops a removal after an outage",
    plugin: mutant("august", ["removing"], removalDroppedAfterOutage),
    seed: 4,
  },
  {
    bug: "smartthings drops a removal after an outage",
    plugin: mutant("smartthings", ["removing"], removalDroppedAfterOutage),
    seed: 2,
  },
  {
    bug: "august takes the cloud's word for a removal",
    plugin: mutant("august", ["removing", "clearing"], takenForDone),
    seed: 155,
  },
  {
    bug: "smartthings takes the hub's word for a removal",
    plugin: mutant("smartthings", ["removing", "clearing"], takenForDone),
    seed: 10,
  },
];

test.each(plantedBugs)(
  "the doors betray a driver when $bug, and acquit the true one",
  {
    timeout: 120_000,
  },
  async ({ plugin, seed }) => {
    const result = await fc.check(
      fc.asyncProperty(
        histories(20),
        async (history) => (await playHistory(history, [plugin])) === undefined,
      ),
      { numRuns: 100, seed, endOnFailure: true },
    );
    const [history] = result.counterexample ?? [];
    if (!history) throw new Error("no history broke a promise");
    // A mutant that fails otherwise than at a promise has not been betrayed by the doors.
    expect((await playHistory(history, [plugin]))?.kind).toMatch(/^(invariant|at rest)/);
    expect(await playHistory(history)).toBeUndefined();
  },
);
