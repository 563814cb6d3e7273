import type { TimerHandle } from "../kernel/ports.ts";
import type { LockProfile } from "../lock/profile.ts";
import { afterlifeMs } from "./entry-table.ts";
import type { Operation } from "./lock-driver.ts";
import type { DoorResult } from "./programmer.ts";
import { ReadPace } from "./read-pace.ts";
import { jitter, type SessionEnvironment } from "./session-environment.ts";

/**
 * Between two reads that an absence gives cause for, in milliseconds: a link that comes and goes all day would wear out the
 * battery of every lock behind it. Our choice: a third of the time in which a change by other hands is to be noticed.
 */
const absencePauseMs = 5 * 60_000;

/**
 * The longest pause between two looks for what may come late, in milliseconds: as long, at the most, it opens the door of which the lock
 * does not tell. Our choice.
 */
const lookOutPauseMaxMs = 10 * 60_000;

/**
 * When what was given up is looked for once, in milliseconds, if it would still be welcome: before it is forgotten, however long the pause to
 * the next attempt of its code is. Our choice.
 */
const lastLookMs = 45 * 60_000;

/** An operation of the session's own: a read on suspicion, a door to be moved. */
export interface Job {
  readonly key: string;
  readonly operation: Operation;
  readonly attempts: number;
  readonly done?: (result: DoorResult) => void;
}

export interface OwnReadsParts {
  readonly profile: LockProfile;
  readonly environment: Pick<SessionEnvironment, "clock" | "random">;
  /** Puts a read into the queue of turns. */
  readonly ask: (job: Job) => void;
  /** Whether anything depends on what stands in the table. */
  readonly hasInterest: () => boolean;
  /** Whether what was given up would still be known for ours. */
  readonly remembersAny: () => boolean;
  /** The table has to be read before anything is written, and the lock does not answer. */
  readonly writersWaitInVain: () => void;
  /** Runs what a timer sets off as an act of the session. */
  readonly act: (work: () => void) => void;
}

/**
 * The reads that a session does for its own sake: on suspicion, after an absence, and now and then. Until they are answered,
 * nobody knows whose the slots are.
 */
export class OwnReads {
  readonly #parts: OwnReadsParts;
  readonly #waiting = new Map<string, Job>();
  readonly #owed = new Set<string>();
  readonly #pace = new ReadPace();
  #auditTimer: TimerHandle | undefined;
  #lookOutTimer: TimerHandle | undefined;
  #lookOutSince = Number.NEGATIVE_INFINITY;
  #lastLookTimer: TimerHandle | undefined;
  /** What an absence has put into doubt, until it is asked for. */
  #readSinceAbsence: (() => void) | undefined;
  #absenceTimer: TimerHandle | undefined;
  #readAfterAbsenceAt = Number.NEGATIVE_INFINITY;

  constructor(parts: OwnReadsParts) {
    this.#parts = parts;
  }

  /** Whether a read that was asked for has not been answered yet. */
  get isAnyOwed(): boolean {
    return this.#owed.size > 0;
  }

  askForTable(): void {
    this.#ask({ type: "readTable" }, 0);
  }

  askForEntry(entry: string): void {
    this.#ask({ type: "readEntry", entry }, 0);
  }

  /** Looks at an entry for which nobody waits with writing: a stranger's, or one that is read again for safety's sake. */
  lookAt(entry: string): void {
    this.#ask({ type: "readEntry", entry }, 0, false);
  }

  /** The same for the table. */
  lookAtTable(): void {
    this.#ask({ type: "readTable" }, 0, false);
  }

  /** What a read has shown may come from a cache, or be an outage: another is asked for later. */
  askForTableIn(delayMs: number): void {
    const { environment, act } = this.#parts;
    environment.clock.setTimeout(() => act(() => this.askForTable()), delayMs);
  }

  /** Nothing was heard for a while: `read` asks for what is in doubt since, at once or when the last time is long enough ago. */
  afterAbsence(read: () => void): void {
    const { environment, act } = this.#parts;
    const { clock } = environment;
    clock.clearTimeout(this.#absenceTimer);
    this.#readSinceAbsence = () => {
      this.#readSinceAbsence = undefined;
      this.#readAfterAbsenceAt = clock.now();
      read();
    };
    const waitMs = this.#readAfterAbsenceAt + absencePauseMs - clock.now();
    if (waitMs <= 0) this.hasten();
    else this.#absenceTimer = clock.setTimeout(() => act(() => this.hasten()), waitMs);
  }

