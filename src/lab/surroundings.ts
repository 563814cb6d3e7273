import { brokerNode } from "../broker/broker.ts";
import type { Surroundings } from "../faults/target.ts";
import type { FleetLock } from "./fleet.ts";
import { serviceNode } from "./service-process.ts";
import { hubNode } from "./simulation.ts";
import { Strangers } from "./strangers.ts";

/** Who is where in a lab: what a fault can aim at, and who is behind a client of the broker. */
export interface LabSurroundings extends Surroundings {
  readonly fleet: readonly FleetLock[];
  /** The node on which a client of the lab's own runs. */
  nodeOf(clientId: string): string | undefined;
  /** Whether a client is none of the lab's own. */
  isGuest(clientId: string): boolean;
}

export function surroundingsOf(fleet: readonly FleetLock[]): LabSurroundings {
  const vendorOf = new Map(fleet.map(({ gateway, vendor }) => [gateway, vendor]));
  const hub = (gateway: string) => ({
    node: hubNode(gateway),
    clientId: `${vendorOf.get(gateway) ?? ""}-${gateway}`,
  });
  const nodes = new Map([
    [serviceNode, serviceNode],
    ...[...vendorOf.keys()].map((gateway) => [hub(gateway).clientId, hubNode(gateway)] as const),
  ]);
  return {
    fleet,
    service: { node: serviceNode, clientId: serviceNode },
    broker: { node: brokerNode },
    hub,
    nodeOf: (clientId) => nodes.get(clientId),
    isGuest: (clientId) => !nodes.has(clientId) && !clientId.startsWith(Strangers.prefix),
  };
}
