import type { BrokerAccess } from "../broker/access.ts";
import { type Broker, type BrokerDisturbance, brokerNode, startBroker } from "../broker/broker.ts";
import type { BrokerMessage } from "../broker/broker-faults.ts";
import type { Kept } from "../broker/broker-memory.ts";
import type { World } from "../kernel/world.ts";
import { environmentNode } from "./lock-handle.ts";

export interface BrokerProcessParts {
  readonly world: World;
  readonly access: BrokerAccess;
  readonly disturbance: BrokerDisturbance;
  /** Told of every message that a client has published. */
  readonly onMessage: (message: BrokerMessage) => void;
  /** Told of every guest that is let in. */
  readonly onGuest: (clientId: string) => void;
  /** Told of every connection that the broker has ended for what its client did, in words. */
  readonly onRefusal: (words: string) => void;
  /** Told when another broker has taken the place of one that died. */
  readonly onNext: (broker: Broker) => void;
}

/** The process of the broker: what dies in a crash and comes back with what is kept of its memory. */
export class BrokerProcess {
  readonly #parts: BrokerProcessParts;
  #broker: Broker;
  #isUp = true;

  constructor(parts: BrokerProcessParts, broker: Broker) {
    this.#parts = parts;
    this.#broker = broker;
    this.#adopt(broker);
  }

  /** The broker that runs now, or ran last. */
  get broker(): Broker {
    return this.#broker;
  }

  /** Dies now, and starts again after so many milliseconds. One that is down already is left to what brings it back. */
  restart({ downForMs, ...kept }: Kept & { readonly downForMs: number }): void {
    const { world, access, onNext } = this.#parts;
    if (!this.#isUp) return;
    this.#isUp = false;
    const leaving = this.#broker.leave(kept);
    world.crash(brokerNode);
    world.node(environmentNode).clock.setTimeout(() => {
      world.node(brokerNode).run(async () => {
        this.#broker = await startBroker(world, await leaving, access);
        this.#adopt(this.#broker);
        this.#isUp = true;
        onNext(this.#broker);
      });
    }, downForMs);
  }

  #adopt(broker: Broker): void {
    broker.disturbBy(this.#parts.disturbance);
    broker.onMessage(this.#parts.onMessage);
    broker.onGuest(this.#parts.onGuest);
    broker.onRefusal(this.#parts.onRefusal);
  }
}
