import { brokerNode } from "../broker/broker.ts";
import type { World } from "../kernel/world.ts";
import type { FaultPoint } from "../simulator/fault-point.ts";
import type { LockMemory, SimulatedGateway, SimulatedLock } from "../simulator/lock-simulator.ts";
import { Link } from "../wire/link.ts";
import type { Topics } from "../wire/topics.ts";
import type { SimulatedFleetLock, VendorPlugin } from "./fleet.ts";
import type { BrokerEntrance } from "./outside-broker.ts";

export interface SimulationParts {
  readonly world: World;
  readonly topics: Topics;
  readonly entrance: BrokerEntrance;
  readonly plugins: Readonly<Record<string, VendorPlugin>>;
  readonly faults: FaultPoint;
  readonly memory: LockMemory;
  readonly latencyScale: number;
}

/** The node on which a gateway and its locks run. */
export const hubNode = (gateway: string): string => `hub:${gateway}`;

/** All gateways and locks of a lab, each gateway on a node of its own. */
export class Simulation {
  readonly #world: World;
  readonly #aside = new Set<string>();
  readonly #connected = new Set<string>();
  readonly gateways: ReadonlyMap<string, SimulatedGateway>;
  readonly locks: ReadonlyMap<string, SimulatedLock>;

  constructor(parts: SimulationParts, fleet: readonly SimulatedFleetLock[]) {
    this.#world = parts.world;
    const byGateway = Map.groupBy(fleet, ({ gateway }) => gateway);
    this.gateways = new Map(
      [...byGateway].map(([gateway, locks]) => [
        gateway,
        startGateway(parts, gateway, locks, this.#connected),
      ]),
    );
    this.locks = new Map(
      [...this.gateways.values()].flatMap(({ locks }) => locks.map((lock) => [lock.deviceId, lock] as const)),
    );
  }

  /**
   * Leaves the gateway's place at the broker to somebody else for as long as this simulation runs: two with one name would
   * throw each other out for ever.
   */
  standAside(gateway: string): void {
    if (!this.gateways.has(gateway) || this.#aside.has(gateway)) return;
    this.#aside.add(gateway);
    this.#world.network.cut(hubNode(gateway), brokerNode, "aside");
  }

  /** How many gateways are connected to the broker. */
  get connectedGateways(): number {
    return this.#connected.size;
  }

  /** Whether somebody else stands in the gateway's place. */
  isAside(gateway: string): boolean {
    return this.#aside.has(gateway);
  }
}

function startGateway(
  { world, topics, entrance, plugins, faults, memory, latencyScale }: SimulationParts,
  gateway: string,
  locks: readonly SimulatedFleetLock[],
  connected: Set<string>,
): SimulatedGateway {
  const nodeName = hubNode(gateway);
  const node = world.node(nodeName);
  const vendor = locks[0]?.vendor ?? "";
  const simulator = plugins[vendor]?.simulator;
  if (!simulator) throw new Error(`no simulator for the vendor "${vendor}"`);
  return node.run(() =>
    simulator.createGateway({
      gateway,
      locks,
      clock: node.clock,
      random: world.random(`gateway/${gateway}`),
      ids: world.ids,
      topics,
      openLink: (options) => {
        const link = new Link({
          ...options,
          credentials: entrance.credentialsOf(gateway),
          keepaliveS: entrance.keepaliveS,
          connect: () => world.network.connect(nodeName, brokerNode),
          clock: node.clock,
          random: world.random(`link/${gateway}`),
        });
        link.onUp(() => connected.add(gateway));
        link.onDown(() => connected.delete(gateway));
        return link;
      },
      setUplink: (up) => {
        if (up) world.network.restore(nodeName, brokerNode, "uplink");
        else world.network.cut(nodeName, brokerNode, "uplink");
      },
      faults,
      frailties: simulator.frailties,
      memory,
      latencyScale,
    }),
  );
}
