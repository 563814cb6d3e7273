import { EventHeap, type HeapEvent } from "./event-heap.ts";
import { type InsideNode, runInside, runOutside } from "./inside.ts";
import { realGlobals } from "./real-globals.ts";

/** What somebody waits for while the world runs. */
interface Goal {
  /** The instant at which it is reached at the latest. */
  readonly deadline: number;
  /** Whether the world runs for its sake. One that does not waits until others make it run. */
  readonly drives: boolean;
  /** Whether it waits until nothing of the world is outside any more. What follows a clock of the real world does not. */
  readonly waitsForOutside: boolean;
  /** Asked whenever the world is quiet. */
  readonly isReached: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  settled: boolean;
}

/** More events than this in one instant mean that something runs in circles without time. */
const eventsPerInstantMax = 1_000_000;
/** At most this many turns are queued at once; between two batches Node looks at real sockets and timers. */
const turnsPerBatchMax = 32;

/** A callback of `setImmediate` inside the world, and whose it is. */
interface Immediate {
  readonly owner: InsideNode;
  readonly callback: () => void;
}

/**
 * Runs a world's events, one at a time and never before all that followed from the one before is done.
 *
 * Every event, and every immediate of the world, has a real `setImmediate` turn of its own: before each turn Node itself
 * empties the queues of ticks and promises, so when a turn begins, the only work that can be left is immediates, and those
 * are known. Several turns are queued in one go, because it is the pass through Node's event loop that is dear and not the
 * turn.
 */
