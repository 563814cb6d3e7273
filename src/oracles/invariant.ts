import type { EventObject } from "../access-codes/seam-objects.ts";
import type { DoorSight } from "./door-sight.ts";

/** A command that the broker has taken from the service, on its way to a lock. */
export interface SentCommand {
  /** The envelope's id. */
  readonly id: string;
  /** The command before it that nobody has answered, and that was not given up; `undefined` when there is none. */
  readonly unanswered: { readonly id: string; readonly sentAt: number } | undefined;
  /** How many commands the lock has been sent in the last hour, this one included. */
  readonly inLastHour: number;
}

/**
 * One promise that a lab keeps at every instant, and how it looks whether it does. It asks without touching. What it
 * returns are words for what is broken, without a PIN in them; `undefined` when all is well.
 */
export interface Invariant {
  /** Its number in docs/invariants.md. */
  readonly id: number;
  /** One or two words, for whoever reads that it is broken. */
  readonly name: string;
  readonly promise: string;
  /** Looks at a door whenever something about it has changed, and when a bound runs out that it has asked for. */
  readonly ofDoor?: (door: DoorSight) => string | undefined;
  /** Looks at an event of an access code when it becomes durable. */
  readonly ofEvent?: (event: EventObject, door: DoorSight) => string | undefined;
  /** Looks at a command that leaves for a lock. */
  readonly ofCommand?: (command: SentCommand, door: DoorSight) => string | undefined;
  /** Looks at a message that the broker retains. */
  readonly ofRetained?: (payload: string, door: DoorSight) => string | undefined;
}
