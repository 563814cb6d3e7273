/**
 * The only ways in which our code learns the time, waits, draws a random number or makes an id. The kernel implements
 * them for virtual and paced worlds; a lint rule keeps their global counterparts out of every other folder.
 */

/** A timer that {@link Clock.setTimeout} made. Opaque: only {@link Clock.clearTimeout} takes it. */
export type TimerHandle = object;

export interface Clock {
  /** The current instant, in integer milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `callback` once, `delayMs` from now (any non-negative length, also beyond 2^31 ms). */
  setTimeout(callback: () => void, delayMs: number): TimerHandle;
  /** Cancels a timer; one that has fired, or `undefined`, is ignored. */
  clearTimeout(timer: TimerHandle | undefined): void;
}

export interface Random {
  /** Uniform in [0, 1). */
  float(): number;
  /** Uniform integer in [min, max], both included. */
  int(min: number, max: number): number;
  /** True with probability `p`. */
  chance(p: number): boolean;
  /** One of `items`, each equally likely. Throws a RangeError when `items` is empty. */
  pick<T>(items: readonly T[]): T;
  /** `length` random bytes. */
  bytes(length: number): Uint8Array;
  /** The stream of that name below this one: the same seed and names give the same draws, whatever others draw. */
  child(name: string): Random;
}

export interface Ids {
  /** A random UUID, version 4. */
  uuid(): string;
}
