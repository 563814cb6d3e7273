import { type ActorRefFrom, createActor } from "xstate";
import type { Clock } from "../kernel/ports.ts";
import { type AccessCodeStatus, accessCodeStatuses } from "../lock/access-code-status.ts";
import type { Assigned, LockDriver } from "./lock-driver.ts";
import { offlineMachine } from "./offline-machine.ts";
import type { Placement } from "./programmer.ts";
import type { SlotContext, SlotEvent, SlotMachine, SlotPort } from "./slot-setup.ts";
import { inspection } from "./transitions.ts";

/** The parts of a machine's state that the session looks at. */
export interface SlotSnapshot {
  readonly context: SlotContext;
  readonly tags: ReadonlySet<string>;
  readonly value: unknown;
  readonly status: string;
}

const contextOf = (driver: LockDriver, placement: Placement, port: SlotPort): SlotContext => ({
  port,
  profile: driver.profile,
  slot: placement.slot,
  content: placement.content,
  intent: placement.intent,
  evidence: placement.evidence,
  evidenceBefore: placement.evidence,
  isSent: placement.isSent ?? placement.evidence !== "unsent",
  earlier: placement.earlier ?? [],
  isMasked: placement.isMasked,
  wasConfirmed: placement.wasConfirmed ?? placement.evidence === "confirmed",
  hasStood: placement.hasStood ?? placement.evidence === "confirmed",
  wasTried: placement.wasTried ?? placement.evidence !== "unsent",
  wasMissed: placement.wasMissed ?? false,
  mayComeLate: placement.mayComeLate ?? false,
  acceptsExternalChange: placement.acceptsExternalChange,
  attempts: placement.attempts,
  refusal: placement.refusal,
  isFailing: placement.failingSince !== undefined,
  slow: placement.slow?.code,
  changedExternally: placement.changedExternally !== undefined,
  isGone: placement.isGone ?? false,
  reverts: 0,
  thirdParty: placement.thirdPartySince !== undefined,
});

/** The one status among the state's tags. */
const statusOf = (tags: ReadonlySet<string>): AccessCodeStatus =>
  accessCodeStatuses.find((status) => tags.has(status)) ?? "unknown";

/** The row after the machine's state, or `before` itself if that says the same. What lasts keeps its `since`. */
function placementAfter(before: Placement, snapshot: SlotSnapshot, now: number): Placement {
  const { context } = snapshot;
  const since = <T extends { readonly since: number }>(holds: boolean, past: T | undefined, begun: T) =>
    holds ? (past ?? begun) : undefined;
  const { refusal, slow } = context;
  const pastRefusal = before.refusal?.vendorCode === refusal?.vendorCode ? before.refusal : undefined;
  const pastSlow = before.slow?.code === slow ? before.slow : undefined;
  const after: Placement = {
    ...before,
    slot: context.slot,
    content: context.content,
    isSent: context.isSent,
    earlier: context.earlier.length > 0 ? context.earlier : undefined,
    isMasked: context.isMasked,
    wasConfirmed: context.wasConfirmed,
    hasStood: context.hasStood,
    wasTried: context.wasTried,
    wasMissed: context.wasMissed,
    mayComeLate: context.mayComeLate,
    intent: context.intent,
    evidence: context.evidence,
    // What was sent is about the entry that was given up with its key, or before it had one.
    sentAt: context.evidence === "unsent" && context.content.entry === "" ? undefined : before.sentAt,
    acceptsExternalChange: context.acceptsExternalChange,
    status: statusOf(snapshot.tags),
    attempts: context.attempts,
    refusal: refusal && (pastRefusal ?? { ...refusal, since: now }),
    failingSince: context.isFailing ? (before.failingSince ?? now) : undefined,
    slow: slow && (pastSlow ?? { code: slow, since: now }),
    changedExternally: since(context.changedExternally, before.changedExternally, { since: now }),
    isGone: context.isGone,
    thirdPartySince: context.thirdParty ? (before.thirdPartySince ?? now) : undefined,
    endedAt: snapshot.status === "done" ? now : undefined,
  };
  return isSame(before, after) ? before : after;
}

const isSame = (one: Placement, other: Placement): boolean =>
  (Object.keys(other) as (keyof Placement)[]).every((key) => one[key] === other[key]);

