import { runOutside } from "./inside.ts";
import { realGlobals } from "./real-globals.ts";
import type { World } from "./world.ts";

export interface PacerOptions {
  /** How many virtual seconds pass in a real one; 0 is paused. */
  readonly pace?: number;
  /**
   * Milliseconds since the epoch: the world's time follows from the wall clock's and the pace alone, and both were equal then. So
   * worlds of several processes share one time; at pace 1 it is the wall clock's, whatever this says.
   */
  readonly since?: number | undefined;
  /** Called once if the world fails. */
  readonly onFailure: (error: unknown) => void;
}

/** The longest real sleep. Node's timers take no more than 24.8 days. */
const sleepMsMax = 3_600_000;

/** The same where the clock may be set: how late the world may notice. */
const liveSleepMsMax = 10_000;

/**
 * Makes a world follow the wall clock, at any pace. Between two events it sleeps; nothing polls. Whoever runs the world
 * further ("advance by three days") only moves the present: the pacer goes on from there.
 */
export class Pacer {
  readonly #world: World;
  readonly #onFailure: (error: unknown) => void;
  readonly #since: number | undefined;
  #pace: number;
  /** A pair of instants that belong together: the wall's and the world's. */
  #wallBase: number;
  #worldBase: number;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(world: World, options: PacerOptions) {
    this.#world = world;
    this.#onFailure = options.onFailure;
    this.#since = options.since;
    this.#pace = checkedPace(options.pace ?? 1);
    this.#wallBase = realGlobals.monotonicMs();
    this.#worldBase = world.now;
    world.follow({ arrivals: () => this.now, onRest: () => this.#arm() });
    this.#arm();
  }

  get pace(): number {
    return this.#pace;
  }

  /** The instant in the world that it is now by the wall clock, in milliseconds since the epoch. */
  get now(): number {
    // A clock that is set back lets the world stand until it has come to where it was.
    if (this.#since !== undefined) return Math.max(this.#world.now, sharedNow(this.#pace, this.#since));
    const wall = realGlobals.monotonicMs();
    const now = Math.floor(this.#worldBase + (wall - this.#wallBase) * this.#pace);
    if (now >= this.#world.now) return now;
    // Somebody has run the world ahead.
    this.#wallBase = wall;
    this.#worldBase = this.#world.now;
    return this.#worldBase;
  }

  /** Throws a RangeError for a pace that is negative or no number. */
  setPace(pace: number): void {
    const checked = checkedPace(pace);
    this.#worldBase = this.now;
    this.#wallBase = realGlobals.monotonicMs();
    this.#pace = checked;
    this.#arm();
  }

  /** Lets go of the world, which then stands still. */
  stop(): void {
    this.#stopped = true;
    realGlobals.clearTimeout(this.#timer);
    this.#world.follow(undefined);
  }

  /** Sleeps until the next event is due. */
  #arm(): void {
    realGlobals.clearTimeout(this.#timer);
    this.#timer = undefined;
    const next = this.#world.nextEventAt;
    if (this.#stopped || this.#pace === 0 || next === undefined) return;
    const longest = this.#since === undefined ? sleepMsMax : liveSleepMsMax;
    const sleepMs = Math.min(Math.max((next - this.now) / this.#pace, 0), longest);
    runOutside(() => {
      this.#timer = realGlobals.setTimeout(() => this.#catchUp(), Math.ceil(sleepMs));
    });
  }

  #catchUp(): void {
    // When the world comes to rest, it arms the next sleep.
    this.#world.keepUp(this.now).catch((error: unknown) => {
      if (this.#stopped) return;
      this.stop();
      this.#onFailure(error);
    });
  }
}

/** The instant that all worlds with this pace have in common, if they were at the wall clock's time at `since`. */
export const sharedNow = (pace: number, since: number): number =>
  Math.floor(since + (realGlobals.Date.now() - since) * pace);

function checkedPace(pace: number): number {
  if (!(pace >= 0 && pace < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`the pace must be 0 (paused) or a positive number, not ${pace}`);
  }
  return pace;
}
