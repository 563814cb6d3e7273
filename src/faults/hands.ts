import type { MemoryNetwork } from "../kernel/memory-network.ts";
import type { Random } from "../kernel/ports.ts";
import type { ExternalEdit, PressResult } from "../lock/door.ts";
import type { Frailties } from "../simulator/frailties.ts";
import type { SimulatedGateway, SimulatedLock, Station } from "../simulator/lock-simulator.ts";
import type { Channel, DeviceAddress } from "../wire/topics.ts";
import type { Surroundings } from "./target.ts";

/** What the engine lays hands on. `src/lab` plugs it in. */
export interface FaultHands {
  readonly surroundings: Surroundings;
  /** The stream of that name, below nothing that anybody else draws from. */
  random(name: string): Random;
  /** Every injection, firing and healing goes into the trace. */
  note(kind: string, text: string): void;
  readonly network: Pick<MemoryNetwork, "setTrouble" | "cut" | "restore" | "reset" | "resetAfterNext">;
  lock(deviceId: string): LockHands;
  /** What the lock can be made to refuse with: keys of its driver's table of refusals. */
  refusals(deviceId: string): readonly string[];
  gateway(gateway: string): SimulatedGateway;
  frailties(vendor: string): Frailties;
  readonly broker: BrokerHands;
  readonly service: ServiceHands;
  readonly store: StoreHands;
}

/** A lock, and what stands between it and its gateway. */
export interface LockHands extends Pick<SimulatedLock, "conditions" | "setCondition"> {
  readonly station: Station;
  /** The IANA zone of the door. */
  readonly zone: string;
  press(pin: string): PressResult;
  /** Throws a RequestError (`invalid_input`) when it cannot be done. */
  edit(edit: ExternalEdit): void;
}

export interface BrokerHands {
  /** How many messages the broker keeps for a client that is away; `undefined`: any number. */
  limitQueue(clientId: string, limit: number | undefined): void;
  /** Another connection with the client's id: the broker closes the client's. `forgets`: and it forgets its session. */
  takeOver(clientId: string, options: { readonly forgets: boolean }): void;
  /** The broker dies, and another one starts after `downForMs` with what is kept of its memory. */
  restart(options: {
    readonly downForMs: number;
    readonly keepsRetained: boolean;
    readonly keepsSessions: boolean;
  }): void;
  /** Retains, and sends once more, what a client has published and was not retained. */
  retainAgain(clientId: string): void;
  /** Publishes on a topic of a lock, as nobody in particular. */
  publish(address: DeviceAddress, channel: Channel, payload: string): void;
}

export interface ServiceHands {
  /** Dies now, and starts again after so many milliseconds. */
  crash(downForMs: number): void;
  /** Stands still until the returned function is called; if several have stopped it, by all of them. */
  pause(): () => void;
  /** Calls back at every crash, while the service is down, until the returned function is called. */
  onCrash(work: () => void): () => void;
}

export interface StoreHands {
  /**
   * Remembers from now on how the service's data were, until the returned function is called. {@link takeBack} reaches no
   * further back than this.
   */
  remember(): () => void;
  /** Makes the service's data what they were at `instant`, or before the last so many units of work. Only while the service is down. */
  takeBack(until: { readonly instant: number } | { readonly units: number }): void;
}
