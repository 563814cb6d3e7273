import type { Clock, Random, TimerHandle } from "../kernel/ports.ts";

/** How long something takes, in milliseconds. Both bounds are hard: a draw never leaves them. */
export interface Latency {
  readonly minMs: number;
  readonly maxMs: number;
}

/** A lock's or a hub's own sense of how long things take, and everything that it still has to do. */
export class Pacer {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #scale: number;
  readonly #timers = new Set<TimerHandle>();

  /** `scale` multiplies every latency; pauses that are not latencies stay as they are. */
  constructor(clock: Clock, random: Random, scale: number) {
    this.#clock = clock;
    this.#random = random;
    this.#scale = scale;
  }

  /** A length of time within the bounds. The draw is squared: most things are quick, some take nearly the longest. */
  draw({ minMs, maxMs }: Latency): number {
    return Math.round((minMs + (maxMs - minMs) * this.#random.float() ** 2) * this.#scale);
  }

  after(latency: Latency, callback: () => void): TimerHandle {
    return this.wait(this.draw(latency), callback);
  }

  /** Exactly this many milliseconds from now, whatever the scale. */
  wait(delayMs: number, callback: () => void): TimerHandle {
    const timer = this.#clock.setTimeout(() => {
      this.#timers.delete(timer);
      callback();
    }, delayMs);
    this.#timers.add(timer);
    return timer;
  }

  cancel(timer: TimerHandle | undefined): void {
    if (!timer) return;
    this.#clock.clearTimeout(timer);
    this.#timers.delete(timer);
  }

  cancelAll(): void {
    for (const timer of this.#timers) this.#clock.clearTimeout(timer);
    this.#timers.clear();
  }
}
