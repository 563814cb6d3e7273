import type { Clock, Ids, Random, TimerHandle } from "../kernel/ports.ts";
import { invalidInput, RequestError } from "../lock/errors.ts";
import type { CommandFault, CommandObservation, FaultPoint } from "../simulator/fault-point.ts";
import { type FaultKind, faultKinds } from "./catalogue.ts";
import { type Fault, parseFault } from "./fault.ts";
import { fits } from "./target.ts";

/** What the engine lays hands on. `src/lab` plugs it in. */
export interface FaultHands {
  /** Every lock, with its hub, its vendor, and the conditions it can be put in. */
  locks(): readonly {
    readonly deviceId: string;
    readonly gateway: string;
    readonly vendor: string;
    readonly conditions: readonly string[];
  }[];
  setHubOnline(gateway: string, online: boolean): void;
  setCondition(deviceId: string, condition: string, active: boolean): void;
  setLinkCut(from: string, to: string, cut: boolean): void;
  crashService(downForMs: number): void;
  /** Every injection, firing and healing goes into the trace. */
  note(kind: string, text: string): void;
}

interface Injected {
  readonly faultId: string;
  readonly input: unknown;
  readonly fault: Fault;
  /** What it lasts on, as one key per thing. */
  readonly holds: readonly string[];
  readonly random: Random;
  isActive: boolean;
  matched: number;
  fired: number;
  timer: TimerHandle | undefined;
}

/** The faults of one lab: injects, fires, heals. All of it belongs to the environment, never to a node that may crash. */
export class FaultEngine implements FaultPoint {
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #random: (name: string) => Random;
  readonly #hands: FaultHands;
  readonly #injected = new Map<string, Injected>();
  /** How many active faults hold each thing: it is let go when the last of them is healed. */
  readonly #holders = new Map<string, number>();

  constructor(options: {
    readonly clock: Clock;
    readonly ids: Ids;
    readonly random: (name: string) => Random;
    readonly hands: FaultHands;
  }) {
    this.#clock = options.clock;
    this.#ids = options.ids;
    this.#random = options.random;
    this.#hands = options.hands;
  }

  /** Checks and injects a fault; returns its id. Throws a RequestError that names the field and what exists. */
  inject(input: unknown): string {
    const now = this.#clock.now();
    const fault = parseFault(input, now);
    const holds = this.#holdsOf(fault);
    const faultId = this.#ids.uuid();
    const injected: Injected = {
      faultId,
      input,
      fault,
      holds,
      random: this.#random(`fault ${faultId}`),
      isActive: false,
      matched: 0,
      fired: 0,
      timer: undefined,
    };
    this.#injected.set(faultId, injected);
    if (fault.startsAt <= now) this.#start(injected);
    else injected.timer = this.#clock.setTimeout(() => this.#start(injected), fault.startsAt - now);
    return faultId;
  }

