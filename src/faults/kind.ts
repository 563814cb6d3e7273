import type { Clock, Random } from "../kernel/ports.ts";
import type { Part, Trouble } from "../simulator/frailties.ts";
import type { FaultHands } from "./hands.ts";
import type { Holds } from "./holds.ts";
import type { MatchField, Seen, Verdicts, Watchable } from "./observation.ts";
import type { Params, ParamValues, WrittenParam } from "./params.ts";
import type { Subjects, SubjectType } from "./subject.ts";

/** The areas in which kinds are listed. */
export const areas = {
  network: "Network between the nodes",
  broker: "MQTT broker",
  hub: "Hub and bridge",
  radio: "Radio between hub and lock",
  lock: "Lock firmware",
  keypad: "Keypad and people at the door",
  cloud: "Vendor's cloud",
  clock: "Clocks and zones",
  storage: "The service's storage",
  ext: "Hands other than ours",
  service: "The service's process",
  vendor: "Conditions of one vendor's own",
} as const;

export type Area = keyof typeof areas;

/**
 * What a kind takes from those who watch the doors. `nothing`: whatever happens, doors open with what is wanted and nothing
 * else, within the bounds that hold without faults or soon after it is healed. `whileActive`: a door may lie as long as the
 * fault lasts, and until the service has looked at the lock after that. `forGood`: what it has done stays done after it is healed, as an owner's edit does.
 */
export type Harm = "nothing" | "whileActive" | "forGood";

/** What a lock or hub must have for a kind to happen to it. */
export type Need =
  | { readonly part: Part }
  | { readonly word: Trouble }
  /** A condition of this name that the vendor's lock implements. */
  | { readonly condition: string };

/** What is said of a kind, whatever it does. */
interface KindFacts<P extends Params, On extends SubjectType> {
  readonly area: Area;
  /** What it acts on. How it can be aimed follows from that. */
  readonly on: On;
  readonly params: P;
  /** One sentence for a person. */
  readonly says: string;
  readonly harm: Harm;
  /** True: reads show codes gone that are there, which nobody can tell from other hands when one follows another. */
  readonly hidesCodes?: true;
  /** True: what a lock tells its hub unasked may be lost, and is not told again. */
  readonly losesNews?: true;
  /** True: it ends the same connection again and again for as long as it lasts. Within minutes it has shown all that it can show. */
  readonly recurs?: true;
  readonly needs?: Need;
  /** What of an observation, or of what it does once, can be chosen; what is watched decides unless told. */
  readonly matches?: readonly MatchField[];
  /** How long it lasts unless told; ten minutes where this is absent. */
  readonly lifetime?: string;
  /** True: it makes no sense at once, so that `when` must say when. */
  readonly needsWhen?: true;
  /** The rest of a fault object that shows it at work. `kind` is added. */
  readonly example: FaultExample;
}

export interface FaultExample {
  readonly target: string;
  readonly match?: Readonly<Record<string, string | number>>;
  readonly when?: Readonly<Record<string, unknown>>;
  readonly for?: string;
  readonly params?: Readonly<Record<string, WrittenParam>>;
}

/** What behaviour gets of the fault that it belongs to. */
export interface Acting<P extends Params = Params> {
  readonly params: ParamValues<P>;
  readonly hands: FaultHands;
  /** The environment's: it never crashes. */
  readonly clock: Clock;
  /** The fault's own stream. */
  readonly random: Random;
  /** Who holds what in this lab: for kinds that share something that lasts. */
  readonly holds: Holds;
  /** Whether what is chosen by `match` includes this slot. */
  readonly takesSlot: (slot: number) => boolean;
}

/** Something lasts from the fault's beginning to its end. Of several on one subject the latest holds. */
interface LastingKind<P extends Params, On extends SubjectType> extends KindFacts<P, On> {
  readonly acts: "lasting";
  /** Begins it, and returns what ends it. */
  readonly hold: (acting: Acting<P>, subject: Subjects[On]) => () => void;
}

/** Something is done once, each time that the fault's moment comes. */
interface OnceKind<P extends Params, On extends SubjectType> extends KindFacts<P, On> {
  readonly acts: "once";
  readonly act: (acting: Acting<P>, subject: Subjects[On]) => void;
  /** Prepares for it when the fault is injected; returns what is no longer needed when it is over. */
  readonly prepare?: (acting: Acting<P>) => () => void;
}

/** Something happens to what is observed, one by one, while the fault is active. */
interface WatchingKind<P extends Params, On extends SubjectType, W extends Watchable>
  extends KindFacts<P, On> {
  readonly acts: "watching";
  readonly watches: W;
  /** What becomes of what is seen. Called once per fault, so that what it returns can remember. */
  readonly judge: (acting: Acting<P>) => (seen: Seen) => Verdicts[W] | undefined;
  /** Something that lasts beside it. */
  readonly hold?: (acting: Acting<P>, subject: Subjects[On]) => () => void;
}

/** A kind of fault: what it is, as data, and what it does. */
export type FaultKind<P extends Params = Params, On extends SubjectType = SubjectType> =
  | LastingKind<P, On>
  | OnceKind<P, On>
  | WatchingKind<P, On, Watchable>;

export function lasting<const P extends Params, On extends SubjectType>(
  kind: Omit<LastingKind<P, On>, "acts">,
): FaultKind {
  // Behaviour is only ever called with what its own parameters and subject were checked to be.
  return { ...kind, acts: "lasting" } as unknown as FaultKind;
}

export function once<const P extends Params, On extends SubjectType>(
  kind: Omit<OnceKind<P, On>, "acts">,
): FaultKind {
  return { ...kind, acts: "once" } as unknown as FaultKind;
}

export function watching<const P extends Params, On extends SubjectType, W extends Watchable>(
  kind: Omit<WatchingKind<P, On, W>, "acts">,
): FaultKind {
  return { ...kind, acts: "watching" } as unknown as FaultKind;
}
