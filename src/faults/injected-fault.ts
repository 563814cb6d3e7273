import type { Clock, Random, TimerHandle } from "../kernel/ports.ts";
import type { Fault } from "./fault.ts";
import type { FaultWatch } from "./fault-watch.ts";
import type { FaultHands } from "./hands.ts";
import type { Holds } from "./holds.ts";
import type { Acting } from "./kind.ts";
import type { Seen, Verdicts, Watchable } from "./observation.ts";
import { type Subject, subjectKey } from "./subject.ts";
import type { Counting } from "./trigger.ts";

export interface InjectedFaultParts {
  readonly fault: Fault;
  /** What was written, for the trace and the list. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly hands: FaultHands;
  readonly clock: Clock;
  readonly random: Random;
  readonly holds: Holds;
  /** Told when it begins to act, and when it does no more. */
  readonly watch: FaultWatch;
  /** It will not act any more. */
  readonly onOver: () => void;
}

/** Which of what is counted is hit. */
class Counter {
  readonly #counting: Counting;
  readonly #random: Random;
  #matched = 0;

  constructor(counting: Counting, random: Random) {
    this.#counting = counting;
    this.#random = random;
  }

  /** Counts one that matches. One draw for each, so that what is hit depends on nothing else. */
  hits(): boolean {
    this.#matched++;
    if (!this.#counting) return true;
    if ("p" in this.#counting) return this.#random.chance(this.#counting.p);
    const { skip, count } = this.#counting;
    return this.#matched > skip && this.#matched <= skip + count;
  }

  /** Whether nothing can be hit any more. */
  get isSpent(): boolean {
    return this.#counting !== undefined && "count" in this.#counting
      ? this.#matched >= this.#counting.skip + this.#counting.count
      : false;
  }
}

/** A fault from its injection to its end: it waits, acts for a while, rests, acts again, and is over. */
export class InjectedFault {
  readonly fault: Fault;
  readonly input: Readonly<Record<string, unknown>>;
  readonly #parts: InjectedFaultParts;
  readonly #acting: Acting;
  readonly #judge: ((seen: Seen) => Verdicts[Watchable] | undefined) | undefined;
  readonly #counter: Counter;
  readonly #triggerCounter: Counter;
  readonly #timers = new Set<TimerHandle>();
  readonly #watched: ReadonlySet<string>;
  #cleanUp: (() => void) | undefined;
  #releases: (() => void)[] = [];
  /** Periods of activity under way: several may overlap. */
  #periods = 0;
  /** Instants at which it is still to act. */
  #planned = 0;
  #fired = 0;
  #isOver = false;
  /** The watch was told that it acts. */
  #isActing = false;

  constructor(parts: InjectedFaultParts) {
    this.#parts = parts;
    this.fault = parts.fault;
    this.input = parts.input;
    const { kind, match, params, trigger, subjects } = parts.fault;
    this.#acting = {
      params: params as Acting["params"],
      hands: parts.hands,
      clock: parts.clock,
      random: parts.random.child("act"),
      holds: parts.holds,
      takesSlot: (slot) => match({ slot }),
    };
    this.#counter = new Counter(trigger.counting, parts.random);
    this.#triggerCounter = new Counter(
      trigger.timing.type === "after" ? trigger.timing.counting : undefined,
      parts.random.child("trigger"),
    );
    this.#judge = kind.acts === "watching" ? kind.judge(this.#acting) : undefined;
    this.#watched = new Set(subjects.map(watchedAs));
  }

  get isActive(): boolean {
    return this.#periods > 0;
  }

  /** How often it has acted. */
  get fired(): number {
    return this.#fired;
  }

  /** The instant at which it ends at the latest, in milliseconds since the epoch; `undefined` while it waits for something. */
  get endsAt(): number | undefined {
    const { endsAt } = this.fault.trigger.timing;
    return Number.isFinite(endsAt) ? endsAt : undefined;
  }

  /** Begins to wait, or to act. */
  start(): void {
    const { kind, trigger } = this.fault;
    const { timing } = trigger;
    if (kind.acts === "once") this.#cleanUp = kind.prepare?.(this.#acting);
    switch (timing.type) {
      case "once":
        this.#plan(timing.startsAt, () => this.#begin(timing.endsAt));
        return;
      case "every":
        this.#plan(timing.firstAt, () => this.#recur(timing));
        this.#endAt(timing.endsAt);
        return;
      case "after":
        if (Number.isFinite(timing.endsAt)) this.#endAt(timing.endsAt);
    }
  }

  /** Something has happened that may be what it waits for. */
  notice(observes: string, seen: Seen): void {
    const { timing } = this.fault.trigger;
    if (timing.type !== "after" || timing.observes !== observes || this.#triggerCounter.isSpent) return;
    if (!timing.match(seen) || !this.#triggerCounter.hits()) return;
    // Its own event even without a delay: what was observed is still being dealt with.
    this.#planned++;
    const now = this.#parts.clock.now();
    this.#after(timing.delayMs, () => {
      this.#planned--;
      this.#begin(Math.min(timing.endsAt, now + timing.delayMs + timing.lastingMs));
    });
  }