  /** The faults that are active or still to come. */
  list(): readonly Readonly<Record<string, unknown>>[] {
    return [...this.#injected.values()].map(({ faultId, input, fault, isActive, fired }) => ({
      fault_id: faultId,
      ...(input as Readonly<Record<string, unknown>>),
      is_active: isActive,
      fired,
      ends_at: new Date(fault.endsAt).toISOString(),
    }));
  }

  /** Heals one fault, or all; returns how many. Throws a RequestError (`fault_not_found`). */
  heal(faultId?: string): number {
    if (faultId === undefined) {
      const all = [...this.#injected.values()];
      for (const injected of all) this.#end(injected);
      return all.length;
    }
    const injected = this.#injected.get(faultId);
    if (!injected) throw new RequestError("fault_not_found", `No fault has the fault_id "${faultId}"`);
    this.#end(injected);
    return 1;
  }

  onCommand(observation: CommandObservation): CommandFault | undefined {
    for (const injected of this.#injected.values()) {
      if (!injected.isActive || actionOf(injected.fault) !== "command") continue;
      if (!this.#matches(injected.fault, observation) || !fires(injected)) continue;
      injected.fired++;
      this.#hands.note(
        "fault.fired",
        `${injected.fault.kind} ${observation.deviceId} ${observation.command}`,
      );
      return commandFaultOf(injected.fault);
    }
    return undefined;
  }

  #matches(
    { target, command }: Fault,
    { vendor, gateway, deviceId, command: observed }: CommandObservation,
  ): boolean {
    if (command !== undefined && command !== observed) return false;
    if (target.type === "lock") return fits(target.pattern, deviceId);
    if (target.type === "hub") return fits(target.pattern, gateway);
    return target.type === "vendor" && fits(target.pattern, vendor);
  }

  /** What the fault lasts on. Throws a RequestError when there is nothing like it. */
  #holdsOf(fault: Fault): string[] {
    const { kind, target } = fault;
    if (target.type === "service") return [];
    if (target.type === "link") return [`link ${target.from} ${target.to}`];
    const hit = this.#hands
      .locks()
      .filter(({ deviceId, gateway, vendor }) =>
        fits(target.pattern, { lock: deviceId, hub: gateway, vendor }[target.type]),
      );
    if (hit.length === 0) throw invalidInput("target", `matches no ${target.type} of this lab`);
    switch (actionOf(fault)) {
      case "hubOffline":
        return [...new Set(hit.map(({ gateway }) => `hub ${gateway}`))];
      case "condition": {
        const able = hit.filter(({ conditions }) => conditions.includes(kind));
        if (able.length === 0) {
          const all = [...new Set(hit.flatMap(({ conditions }) => conditions))].sort();
          throw invalidInput(
            "kind",
            `cannot happen to this lock, which can have: ${all.join(", ") || "none"}`,
          );
        }
        return able.map(({ deviceId }) => `condition ${deviceId} ${kind}`);
      }
      default:
        return [];
    }
  }

  #start(injected: Injected): void {
    const { fault } = injected;
    injected.isActive = true;
    this.#hands.note("fault.injected", JSON.stringify(injected.input));
    if (actionOf(fault) === "serviceCrash") {
      injected.fired++;
      this.#injected.delete(injected.faultId);
      this.#hands.crashService(Number(fault.params["downFor"]));
      return;
    }
    for (const thing of injected.holds) this.#hold(thing, 1);
    injected.timer = this.#clock.setTimeout(() => this.#end(injected), fault.endsAt - this.#clock.now());
  }

  #end(injected: Injected): void {
    this.#clock.clearTimeout(injected.timer);
    this.#injected.delete(injected.faultId);
    if (!injected.isActive) return;
    injected.isActive = false;
    this.#hands.note("fault.healed", injected.fault.kind);
    for (const thing of injected.holds) this.#hold(thing, -1);
  }

  #hold(thing: string, change: 1 | -1): void {
    const before = this.#holders.get(thing) ?? 0;
    const after = before + change;
    this.#holders.set(thing, after);
    if (before > 0 === after > 0) return;
    const [what, first = "", second = ""] = thing.split(" ");
    if (what === "hub") this.#hands.setHubOnline(first, after === 0);
    else if (what === "link") this.#hands.setLinkCut(first, second, after > 0);
    else this.#hands.setCondition(first, second, after > 0);
  }
}

const actionOf = ({ kind }: Fault): FaultKind["action"] => faultKinds[kind].action;

/** Counts a match and says whether the trigger lets it through. */
function fires(injected: Injected): boolean {
  const { when } = injected.fault;
  injected.matched++;
  if (!when || "at" in when) return true;
  if ("nth" in when) return injected.matched === when.nth;
  if ("p" in when) return injected.random.chance(when.p);
  return injected.matched > when.skip && injected.matched <= when.skip + when.count;
}

function commandFaultOf({ kind, params }: Fault): CommandFault | undefined {
  const delayMs = Number(params["delay"]);
  switch (kind) {
    case "lock.noReply":
      return { type: "swallow" };
    case "lock.replyLost":
      return { type: "loseReply" };
    case "lock.lateReply":
      return { type: "delayReply", delayMs };
    case "lock.doubleReply":
      return { type: "doubleReply" };
    case "lock.lateEffect":
      return { type: "delayEffect", delayMs };
    case "lock.ackNoEffect":
      return { type: "ackWithoutEffect" };
    case "lock.nak":
      return { type: "refuse", vendorCode: String(params["code"]) };
    case "lock.nakWithEffect":
      return { type: "refuse", vendorCode: String(params["code"]), takesEffect: true };
    default:
      return undefined;
  }
}
