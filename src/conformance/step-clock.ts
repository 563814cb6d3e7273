import assert from "node:assert/strict";
import type { Clock, TimerHandle } from "../kernel/ports.ts";

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that moves only when told, from timer to timer, in order of their instants and then of their setting. */
export class StepClock implements Clock {
  #now: number;
  readonly #timers = new Set<Timer>();

  constructor(startAt = 0) {
    this.#now = startAt;
  }

  now(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, delayMs: number): TimerHandle {
    assert(delayMs >= 0, "a timer lies in the future");
    const timer: Timer = { at: this.#now + delayMs, callback };
    this.#timers.add(timer);
    return timer;
  }

  clearTimeout(timer: TimerHandle | undefined): void {
    this.#timers.delete(timer as Timer);
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves to the next timer, if it is not after `limit`, and calls it; false when there is none. */
  step(limit = Number.POSITIVE_INFINITY): boolean {
    let next: Timer | undefined;
    for (const timer of this.#timers) if (!next || timer.at < next.at) next = timer;
    if (!next || next.at > limit) return false;
    this.#timers.delete(next);
    this.#now = Math.max(this.#now, next.at);
    next.callback();
    return true;
  }

  advance(byMs: number): void {
    this.advanceTo(this.#now + byMs);
  }

  advanceTo(instant: number): void {
    while (this.step(instant));
    this.#now = Math.max(this.#now, instant);
  }

  /** Jumps as a suspended laptop does: the timers that are due fire late, and all at once. */
  jumpTo(instant: number): void {
    this.#now = instant;
    this.advanceTo(instant);
  }

  /** Drops all timers, as when the process ends. */
  die(): void {
    this.#timers.clear();
  }
}
