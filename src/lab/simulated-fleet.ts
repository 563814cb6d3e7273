import { BrokerAccess, developmentBrokerKey } from "../broker/access.ts";
import { brokerNode } from "../broker/broker.ts";
import { BrokerRelay } from "../broker/broker-relay.ts";
import { Pacer } from "../kernel/pacer.ts";
import { World } from "../kernel/world.ts";
import { type FaultPoint, noFaults } from "../simulator/fault-point.ts";
import { openStore, type Store } from "../store/store.ts";
import { Topics } from "../wire/topics.ts";
import { type FleetInput, simulatedElsewhere } from "./fleet.ts";
import { liveClock } from "./live-clock.ts";
import { environmentNode, LockHandle } from "./lock-handle.ts";
import { addressOf, entranceTo, type OutsideBroker, outsideLinks } from "./outside-broker.ts";
import { hubNode, Simulation } from "./simulation.ts";
import { ownVendors } from "./vendors.ts";

/** How long the goodbyes of all gateways may take, in milliseconds. */
const goodbyeLimitMs = 2000;

/** How long the first connections may take, in milliseconds. */
const connectLimitMs = 60_000;

export interface SimulatedFleetOptions {
  readonly broker: OutsideBroker;
  /** What each gateway's password is made from, unless the broker's URL names a user for all. */
  readonly brokerKey?: string;
  /** As the lab has it, with the same seed: then names, hubs and device ids are the same. */
  readonly fleet: FleetInput;
  /** 1 unless told. */
  readonly seed?: number;
  /** As the lab has them: 1, and the wall clock's time, unless told. */
  readonly pace?: number | undefined;
  readonly since?: string | undefined;
  /** Which of the fleet's gateways run here: all unless told. */
  readonly runs?: (gateway: string) => boolean;
  /** The file in which the locks' own memory is kept. Without it they forget when the process ends. */
  readonly data?: string;
  /** Multiplies every latency. 1 unless told. */
  readonly latencyScale?: number;
  /** What is to go wrong with the locks: nothing unless told. */
  readonly faults?: FaultPoint;
  /** Told once if the simulation fails. */
  readonly onFailure: (error: unknown) => void;
}

/** Simulated locks in a process without a service: they speak to a broker elsewhere and live on the wall clock. */
export class SimulatedFleet {
  readonly locks: readonly LockHandle[];
  /** Where the broker is, as it may be shown. */
  readonly brokerUrl: string;
  readonly #world: World;
  readonly #store: Store;
  readonly #relay: BrokerRelay;
  readonly #pacer: Pacer;
  readonly #simulation: Simulation;

  /** Throws a RequestError that names the option that is wrong, or a StoreFileError. */
  constructor(options: SimulatedFleetOptions) {
    const { seed = 1, brokerKey = developmentBrokerKey, runs = () => true, onFailure } = options;
    const address = addressOf(options.broker);
    const clock = liveClock(options);
    const fleet = simulatedElsewhere(options.fleet, ownVendors, seed).filter(({ gateway }) => runs(gateway));
    const topics = new Topics();
    const store = openStore(options.data);
    const world = new World({
      seed,
      startAt: clock.now,
      bootCount: store.bootCount - 1,
      links: outsideLinks,
    });
    this.#store = store;
    this.#world = world;
    this.#relay = world.node(brokerNode).run(() => new BrokerRelay(world, address));
    this.brokerUrl = this.#relay.url;
    const simulation = new Simulation(
      {
        world,
        topics,
        entrance: entranceTo(new BrokerAccess(brokerKey, topics, fleet), address, clock.pace),
        plugins: ownVendors,
        faults: options.faults ?? noFaults,
        memory: store.lockMemory,
        latencyScale: options.latencyScale ?? 1,
      },
      fleet,
    );
    this.#simulation = simulation;
    this.locks = fleet.flatMap((lock) => {
      const simulated = simulation.locks.get(lock.deviceId);
      return simulated ? new LockHandle(world, lock, simulated) : [];
    });
    this.#pacer = new Pacer(world, { pace: clock.pace, since: clock.since, onFailure });
  }

  /** How many gateways there are. */
  get gatewayCount(): number {
    return this.#simulation.gateways.size;
  }

  /** How many of them are connected to the broker. */
  get connectedCount(): number {
    return this.#simulation.connectedGateways;
  }

  /** Resolves when all gateways are connected, or a minute has passed. */
  untilConnected(): Promise<void> {
    return this.#world.waitWhile(
      () => this.connectedCount < this.gatewayCount,
      connectLimitMs * this.#pacer.pace,
    );
  }

  /** Lets a gateway's messages wait on their way to it and from it, or lets them go on. */
  stall(gateway: string, isStalled: boolean): Promise<void> {
    const [hub, broker] = [hubNode(gateway), brokerNode];
    const trouble = isStalled ? { isStalled } : undefined;
    // What has waited arrives at once, and must find itself in the world.
    return this.#world.enter(environmentNode, () => {
      this.#world.network.setTrouble(hub, broker, "stall", trouble);
      this.#world.network.setTrouble(broker, hub, "stall", trouble);
    });
  }

  /** Takes a gateway's internet away, without a goodbye, or gives it back. Throws a RangeError for one that does not run here. */
  setOnline(gateway: string, isOnline: boolean): Promise<void> {
    const found = this.#simulation.gateways.get(gateway);
    if (!found) throw new RangeError(`no gateway "${gateway}" runs here`);
    return this.#world.enter(environmentNode, () => found.setOnline(isOnline));
  }

  /** The gateways say goodbye to the broker, and everything ends. */
  async close(): Promise<void> {
    for (const gateway of this.#simulation.gateways.values()) gateway.close();
    await this.#world.waitWhile(() => this.connectedCount > 0, goodbyeLimitMs * this.#pacer.pace);
    this.#pacer.stop();
    this.#relay.close();
    this.#world.close();
    this.#store.close();
  }
}
