import type { ActionAttemptRow } from "../access-codes/rows.ts";

/** What the `/_fake` routes ask of a lab that stands in for @seamapi/fake-seam-connect. `src/lab` plugs it in. */
export interface FakeDesk {
  readonly defaultSeed: Readonly<Record<string, string>>;
  /** What there is in all workspaces, by kind. */
  database(): Readonly<Record<string, readonly unknown[]>>;
  /** Gives an attempt an outcome, whatever becomes of what was asked for. Throws a RequestError. */
  updateActionAttempt(attemptId: string, outcome: ActionAttemptRow["outcome"]): void;
  /** From now on these paths answer the workspace with 503; with none, none does. Throws a RequestError. */
  simulateOutage(workspaceId: string, routes: readonly string[]): void;
  isOut(workspaceId: string, path: string): boolean;
}
