import { brokerNode } from "../broker/broker.ts";
import type { Surroundings } from "../faults/target.ts";
import type { FleetLock } from "./fleet.ts";
import { serviceNode } from "./service-process.ts";
import { hubNode } from "./simulation.ts";

/** Who is where in a lab: what a fault can aim at, and who is behind a client of the broker. */
export interface LabSurroundings extends Surroundings {
  readonly fleet: readonly FleetLock[];
  /** The node on which a client of the lab's own runs. */
  nodeOf(clientId: string): string | undefined;
}

/** The surroundings of the locks that a lab simulates: those of others are out of reach of its faults. */
export function surroundingsOf(fleet: readonly FleetLock[]): LabSurroundings {
  // A gateway's client id is its name: its credentials are for no other.
  const hub = (gateway: string) => ({ node: hubNode(gateway), clientId: gateway });
  const nodes = new Map([
    [serviceNode, serviceNode],
    ...fleet.map(({ gateway }) => [gateway, hubNode(gateway)] as const),
  ]);
  return {
    fleet,
    service: { node: serviceNode, clientId: serviceNode },
    broker: { node: brokerNode },
    hub,
    nodeOf: (clientId) => nodes.get(clientId),
  };
}
