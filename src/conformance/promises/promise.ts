import type { LockSimulator } from "../../simulator/lock-simulator.ts";
import { Grip } from "../grip.ts";
import type { BenchOptions } from "../simulator-bench.ts";
import type { SimulatorSubject } from "../simulator-hands.ts";

/** What a promise is checked on. */
export interface Trial {
  readonly simulator: LockSimulator;
  readonly subject: SimulatorSubject;
  /** A fresh bench, and hands that know nothing yet. */
  readonly grip: (options?: BenchOptions) => Grip;
}

/** One promise that every simulated lock keeps. `check` throws where it does not; its words hold no PIN. */
export interface SimulatorPromise {
  readonly name: string;
  check(trial: Trial): void;
}

/** `ordinary`: what every bench is made with, unless the promise says otherwise. */
export const trialOf = (
  simulator: LockSimulator,
  subject: SimulatorSubject,
  ordinary: BenchOptions = {},
): Trial => ({
  simulator,
  subject,
  grip: (options) => new Grip(simulator, subject, { ...ordinary, ...options }),
});

/** PINs of the shortest length that a family takes, all different, none of a form that keypads refuse. */
export function somePins({ pinLengths, takesPin = () => true }: SimulatorSubject, count: number): string[] {
  const length = Math.min(...pinLengths);
  const pins: string[] = [];
  for (let number = 2417; pins.length < count; number += 1371) {
    const pin = String(number).padStart(length, "5831").slice(-length);
    if (takesPin(pin) && !pins.includes(pin)) pins.push(pin);
  }
  return pins;
}