export class Pump {
  /** The world's instant, in milliseconds since the epoch. */
  now: number;
  readonly events = new EventHeap<InsideNode>();
  /** Called when the world has come to rest, and when an event is scheduled while it rests. */
  onRest: (() => void) | undefined;
  /** Told what the world failed with, before the world comes to rest for good. */
  onFailure: ((error: unknown) => void) | undefined;
  #goals: Goal[] = [];
  /** Events whose time came while their owner was paused, in that order. */
  #heldBack: HeapEvent<InsideNode>[] = [];
  /** The instant up to which the world runs for the sake of those who do not wait for it. */
  #drivenTo = Number.NEGATIVE_INFINITY;
  #instantEnds: (() => void)[] = [];
  /** In the order of asking; those before {@link #immediatesRun} have run. */
  #immediates: Immediate[] = [];
  #immediatesRun = 0;
  #holds = 0;
  #running = false;
  #turnsQueued = 0;
  #turnsPerBatch = 1;
  #eventsThisInstant = 0;
  #eventCount = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(now: number) {
    this.now = now;
  }

  /** How many events have run. */
  get eventCount(): number {
    return this.#eventCount;
  }

  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** Throws what the world failed with, if it has failed. */
  assertSound(): void {
    if (this.#failure) throw this.#failure.error;
  }

  /** Cancels an event that has been scheduled; one that has fired is ignored. */
  cancel(event: HeapEvent<InsideNode>): void {
    if (this.#heldBack.includes(event)) event.callback = undefined;
    else this.events.cancel(event);
  }

  /** Takes out the events that were held back while their owner was paused. Cancelled ones are left out. */
  takeHeldBack(owner: InsideNode): HeapEvent<InsideNode>[] {
    const own = this.#heldBack.filter((event) => event.owner === owner);
    this.#heldBack = this.#heldBack.filter((event) => event.owner !== owner);
    return own.filter((event) => event.callback !== undefined);
  }

  schedule(event: HeapEvent<InsideNode>): void {
    this.events.push(event);
    if (!this.#running) this.onRest?.();
  }

  /** Runs the world until `deadline`, or until `isReached` says in a quiet moment that it is enough. */
  run(deadline: number, isReached: () => boolean = () => false): Promise<void> {
    return this.#pursue(deadline, isReached, { drives: true, waitsForOutside: true });
  }

  /** Runs the world until `deadline`, which the real world has reached already, whatever of it is outside. */
  keepUp(deadline: number): Promise<void> {
    return this.#pursue(deadline, () => false, { drives: true, waitsForOutside: false });
  }

  /** The same for somebody who lets others run the world. */
  wait(deadline: number, isReached: () => boolean): Promise<void> {
    return this.#pursue(deadline, isReached, { drives: false, waitsForOutside: false });
  }

  #pursue(
    deadline: number,
    isReached: () => boolean,
    manner: Pick<Goal, "drives" | "waitsForOutside">,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#goals.push({ deadline, ...manner, isReached, resolve, reject, settled: false });
      this.wake();
    });
  }

  /** Has the world run up to `instant`, for somebody who does not wait for that. */
  drive(instant: number): void {
    this.#drivenTo = Math.max(this.#drivenTo, instant);
    this.wake();
  }

  /** Calls back when nothing is left to do at the instant that is then the present, if somebody has the world run so far. */
  atInstantEnd(callback: () => void): void {
    this.#instantEnds.push(callback);
    this.wake();
  }

  /** Has the goals asked again, because something that they wait for may have changed. */
  wake(): void {
    if (this.#running) return;
    this.#running = true;
    if (this.#turnsQueued === 0) this.#queueTurns();
  }

  /** Calls back in a turn of its own, after those that have asked before and before the next event. */
  queueImmediate(owner: InsideNode, callback: () => void): void {
    this.#immediates.push({ owner, callback });
    this.wake();
  }

  /** Keeps {@link run} from moving time until `holdEnded`. Events of the present instant go on. */
  holdBegun(): void {
    this.#holds++;
  }

  holdEnded(): void {
    this.#holds--;
    this.wake();
  }

  /** Ends the world: whoever waits for it now or later gets `error`. The first failure stands. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.wake();
  }

  #queueTurns(): void {
    runOutside(() => {
      for (let turn = 0; turn < this.#turnsPerBatch; turn++) {
        this.#turnsQueued++;
        realGlobals.setImmediate(this.#turn);
      }
    });
  }

  readonly #turn = (): void => {
    this.#turnsQueued--;
    if (!this.#running) return;
    const immediate = this.#immediates[this.#immediatesRun];
    if (immediate) this.#runImmediate(immediate);
    else this.#step();
    if (!this.#running || this.#turnsQueued > 0) return;
    if (this.#turnsPerBatch < turnsPerBatchMax) this.#turnsPerBatch *= 2;
    this.#queueTurns();
  };

  #runImmediate({ owner, callback }: Immediate): void {
    this.#immediatesRun++;
    if (this.#immediatesRun === this.#immediates.length) {
      this.#immediates = [];
      this.#immediatesRun = 0;
    }
    if (owner.alive) this.#run(owner, callback);
  }

  /** One step of a quiet world: an event, or the news that there is none to run. */
  #step(): void {
    if (this.#failure) {
      this.#rejectAll(this.#failure.error);
      this.#rest();
      return;
    }
    this.#settleReached();
    const horizon = this.#horizon();
    let next = this.events.peek();
    if (!next || next.at > this.now) {
      this.#endInstant();
      if (this.#failure) return;
      next = this.events.peek();
    }
    if (next && next.at <= horizon && next.at === this.now) {
      this.#countWithinInstant();
      this.#fire();
      return;
    }
    const comesNext = next && next.at <= horizon ? next.at : Number.POSITIVE_INFINITY;
    const deadline = this.#earliestDeadline();
    if (deadline <= horizon && deadline < comesNext) {
      this.#moveTo(Math.max(deadline, this.now));
      this.#resolveAt(deadline);
    } else if (next && next.at <= horizon) {
      this.#moveTo(next.at);
      this.#fire();
    } else {
      this.#rest();
    }
  }

  /** The instant up to which somebody wants the world to run. */
  #horizon(): number {
    let horizon = this.#drivenTo;
    for (const goal of this.#goals) {
      if (goal.drives) horizon = Math.max(horizon, this.#isHeld(goal) ? this.now : goal.deadline);
    }
    return horizon;
  }

  /** Whether the goal has to wait for what is outside, even if its instant has come. */
  #isHeld(goal: Goal): boolean {
    return this.#holds > 0 && goal.waitsForOutside;
  }

  #fire(): void {
    const event = this.events.pop();
    const callback = event?.callback;
    if (!event || !callback) return;
    if (event.owner.paused) {
      this.#heldBack.push(event);
      return;
    }
    event.callback = undefined;
    this.#eventCount++;
    this.#run(event.owner, callback);
  }

  #run(owner: InsideNode, callback: () => void): void {
    try {
      runInside(owner, callback);
    } catch (error) {
      owner.fail(error);
    }
  }

  #countWithinInstant(): void {
    this.#eventsThisInstant++;
    if (this.#eventsThisInstant > eventsPerInstantMax) {
      this.fail(
        new Error(`more than ${eventsPerInstantMax} events at the instant ${this.now}: they never end`),
      );
    }
  }

  #endInstant(): void {
    if (this.#instantEnds.length === 0) return;
    const callbacks = this.#instantEnds;
    this.#instantEnds = [];
    for (const callback of callbacks) {
      // Whoever is not told any more hears of the failure.
      if (this.#failure) return;
      callback();
    }
  }

  #settleReached(): void {
    let settled = 0;
    for (const goal of this.#goals) if (settle(goal)) settled++;
    if (settled > 0) this.#goals = this.#goals.filter((goal) => !goal.settled);
  }

  /** The first instant at which a goal, or the end of the drive, is reached. */
  #earliestDeadline(): number {
    let earliest = this.#drivenTo === Number.NEGATIVE_INFINITY ? Number.POSITIVE_INFINITY : this.#drivenTo;
    for (const goal of this.#goals) {
      if (goal.deadline < earliest && !this.#isHeld(goal)) earliest = goal.deadline;
    }
    return earliest;
  }

  #moveTo(instant: number): void {
    if (instant === this.now) return;
    this.now = instant;
    this.#eventsThisInstant = 0;
  }

  #resolveAt(deadline: number): void {
    if (this.#drivenTo <= deadline) this.#drivenTo = Number.NEGATIVE_INFINITY;
    const isDue = (goal: Goal): boolean => goal.deadline === deadline && !this.#isHeld(goal);
    const due = this.#goals.filter(isDue);
    this.#goals = this.#goals.filter((goal) => !isDue(goal));
    for (const goal of due) goal.resolve();
  }

  #rejectAll(error: unknown): void {
    const goals = this.#goals;
    this.#goals = [];
    this.#instantEnds = [];
    for (const goal of goals) goal.reject(error);
    this.onFailure?.(error);
  }

  #rest(): void {
    this.#running = false;
    this.#turnsPerBatch = 1;
    this.onRest?.();
  }
}

/** Settles a goal if it is reached, or if asking it failed. */
function settle(goal: Goal): boolean {
  try {
    if (!goal.isReached()) return false;
    goal.resolve();
  } catch (error) {
    goal.reject(error);
  }
  goal.settled = true;
  return true;
}
