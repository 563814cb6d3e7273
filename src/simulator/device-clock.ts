import type { Clock } from "../kernel/ports.ts";

/** How far a clock is ahead at a true instant, in milliseconds; behind, when negative. */
export type Deviation = (now: number) => number;

/** The clock on a device's own board: it may be wrong, in several ways at once. */
export class DeviceClock {
  readonly #clock: Clock;
  readonly #deviations = new Map<string, Deviation>();
  #aheadMs: number;

  constructor(clock: Clock, aheadMs = 0) {
    this.#clock = clock;
    this.#aheadMs = aheadMs;
  }

  /** What the device takes for the present, in milliseconds since the epoch. */
  now(): number {
    const now = this.#clock.now();
    let told = now + this.#aheadMs;
    for (const deviation of this.#deviations.values()) told += deviation(now);
    return Math.round(told);
  }

  /** Sets the clock by so many milliseconds, forward or back. */
  step(byMs: number): void {
    this.#aheadMs += byMs;
  }

  /** Begins a deviation, or ends it. Those of different names add up. */
  deviate(name: string, deviation: Deviation | undefined): void {
    if (deviation) this.#deviations.set(name, deviation);
    else this.#deviations.delete(name);
  }
}
