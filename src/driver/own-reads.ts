import type { TimerHandle } from "../kernel/ports.ts";
import type { LockProfile } from "../lock/profile.ts";
import type { Operation } from "./lock-driver.ts";
import type { DoorResult } from "./programmer.ts";
import { jitter, type SessionEnvironment } from "./session-environment.ts";

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
  /** Whether anything of ours stands in the table, or may. */
  readonly hasInterest: () => boolean;
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
  #auditTimer: TimerHandle | undefined;

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

  /** A read has shown these entries, and with `isComplete` the whole table. */
  answered(entries: Iterable<string>, isComplete: boolean): void {
    for (const entry of entries) this.#owed.delete(`readEntry ${entry}`);
    if (isComplete) this.#owed.delete("readTable");
  }

  /** The read that was under way has its answer. */
  ended(job: Job): void {
    this.#waiting.delete(job.key);
  }

  /** What was to be read is in doubt until it has been: there is no last attempt, as long as anybody cares. */
  failed(job: Job): void {
    const { profile, environment, hasInterest, writersWaitInVain, act } = this.#parts;
    this.#waiting.delete(job.key);
    if (!hasInterest()) {
      this.#owed.delete(job.key);
      return;
    }
    const { attemptsMax, retryDelayMs, retryDelayMaxMs } = profile.timing;
    if (job.attempts + 1 >= attemptsMax.value) writersWaitInVain();
    const delayMs =
      Math.min(retryDelayMs.value * 2 ** job.attempts, retryDelayMaxMs.value) * jitter(environment.random);
    environment.clock.setTimeout(
      () => act(() => this.#ask(job.operation, job.attempts + 1)),
      Math.round(delayMs),
    );
  }

  /** Reads the table now and then, or stops doing so. */
  audit(isWanted: boolean): void {
    const { profile, environment, act } = this.#parts;
    const { clock, random } = environment;
    if (!isWanted) {
      clock.clearTimeout(this.#auditTimer);
      this.#auditTimer = undefined;
    } else if (!this.#auditTimer) {
      const auditMs = Math.round(profile.timing.auditMs.value * jitter(random));
      this.#auditTimer = clock.setTimeout(() => {
        this.#auditTimer = undefined;
        act(() => this.askForTable());
        this.audit(true);
      }, auditMs);
    }
  }

  #ask(operation: Operation, attempts: number): void {
    const key = operation.type === "readEntry" ? `readEntry ${operation.entry}` : operation.type;
    if (this.#waiting.has(key)) return;
    const job: Job = { key, operation, attempts };
    this.#owed.add(key);
    this.#waiting.set(key, job);
    this.#parts.ask(job);
  }
}
