import type { IgloohomeJob } from "../../drivers/igloohome/wire.ts";
import type { TimerHandle } from "../../src/kernel/ports.ts";
import type { Pacer } from "../../src/simulator/pacer.ts";
import { endedJobsMax, jobLifeMs, pendingJobsMax } from "./firmware.ts";

/** How a job has ended: 0, done; or 2, not done, and no reason. */
export type JobStatus = 0 | 2;

/** A lock, as its bridge sees it. */
export interface BridgedLock {
  readonly pacer: Pacer;
  /** Whether the bridge can get this job to the lock now. */
  canCarryOut(job: IgloohomeJob): boolean;
  /** Sends the job to the lock. `over` is called when the bridge is done with it; `again` when it did not get there. */
  carryOut(id: string, job: IgloohomeJob, over: (status: JobStatus) => void, again: () => void): void;
  /** Whether other people's jobs for this lock fill the queue. */
  readonly isCrowded: boolean;
}

interface PendingJob {
  readonly id: string;
  readonly job: IgloohomeJob;
  readonly lock: BridgedLock;
  readonly death: TimerHandle;
}

/**
 * A bridge and its queue: it carries out one job at a time, for all of its locks, the oldest that it can. A job that it
 * cannot get to its lock dies after some minutes, and nobody is told.
 */
export class Bridge {
  readonly #jobs = new Set<PendingJob>();
  readonly #locks = new Set<BridgedLock>();
  readonly #ended = new Map<string, JobStatus>();
  #underWay: PendingJob | undefined;
  #isOnline = true;

  get isOnline(): boolean {
    return this.#isOnline;
  }

  setOnline(online: boolean): void {
    this.#isOnline = online;
    this.work();
  }

  serve(lock: BridgedLock): void {
    this.#locks.add(lock);
  }

  get isFull(): boolean {
    return this.#jobs.size >= pendingJobsMax || [...this.#locks].some(({ isCrowded }) => isCrowded);
  }

  add(id: string, job: IgloohomeJob, lock: BridgedLock): void {
    const pending: PendingJob = {
      id,
      job,
      lock,
      death: lock.pacer.wait(jobLifeMs, () => this.#drop(pending)),
    };
    this.#jobs.add(pending);
    this.work();
  }

  /** Forgets what it was to do for this lock, as in a restart. */
  forget(lock: BridgedLock): void {
    for (const pending of [...this.#jobs]) if (pending.lock === lock) this.#drop(pending);
  }

  /** Goes on with whatever can be done. */
  work(): void {
    if (this.#underWay || !this.#isOnline) return;
    const next = [...this.#jobs].find(({ lock, job }) => lock.canCarryOut(job));
    if (!next) return;
    this.#underWay = next;
    const free = () => {
      if (this.#underWay === next) this.#underWay = undefined;
    };
    next.lock.carryOut(
      next.id,
      next.job,
      (status) => {
        this.#remember(next.id, status);
        free();
        this.#drop(next);
      },
      () => {
        free();
        this.work();
      },
    );
  }

  /** How the job has ended; `undefined`: it has not, has died, or was long ago. */
  statusOf(id: string): JobStatus | undefined {
    return this.#ended.get(id);
  }

  /** Whether the job is still to be done. */
  holds(id: string): boolean {
    return [...this.#jobs].some((pending) => pending.id === id);
  }

  #remember(id: string, status: JobStatus): void {
    this.#ended.set(id, status);
    const [oldest] = this.#ended.keys();
    if (oldest !== undefined && this.#ended.size > endedJobsMax) this.#ended.delete(oldest);
  }

  #drop(pending: PendingJob): void {
    pending.lock.pacer.cancel(pending.death);
    this.#jobs.delete(pending);
    if (this.#underWay === pending) this.#underWay = undefined;
    this.work();
  }
}
