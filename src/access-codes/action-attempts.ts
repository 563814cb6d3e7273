import assert from "node:assert/strict";
import type { Clock, Ids } from "../kernel/ports.ts";
import { RequestError } from "../lock/errors.ts";
import type { Journal, Table } from "./ports.ts";
import type { ActionAttemptRow } from "./rows.ts";
import type { ActionAttemptObject, ActionType } from "./seam-objects.ts";

/**
 * How many attempts that have ended are kept, the latest: assumed, Seam says nothing of how long one can be asked for. A number
 * rather than an age, so that an attempt is still there after years of virtual time, and a year of requests does not pile up.
 */
export const endedAttemptsKept = 10_000;

/** So often, counted in attempts that begin, those are forgotten that ended before the latest. */
const forgettingInterval = 1000;

/**
 * What was asked for and takes a while, until it has succeeded or failed, and for some while after that: as long as it is among
 * the latest {@link endedAttemptsKept} that have ended.
 */
export class ActionAttempts {
  readonly #rows: Table<ActionAttemptRow>;
  readonly #clock: Pick<Clock, "now">;
  readonly #ids: Ids;
  #opened = 0;

  constructor(journal: Journal, clock: Pick<Clock, "now">, ids: Ids) {
    this.#rows = journal.collection<ActionAttemptRow>("action_attempts", {
      id: (row) => row.attemptId,
      indexes: { type: (row) => row.type },
    });
    this.#clock = clock;
    this.#ids = ids;
  }

  /** Begins an attempt and returns its id. */
  open(type: ActionType, subjectId: string): string {
    if (this.#opened++ % forgettingInterval === 0) this.#forgetOld();
    const attemptId = this.#ids.uuid();
    this.#rows.save({ attemptId, type, subjectId, outcome: { status: "pending" } });
    return attemptId;
  }

  typeOf(attemptId: string): ActionType {
    return this.#known(attemptId).type;
  }

  /** The id of the access code or of the device that it acts on. */
  subjectOf(attemptId: string): string {
    return this.#known(attemptId).subjectId;
  }

  /** Gives an attempt an outcome, for tests of those who wait for it. */
  dictate(attemptId: string, outcome: ActionAttemptRow["outcome"]): void {
    const row = this.#rows.get(attemptId);
    if (!row) throw new RequestError("action_attempt_not_found", "Action attempt not found");
    this.#rows.save({ ...row, outcome, isDictated: true });
  }

  succeed(attemptId: string, result: Readonly<Record<string, unknown>> = {}): void {
    this.#end(attemptId, { status: "success", result });
  }

  fail(attemptId: string, error: { readonly type: string; readonly message: string }): void {
    this.#end(attemptId, { status: "error", type: error.type, message: error.message });
  }

  /** Whether the end of what was asked for is still to come. */
  isOpen(attemptId: string): boolean {
    const row = this.#rows.get(attemptId);
    return row !== undefined && !hasEnded(row);
  }

  /** The attempts on doors that nobody has heard the end of. */
  openOnDoors(): string[] {
    return [...this.openOf("LOCK_DOOR"), ...this.openOf("UNLOCK_DOOR")];
  }

  /** Those of the type that have not ended. */
  openOf(type: ActionType): readonly string[] {
    return this.#rows
      .where("type", type)
      .filter((row) => !hasEnded(row))
      .map(({ attemptId }) => attemptId);
  }

  /** Those that exist, in the order in which they are named. */
  list(attemptIds: readonly string[]): ActionAttemptObject[] {
    return [...new Set(attemptIds)].flatMap((attemptId) => {
      const row = this.#rows.get(attemptId);
      return row ? [actionAttemptObject(row)] : [];
    });
  }

  /** Throws a RequestError (`action_attempt_not_found`). */
  get(attemptId: string): ActionAttemptObject {
    const row = this.#rows.get(attemptId);
    if (!row) throw new RequestError("action_attempt_not_found", "Action attempt not found");
    return actionAttemptObject(row);
  }

  #known(attemptId: string): ActionAttemptRow {
    const row = this.#rows.get(attemptId);
    assert(row, "an action attempt that was opened is there");
    return row;
  }

  #end(attemptId: string, outcome: ActionAttemptRow["outcome"]): void {
    const row = this.#rows.get(attemptId);
    assert(row && !hasEnded(row), "an action attempt ends once");
    const shown = row.isDictated ? row.outcome : outcome;
    this.#rows.save({ ...row, outcome: shown, endedAt: this.#clock.now() });
  }

  /** Those that are under way stay, whatever was dictated of them: somebody is still to end them. */
  #forgetOld(): void {
    const ended = [...this.#rows.all()].filter(hasEnded);
    // The sort is stable: of those that ended at one instant the first that began goes first.
    ended.sort((one, other) => (one.endedAt ?? 0) - (other.endedAt ?? 0));
    for (const { attemptId } of ended.slice(0, -endedAttemptsKept)) this.#rows.delete(attemptId);
  }
}

/** Whether what was asked for has come to its end, as far as is really so. Older data files do not say when. */
const hasEnded = ({ endedAt, isDictated, outcome }: ActionAttemptRow): boolean =>
  endedAt !== undefined || (!isDictated && outcome.status !== "pending");

function actionAttemptObject({ attemptId, type, outcome }: ActionAttemptRow): ActionAttemptObject {
  const attempt = { action_attempt_id: attemptId, action_type: type };
  switch (outcome.status) {
    case "pending":
      return { ...attempt, status: "pending", result: null, error: null };
    case "success":
      return { ...attempt, status: "success", result: outcome.result, error: null };
    case "error":
      return {
        ...attempt,
        status: "error",
        result: null,
        error: { type: outcome.type, message: outcome.message },
      };
  }
}
