import { brokerNode } from "../broker/broker.ts";
import type { World } from "../kernel/world.ts";
import type { FaultPoint } from "../simulator/fault-point.ts";
import type { LockMemory, SimulatedGateway, SimulatedLock } from "../simulator/lock-simulator.ts";
import { Link } from "../wire/link.ts";
import type { Topics } from "../wire/topics.ts";
import type { FleetLock, VendorPlugin } from "./fleet.ts";

export interface SimulationParts {
  readonly world: World;
  readonly topics: Topics;
  readonly plugins: Readonly<Record<string, VendorPlugin>>;
  readonly faults: FaultPoint;
  readonly memory: LockMemory;
  readonly latencyScale: number;
}

/** The node on which a gateway and its locks run. */
export const hubNode = (gateway: string): string => `hub:${gateway}`;

/** All gateways and locks of a lab, each gateway on a node of its own. */
export class Simulation {
  readonly gateways: ReadonlyMap<string, SimulatedGateway>;
  readonly locks: ReadonlyMap<string, SimulatedLock>;

  constructor(parts: SimulationParts, fleet: readonly FleetLock[]) {
    const byGateway = Map.groupBy(fleet, ({ gateway }) => gateway);
    this.gateways = new Map(
      [...byGateway].map(([gateway, locks]) => [gateway, startGateway(parts, gateway, locks)]),
    );
    this.locks = new Map(
      [...this.gateways.values()].flatMap(({ locks }) => locks.map((lock) => [lock.deviceId, lock] as const)),
    );
  }
}

function startGateway(
  { world, topics, plugins, faults, memory, latencyScale }: SimulationParts,
  gateway: string,
  locks: readonly FleetLock[],
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
      openLink: (options) =>
        new Link({
          ...options,
          connect: () => world.network.connect(nodeName, brokerNode),
          clock: node.clock,
          random: world.random(`link/${gateway}`),
        }),
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
