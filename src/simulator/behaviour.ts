import { strict as assert } from "node:assert";
import type { Body } from "../wire/envelope.ts";

/** How a rule settles a command. */
export interface Verdict {
  /** `undefined`: the sender never hears of it. */
  readonly reply: Body | undefined;
  /** What the command does. A fault may keep it from happening, or have it happen later. */
  readonly effect?: (() => void) | undefined;
  /** The answer, not the effect, comes this much later, in milliseconds. */
  readonly replyAfterMs?: number;
}

/**
 * One rule of a lock, or of the way to it. The first rule that answers a command settles it; one that returns
 * `undefined` leaves it to the next. A rule changes nothing by itself: what it would change is the verdict's effect.
 */
export type Behaviour<Command, Lock> = (command: Command, lock: Lock) => Verdict | undefined;

/** The verdict of the first rule that answers; `undefined` if none does. */
export function firstVerdict<Command, Lock>(
  behaviours: readonly Behaviour<Command, Lock>[],
  command: Command,
  lock: Lock,
): Verdict | undefined {
  for (const behaviour of behaviours) {
    const verdict = behaviour(command, lock);
    if (verdict) return verdict;
  }
  return undefined;
}

/** Like {@link firstVerdict}, for rules of which the last answer everything that is left. */
export function settledBy<Command, Lock>(
  behaviours: readonly Behaviour<Command, Lock>[],
  command: Command,
  lock: Lock,
): Verdict {
  const verdict = firstVerdict(behaviours, command, lock);
  assert(verdict, "no rule answers the command");
  return verdict;
}