/** A placement and the machine that works on it. */
export class SlotActor {
  #placement: Placement;
  #sentAtBefore: number | undefined;
  #isUnseenSinceAbsence = false;
  #isAccepted = false;
  readonly #actor: ActorRefFrom<SlotMachine>;
  readonly #moved: (previous: Placement) => void;

  constructor(options: {
    readonly driver: LockDriver;
    readonly placement: Placement;
    readonly port: (actor: SlotActor) => SlotPort;
    readonly clock: Clock;
    readonly moved: (actor: SlotActor, previous: Placement) => void;
  }) {
    const { driver, clock } = options;
    this.#placement = options.placement;
    this.#moved = (previous) => options.moved(this, previous);
    this.#actor = createActor(options.placement.offline ? offlineMachine : driver.slotMachine, {
      input: contextOf(driver, options.placement, options.port(this)),
      clock: {
        setTimeout: (callback, delayMs) => clock.setTimeout(callback, delayMs),
        clearTimeout: (timer) => clock.clearTimeout(timer),
      },
      ...inspection(),
    });
    this.#actor.subscribe((snapshot: SlotSnapshot) => {
      const previous = this.#placement;
      this.#placement = placementAfter(previous, snapshot, clock.now());
      this.#moved(previous);
    });
  }

  start(): void {
    this.#actor.start();
  }

  send(event: SlotEvent): void {
    // What was in flight when the machine ended is answered all the same.
    if (!this.hasEnded) this.#actor.send(event);
  }

  /** Hands on what the vendor has assigned to the entry, where it has. */
  assign({ entry, pin, mark }: Assigned): void {
    if ([entry, pin, mark].every((told) => told === undefined)) return;
    this.send({
      type: "slot.assigned",
      ...(entry !== undefined && { entry }),
      ...(pin !== undefined && { pin }),
      ...(mark !== undefined && { mark }),
    });
  }

  /** Ends the work, whatever state it is in. */
  stop(endedAt: number): void {
    this.#actor.stop();
    this.#placement = { ...this.#placement, endedAt };
  }

  get placement(): Placement {
    return this.#placement;
  }

  /** A command about the entry is being sent. */
  noteSent(sentAt: number): void {
    this.#sentAtBefore = this.#placement.sentAt;
    this.#isAccepted = false;
    this.#note({ sentAt });
  }

  /** The lock says of what was sent last that it has taken it. */
  noteAccepted(): void {
    this.#isAccepted = true;
  }

  /** Whether it has said so in time, and to this process: what was sent before a restart counts as unanswered. */
  get isAccepted(): boolean {
    return this.#isAccepted;
  }

  /** The lock says of what was sent last that it did nothing. */
  noteNotDone(): void {
    this.#note({ sentAt: this.#sentAtBefore });
  }

  /** The device was away: others may have been at the entry. */
  noteAbsence(): void {
    this.#isUnseenSinceAbsence = true;
  }

  /** A read has shown what stands in the entry. */
  noteRead(): void {
    this.#isUnseenSinceAbsence = false;
  }

  get isUnseenSinceAbsence(): boolean {
    return this.#isUnseenSinceAbsence;
  }

  #note(told: Pick<Placement, "sentAt">): void {
    const previous = this.#placement;
    this.#placement = { ...previous, ...told };
    this.#moved(previous);
  }

  get hasEnded(): boolean {
    return this.#placement.endedAt !== undefined;
  }

  /** Whether the machine is about to read its entry anyway. */
  get isReading(): boolean {
    const [state] = this.#states;
    return state === "verifying" || state === "suspecting" || state === "removing" || state === "emptying";
  }

  /** Whether the machine waits before it tries once more to have the code on the lock. */
  get isPausing(): boolean {
    const [state, step] = this.#states;
    return state === "backingOff" || (state === "silent" && step === "pausing");
  }

  /** Whether the entry is being taken off the lock. Not while that rests because it has failed too often. */
  get isRemoving(): boolean {
    const [state, step] = this.#states;
    return state === "removing" && !(step === "pausing" && this.#placement.failingSince !== undefined);
  }

  /** The state that the machine is in, and the one inside it, if there is one. */
  get #states(): readonly [string, string?] {
    const { value } = this.#actor.getSnapshot() as SlotSnapshot;
    return typeof value === "string" ? [value] : (Object.entries(value as object)[0] as [string, string]);
  }
}