  /** What is to become of what is seen, if this fault has a say in it and nobody has decided before. */
  verdictOn(watches: Watchable, seen: Seen, isDecided: boolean): Verdicts[Watchable] | undefined {
    const { kind, match } = this.fault;
    if (!this.isActive || kind.acts !== "watching" || kind.watches !== watches) return undefined;
    if (!this.#concerns(seen) || !match(seen) || !this.#counter.hits()) return undefined;
    const verdict = isDecided ? undefined : this.#judge?.(seen);
    if (verdict === undefined) return undefined;
    this.#note("fault.fired", whereOf(seen));
    if (this.#isPassing) {
      const subjects = this.fault.subjects.filter((subject) => isSeen(subject, seen));
      this.#parts.watch.faultActed({ ...this.fault, subjects });
    }
    return verdict;
  }

  /** Ends it, whatever it does or waits for. */
  heal(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const timer of this.#timers) this.#parts.clock.clearTimeout(timer);
    this.#timers.clear();
    this.#release();
    this.#cleanUp?.();
    this.#parts.hands.note("fault.healed", this.fault.kindName);
    this.#parts.onOver();
  }

  /** It does nothing but act on what it observes: while there is nothing to observe, nothing is wrong. */
  get #isPassing(): boolean {
    const { kind } = this.fault;
    return kind.acts === "watching" && kind.hold === undefined;
  }

  #concerns(seen: Seen): boolean {
    const { on } = this.fault.kind;
    if (on === "service" || on === "broker") return true;
    const name = on === "lock" ? seen.deviceId : seen.clientId;
    return name !== undefined && this.#watched.has(name);
  }

  #recur(timing: { readonly everyMs: number; readonly lastingMs: number; readonly endsAt: number }): void {
    const now = this.#parts.clock.now();
    this.#plan(now + timing.everyMs, () => this.#recur(timing));
    this.#begin(now + timing.lastingMs);
  }

  #begin(endsAt: number): void {
    const { kind, subjects } = this.fault;
    if (kind.acts === "once") {
      this.#tellWatch(true);
      for (const subject of subjects) {
        this.#note("fault.fired", subjectKey(subject));
        kind.act(this.#acting, subject);
      }
      this.#tellWatch(false);
      this.#endIfDone();
      return;
    }
    this.#periods++;
    if (this.#periods === 1) {
      if (!this.#isPassing) this.#tellWatch(true);
      this.#hold();
    }
    this.#after(Math.max(0, endsAt - this.#parts.clock.now()), () => {
      this.#periods--;
      if (this.#periods > 0) return;
      if (this.#mayActAgain) this.#rest();
      else this.heal();
    });
  }

  #hold(): void {
    const { kind, kindName, subjects } = this.fault;
    if (kind.acts === "once") return;
    const { hold } = kind;
    if (!hold) return;
    for (const subject of subjects) {
      if (kind.acts === "lasting") this.#note("fault.fired", subjectKey(subject));
      const begin = () => hold(this.#acting, subject as never);
      this.#releases.push(this.#parts.holds.take(`${kindName} ${subjectKey(subject)}`, begin));
    }
  }

  #rest(): void {
    this.#release();
    this.#parts.hands.note("fault.rested", this.fault.kindName);
  }

  #release(): void {
    this.#periods = 0;
    for (const release of this.#releases.splice(0)) release();
    this.#tellWatch(false);
  }

  #tellWatch(isActing: boolean): void {
    if (this.#isActing === isActing) return;
    this.#isActing = isActing;
    const { watch } = this.#parts;
    if (isActing) watch.faultBegan(this.fault);
    else watch.faultEnded(this.fault);
  }

  #endIfDone(): void {
    if (this.#periods === 0 && !this.#mayActAgain) this.heal();
  }

  get #mayActAgain(): boolean {
    if (this.#planned > 0) return true;
    return this.fault.trigger.timing.type === "after" && !this.#triggerCounter.isSpent;
  }

  /** Does something at an instant to come, or now. */
  #plan(at: number, work: () => void): void {
    const waitMs = at - this.#parts.clock.now();
    if (waitMs <= 0) {
      work();
      return;
    }
    this.#planned++;
    this.#after(waitMs, () => {
      this.#planned--;
      work();
    });
  }

  #endAt(endsAt: number): void {
    this.#after(endsAt - this.#parts.clock.now(), () => this.heal());
  }

  #after(waitMs: number, work: () => void): void {
    if (this.#isOver) return;
    const timer = this.#parts.clock.setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, waitMs);
    this.#timers.add(timer);
  }

  #note(kind: string, where: string): void {
    this.#fired++;
    this.#parts.hands.note(kind, `${this.fault.kindName} ${where}`.trimEnd());
  }
}

/** How a subject is named in what is observed. */
function watchedAs(subject: Subject): string {
  if (subject.type === "lock") return subject.deviceId;
  return subject.type === "client" ? subject.clientId : subjectKey(subject);
}

/** Whether the subject is the one that was observed; service and broker are never named. */
const isSeen = (subject: Subject, { deviceId, clientId }: Seen): boolean => {
  if (subject.type === "lock") return subject.deviceId === deviceId;
  return subject.type !== "client" || subject.clientId === clientId;
};

/** What was hit, for the trace. No observation holds a PIN. */
const whereOf = ({ deviceId, command, slot, event, topic, clientId, point, direction }: Seen): string =>
  [
    deviceId,
    command,
    slot === undefined ? undefined : `slot ${slot}`,
    event,
    topic,
    clientId,
    point,
    direction,
  ]
    .filter((fact) => fact !== undefined)
    .join(" ");
