import assert from "node:assert/strict";
import type { Ids } from "../kernel/ports.ts";
import { RequestError } from "../lock/errors.ts";
import type { Journal, Table } from "./ports.ts";
import type { ActionAttemptRow } from "./rows.ts";
import type { ActionAttemptObject, ActionType } from "./seam-objects.ts";

/** What was asked for and takes a while, until it has succeeded or failed. */
export class ActionAttempts {
  readonly #rows: Table<ActionAttemptRow>;
  readonly #ids: Ids;

  constructor(journal: Journal, ids: Ids) {
    this.#rows = journal.collection<ActionAttemptRow>("action_attempts", {
      id: (row) => row.attemptId,
      indexes: { type: (row) => row.type },
    });
    this.#ids = ids;
  }

  /** Begins an attempt and returns its id. */
  open(type: ActionType, subjectId: string): string {
    const attemptId = this.#ids.uuid();
    this.#rows.save({ attemptId, type, subjectId, outcome: { status: "pending" } });
    return attemptId;
  }

  typeOf(attemptId: string): ActionType {
    const row = this.#rows.get(attemptId);
    assert(row, "an action attempt that was opened is there");
    return row.type;
  }

  /** Gives an attempt an outcome, for tests of those who wait for it. */
  dictate(attemptId: string, outcome: ActionAttemptRow["outcome"]): void {
    const row = this.#rows.get(attemptId);
    if (!row) throw new RequestError("action_attempt_not_found", "Action attempt not found");
    this.#rows.save({ ...row, outcome, isDictated: true });
  }

  succeed(attemptId: string, result: Readonly<Record<string, unknown>> = {}): void {
    if (this.#rows.get(attemptId)?.isDictated) return;
    this.#rows.save({ ...this.#pending(attemptId), outcome: { status: "success", result } });
  }

  fail(attemptId: string, error: { readonly type: string; readonly message: string }): void {
    if (this.#rows.get(attemptId)?.isDictated) return;
    this.#rows.save({
      ...this.#pending(attemptId),
      outcome: { status: "error", type: error.type, message: error.message },
    });
  }

  /** The attempts on doors that nobody has heard the end of. */
  openOnDoors(): string[] {
    return [...this.openOf("LOCK_DOOR"), ...this.openOf("UNLOCK_DOOR")];
  }

  /** Those of the type that have not ended. */
  openOf(type: ActionType): readonly string[] {
    return this.#rows
      .where("type", type)
      .filter(({ outcome }) => outcome.status === "pending")
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

  #pending(attemptId: string): ActionAttemptRow {
    const row = this.#rows.get(attemptId);
    assert(row?.outcome.status === "pending", "an action attempt ends once");
    return row;
  }
}

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
