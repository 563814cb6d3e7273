import type { Clock, TimerHandle } from "../kernel/ports.ts";

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that moves from timer to timer and calls them one by one, in order of time and then of arming. */
export class StepClock implements Clock {
  #now = 0;
  #timers: Timer[] = [];

  now(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, delayMs: number): TimerHandle {
    const timer: Timer = { at: this.#now + delayMs, callback };
    this.#timers.push(timer);
    return timer;
  }

  clearTimeout(timer: TimerHandle | undefined): void {
    this.#timers = this.#timers.filter((candidate) => candidate !== timer);
  }

  /** Moves to the next timer and calls it; false when there is none. */
  step(): boolean {
    const [first] = [...this.#timers].sort((one, other) => one.at - other.at);
    if (!first) return false;
    this.clearTimeout(first);
    this.#now = first.at;
    first.callback();
    return true;
  }
}
