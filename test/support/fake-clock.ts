import type { Clock, TimerHandle } from "../../src/kernel/ports.ts";

interface FakeTimer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that moves only when told, timer by timer. */
export class FakeClock implements Clock {
  #now: number;
  #order = 0;
  readonly #timers = new Set<FakeTimer>();

  constructor(startAt: number) {
    this.#now = startAt;
  }

  now(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, delayMs: number): TimerHandle {
    const timer = { at: this.#now + delayMs, order: this.#order++, callback };
    this.#timers.add(timer);
    return timer;
  }

  clearTimeout(timer: TimerHandle | undefined): void {
    this.#timers.delete(timer as FakeTimer);
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.size;
  }

  advance(byMs: number): void {
    this.advanceTo(this.#now + byMs);
  }

  advanceTo(instant: number): void {
    for (;;) {
      const next = [...this.#timers]
        .filter(({ at }) => at <= instant)
        .sort((one, other) => one.at - other.at || one.order - other.order)[0];
      if (!next) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
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
