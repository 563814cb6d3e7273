import type { BrokerFaults } from "../broker/broker-faults.ts";
import type { Clock, Ids } from "../kernel/ports.ts";
import { RequestError } from "../lock/errors.ts";
import type { FaultPoint } from "../simulator/fault-point.ts";
import { type FaultInput, parseFault } from "./fault.ts";
import type { FaultWatch } from "./fault-watch.ts";
import type { FaultHands } from "./hands.ts";
import { Holds } from "./holds.ts";
import { InjectedFault } from "./injected-fault.ts";
import type { FaultKind } from "./kind.ts";
import { requireAble } from "./needs.ts";
import type { Seen, TriggerEvent, Verdicts, Watchable } from "./observation.ts";

/** A fault that is active or still to come, as the API lists it. */
export interface ListedFault extends Readonly<Record<string, unknown>> {
  readonly fault_id: string;
  readonly is_active: boolean;
  /** How often it has acted. */
  readonly fired: number;
  /** ISO 8601; `null` while it waits for something that may never happen. */
  readonly ends_at: string | null;
}

/** The faults of one lab: injects, fires, heals. All of it belongs to the environment, never to a node that may crash. */
export class FaultEngine implements FaultPoint, BrokerFaults {
  readonly #kinds: Readonly<Record<string, FaultKind>>;
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #hands: FaultHands;
  readonly #watch: FaultWatch;
  readonly #holds = new Holds();
  readonly #injected = new Map<string, InjectedFault>();
  /** How often a fault of one identity was injected: equal ones draw from streams of their own. */
  readonly #identities = new Map<string, number>();
  /** What the faults that are there watch, and wait for. Everything else costs one look here. */
  readonly #interests = new Set<string>();

  constructor(options: {
    readonly kinds: Readonly<Record<string, FaultKind>>;
    /** The environment's. */
    readonly clock: Clock;
    readonly ids: Ids;
    readonly hands: FaultHands;
    /** Told when any fault begins to act, and when it does no more. */
    readonly watch: FaultWatch;
  }) {
    this.#kinds = options.kinds;
    this.#clock = options.clock;
    this.#ids = options.ids;
    this.#hands = options.hands;
    this.#watch = options.watch;
  }

  /**
   * Checks and injects a fault; returns its id. Throws a RequestError (`invalid_input`) that names the field and what
   * exists. Only from code of the environment.
   */
  inject(input: FaultInput | unknown): string {
    const fault = parseFault(input, this.#clock.now(), this.#kinds, this.#hands.surroundings);
    const subjects = requireAble(fault, this.#kinds, this.#hands);
    const faultId = this.#ids.uuid();
    const count = (this.#identities.get(fault.identity) ?? 0) + 1;
    this.#identities.set(fault.identity, count);
    const injected = new InjectedFault({
      fault: { ...fault, subjects },
      input: input as Readonly<Record<string, unknown>>,
      hands: this.#hands,
      clock: this.#clock,
      // Named by what the fault is, so that a fault more or less does not shift the draws of another.
      random: this.#hands.random(`fault/${fault.identity}#${count}`),
      holds: this.#holds,
      watch: this.#watch,
      onOver: () => {
        this.#injected.delete(faultId);
        this.#refreshInterests();
      },
    });
    this.#injected.set(faultId, injected);
    this.#refreshInterests();
    this.#hands.note("fault.injected", JSON.stringify(input));
    injected.start();
    return faultId;
  }

  /** The faults that are active or still to come. */
  list(): readonly ListedFault[] {
    return [...this.#injected].map(([faultId, injected]) => ({
      ...injected.input,
      fault_id: faultId,
      is_active: injected.isActive,
      fired: injected.fired,
      ends_at: injected.endsAt === undefined ? null : new Date(injected.endsAt).toISOString(),
    }));
  }

  /** Heals one fault, or all; returns how many. Throws a RequestError (`fault_not_found`). */
  heal(faultId?: string): number {
    if (faultId === undefined) {
      const all = [...this.#injected.values()];
      for (const injected of all) injected.heal();
      return all.length;
    }
    const injected = this.#injected.get(faultId);
    if (!injected) throw new RequestError("fault_not_found", `No fault has the fault_id "${faultId}"`);
    injected.heal();
    return 1;
  }

  // ---- what happens in the lab

  onCommand = (seen: Seen & { readonly command: string }): Verdicts["command"] | undefined =>
    this.ask("command", seen);

  onFrame = (seen: Seen): Verdicts["frame"] | undefined => this.ask("frame", seen);

  onWrite = (seen: Seen): Verdicts["write"] | undefined => this.ask("write", seen);

  onPush = (seen: Seen): Verdicts["push"] | undefined => this.ask("push", seen);

  onMessage = ({ clientId, topic }: Seen): Verdicts["message"] | undefined =>
    this.ask("message", { clientId, topic });

  onDelivery = (seen: Seen): Verdicts["delivery"] | undefined => this.ask("delivery", seen);

  onConnect = (seen: Seen): Verdicts["connect"] | undefined => this.ask("connect", seen);

  onSubscribe = (seen: Seen): Verdicts["subscribe"] | undefined => this.ask("subscribe", seen);

  /** Tells of something that faults may act on, and asks what is to become of it. The first fault that has a say answers. */
  ask<W extends Watchable>(watched: W, seen: Seen): Verdicts[W] | undefined {
    if (!this.#interests.has(watched)) return undefined;
    let answer: Verdicts[W] | undefined;
    for (const injected of this.#injected.values()) {
      // Every fault counts and draws, answered or not, so that one more does not shift what another hits.
      const verdict = injected.verdictOn(watched, seen, answer !== undefined);
      answer ??= verdict as Verdicts[W] | undefined;
    }
    this.#notice(watched, seen);
    return answer;
  }

  /** Tells of something that faults may only wait for: a request, or an event of Seam's. */
  tell(observes: TriggerEvent | "event", seen: Seen): void {
    if (this.#interests.has(observes)) this.#notice(observes, seen);
  }

  /** Whether any fault watches this or waits for it. */
  isInterestedIn(observes: Watchable | TriggerEvent | "event"): boolean {
    return this.#interests.has(observes);
  }

  #notice(observes: string, seen: Seen): void {
    for (const injected of [...this.#injected.values()]) injected.notice(observes, seen);
  }

  #refreshInterests(): void {
    this.#interests.clear();
    for (const { fault } of this.#injected.values()) {
      if (fault.kind.acts === "watching") this.#interests.add(fault.kind.watches);
      if (fault.trigger.timing.type === "after") this.#interests.add(fault.trigger.timing.observes);
    }
  }
}
