import { channel } from "node:diagnostics_channel";
import type {
  ActorOptions,
  AnyActorLogic,
  AnyStateMachine,
  AnyStateNode,
  AnyTransitionDefinition,
  InspectionEvent,
} from "xstate";

/** What a transition of a machine is called, and where it is told that one was taken. */

/** The event and the condition: `slot.empty`, `after retryDelay`, `lock.refused [wasBusy]`; of a transition without either, nothing. */
export function labelOf({ eventType, guard }: AnyTransitionDefinition): string {
  const condition = guardName(guard);
  const event = eventType
    .replace(/^xstate\.after\.([^.]+)\..*/, "after $1")
    .replace(/^xstate\.done\.state\..*/, "done");
  return [event, condition && `[${condition}]`].filter(Boolean).join(" ");
}

const guardName = (guard: unknown): string => {
  if (typeof guard === "string") return guard;
  if (typeof guard === "object" && guard !== null && "type" in guard) return String(guard.type);
  return "";
};

/** From where, at what, to where: `verifying.reading: lock.silent -> verifying.pausing`. What every state hears comes from `*`. */
export function nameOf(transition: AnyTransitionDefinition): string {
  const place = ({ path }: AnyStateNode): string => path.join(".") || "*";
  const to = (transition.target ?? []).map(place).join(" and ") || "itself";
  return `${place(transition.source)}: ${labelOf(transition) || "always"} -> ${to}`;
}

/** Every transition of a machine, in the order of its file. */
export const transitionsOf = ({ root }: AnyStateMachine): AnyTransitionDefinition[] => inside(root);

const inside = (node: AnyStateNode): AnyTransitionDefinition[] => [
  ...[...node.transitions.values(), node.always ?? []].flat(),
  ...Object.values(node.states).flatMap(inside),
];

/**
 * Tells each transition that a machine of the thread's device sessions takes, as the machine's definition has it, for whoever
 * measures which are taken. Machines that were made while nobody listened tell nothing.
 */
export const takenTransitions = channel("lockstep.transition");

/** What a machine's actor is made with, so that it tells. */
export const inspection = (): Pick<ActorOptions<AnyActorLogic>, "inspect"> =>
  takenTransitions.hasSubscribers ? { inspect: tell } : {};

function tell(event: InspectionEvent): void {
  if (event.type !== "@xstate.microstep") return;
  for (const transition of event._transitions) takenTransitions.publish(transition);
}
