import type { ActionAttemptObject } from "../access-codes/seam-objects.ts";
import type { Backend } from "./route.ts";
import { unlessDown } from "./unless-down.ts";

/** How long a request waits for a lock's answer, in the world's own time. */
const settleLimitMs = 60_000;

/** The attempt once it is no longer pending; still pending if the lock takes longer than a request waits. */
export async function settled(backend: Backend, attempt: ActionAttemptObject): Promise<ActionAttemptObject> {
  if (attempt.status !== "pending") return attempt;
  const { action_attempt_id } = attempt;
  const current = () => backend.service.actionAttempts.get({ action_attempt_id });
  await backend.lab.runUntil(
    unlessDown(() => current().status !== "pending"),
    settleLimitMs,
  );
  return backend.enter(current);
}

/** With `sync` a request that acts answers with the outcome, else with the attempt under way. */
export const attemptAnswer = async (
  backend: Backend,
  attempt: ActionAttemptObject,
  sync: boolean | undefined,
): Promise<ActionAttemptObject> => (sync ? settled(backend, attempt) : attempt);
