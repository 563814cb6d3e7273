import type { LockDriver } from "../driver/lock-driver.ts";
import type { LockSimulator } from "../simulator/lock-simulator.ts";
import { checkPromise, type Deviations, unknownDeviations } from "./deviations.ts";
import { driverPromises } from "./driver-suite.ts";
import { type Walk, walk } from "./driver-walk.ts";
import { trialOf } from "./promises/promise.ts";
import type { SimulatorSubject } from "./simulator-hands.ts";
import { simulatorPromises } from "./simulator-suite.ts";

/** A vendor as a module brings it: how its locks are driven, how they are simulated, and how a suite lays hands on them. */
export interface VendorModule {
  readonly driver: LockDriver;
  readonly simulator: LockSimulator;
  readonly subject: SimulatorSubject;
  /** What it cannot promise, by the promise's name, with the reason. */
  readonly deviations?: { readonly driver?: Deviations; readonly simulator?: Deviations };
}

/** What came of one promise. `problem`: why it does not hold. `deviation`: the reason that was given, and still is one. */
export interface PromiseResult {
  readonly suite: "driver" | "simulator";
  readonly name: string;
  readonly problem?: string;
  readonly deviation?: string;
}

/**
 * Holds a vendor to every promise of both suites, one after the other, so that whoever looks on sees each as it is decided.
 * Throws nothing for what is wrong with the vendor.
 */
export function* checkVendor({
  driver,
  simulator,
  subject,
  deviations = {},
}: VendorModule): Generator<PromiseResult> {
  yield result("driver", "driver, simulator and wire name the same vendor", {}, () =>
    sameVendor(driver, simulator),
  );
  let walked: Walk | undefined;
  yield result("driver", "its machine can be walked through", {}, () => {
    walked = walk(driver);
  });
  const ofDriver = deviations.driver ?? {};
  yield* strayDeviations("driver", ofDriver, driverPromises);
  if (walked !== undefined) {
    const states = walked;
    for (const promise of driverPromises)
      yield result("driver", promise.name, ofDriver, () => promise.check(driver, states));
  }
  const ofSimulator = deviations.simulator ?? {};
  const trial = trialOf(simulator, subject);
  yield* strayDeviations("simulator", ofSimulator, simulatorPromises);
  for (const promise of simulatorPromises)
    yield result("simulator", promise.name, ofSimulator, () => promise.check(trial));
}

function result(
  suite: PromiseResult["suite"],
  name: string,
  deviations: Deviations,
  check: () => void,
): PromiseResult {
  try {
    checkPromise(name, deviations, check);
  } catch (error) {
    return { suite, name, problem: error instanceof Error ? error.message : String(error) };
  }
  const deviation = deviations[name];
  return { suite, name, ...(deviation !== undefined && { deviation }) };
}

function* strayDeviations(
  suite: PromiseResult["suite"],
  deviations: Deviations,
  promises: readonly { readonly name: string }[],
): Generator<PromiseResult> {
  for (const name of unknownDeviations(deviations, promises))
    yield { suite, name, problem: "no promise has this name: its deviation is stale" };
}

function sameVendor(driver: LockDriver, simulator: LockSimulator): void {
  const names = new Set([driver.profile.vendor, driver.wire.vendor, simulator.vendor, simulator.wire.vendor]);
  if (names.size > 1) throw new Error(`they name ${[...names].join(", ")}`);
}