  /** Somebody needs to know what stands in the table: what an absence has put into doubt is asked for now. */
  hasten(): void {
    this.#parts.environment.clock.clearTimeout(this.#absenceTimer);
    this.#readSinceAbsence?.();
  }

  /** A read has shown these entries, and with `isComplete` the whole table. */
  answered(entries: Iterable<string>, isComplete: boolean): void {
    // Entries that a complete read has not shown are empty.
    if (isComplete) this.#owed.clear();
    else for (const entry of entries) this.#owed.delete(`readEntry ${entry}`);
  }

  /** The read that was under way has its answer. */
  ended(job: Job): void {
    this.#waiting.delete(job.key);
  }

  /**
   * What was to be read is in doubt until it has been: there is no last attempt, as long as anything depends on it. Else it
   * waits for the next audit.
   */
  failed(job: Job): void {
    const { profile, environment, hasInterest, writersWaitInVain, act } = this.#parts;
    this.#waiting.delete(job.key);
    const { attemptsMax, retryDelayMs, retryDelayMaxMs } = profile.timing;
    const isLastOfMany = job.attempts + 1 >= attemptsMax.value;
    if (isLastOfMany && !hasInterest()) {
      this.#owed.delete(job.key);
      return;
    }
    if (isLastOfMany) writersWaitInVain();
    const delayMs =
      Math.min(retryDelayMs.value * 2 ** job.attempts, retryDelayMaxMs.value) * jitter(environment.random);
    environment.clock.setTimeout(
      () => act(() => this.#ask(job.operation, job.attempts + 1, this.#owed.has(job.key))),
      Math.round(delayMs),
    );
  }

  /** Reads the table now and then: what is meant to stand in it may have gone, and others may have come. */
  audit(): void {
    if (this.#auditTimer) return;
    const { profile, environment, act } = this.#parts;
    const { clock, random } = environment;
    const auditMs = Math.round(profile.timing.auditMs.value * jitter(random));
    this.#auditTimer = clock.setTimeout(() => {
      this.#auditTimer = undefined;
      act(() => this.askForTable());
      this.audit();
    }, auditMs);
  }

  /**
   * Something was given up that may still show itself: the table is read after growing pauses, as long as it would be known again.
   * What then is left to be found, audits find. `since`: from when on it may have come.
   */
  lookOut(since: number): void {
    // What has come before is found by the looks that are due already.
    if (since <= this.#lookOutSince) return;
    this.#lookOutSince = since;
    this.#lookOutOn();
  }

  /** The same of what would be welcome: the attempts that follow look for it as well. */
  lookOutOnce(): void {
    const { clock } = this.#parts.environment;
    clock.clearTimeout(this.#lastLookTimer);
    this.#lastLookTimer = clock.setTimeout(() => this.#lookForRemembered(), lastLookMs);
  }

  /** Each pause is as long as it has been looked for, and when nothing can be late any more only a list that had lied is left. */
  #lookOutOn(): void {
    const { profile, environment } = this.#parts;
    const { clock, random } = environment;
    const elapsedMs = clock.now() - this.#lookOutSince;
    const mayBeLate = elapsedMs < afterlifeMs;
    const growingMs = mayBeLate ? Math.min(elapsedMs, lookOutPauseMaxMs) : elapsedMs;
    const pauseMs = Math.max(profile.timing.retryDelayMs.value, growingMs);
    clock.clearTimeout(this.#lookOutTimer);
    if (pauseMs > profile.timing.auditMs.value) return;
    this.#lookOutTimer = clock.setTimeout(
      () => {
        if (this.#lookForRemembered()) this.#lookOutOn();
      },
      Math.round(pauseMs * jitter(random)),
    );
  }

  /** Reads the table if what was given up would still be known again; returns whether it would. */
  #lookForRemembered(): boolean {
    const { act, remembersAny } = this.#parts;
    if (!remembersAny()) return false;
    act(() => this.askForTable());
    return true;
  }

  #ask(operation: Operation, attempts: number, isOwed = true): void {
    // Where no lock is ever online, there is no table to read.
    if (this.#parts.profile.onlineCodes?.value === false) return;
    const key = operation.type === "readEntry" ? `readEntry ${operation.entry}` : operation.type;
    if (isOwed) this.#owed.add(key);
    if (this.#waiting.has(key)) return;
    const job: Job = { key, operation, attempts };
    this.#waiting.set(key, job);
    const { environment, ask, act } = this.#parts;
    const waitMs = this.#pace.waitMs(key, environment.clock.now());
    if (waitMs === 0) ask(job);
    else environment.clock.setTimeout(() => act(() => ask(job)), waitMs);
  }
}
