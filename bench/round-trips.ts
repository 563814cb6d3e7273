import { brokerNode, createBroker } from "../src/broker/broker.ts";
import { World } from "../src/kernel/world.ts";
import { Link } from "../src/wire/link.ts";
import { Topics } from "../src/wire/topics.ts";

/** About as long as a command of a vendor's. */
const payload = JSON.stringify({ type: "bench", padding: "x".repeat(300) });
const vendor = "bench";

export interface RoundTrips {
  /** How many devices are talked to at once, each with one command in flight. */
  readonly devices: number;
  readonly devicesPerGateway: number;
  readonly count: number;
}

/**
 * Bare QoS 1 round trips per second: a command is published, its receiver publishes a reply, and nothing else happens. The
 * broker, the client and the topics are those of a lab, and so is the shape of the fleet.
 */
export async function roundTripsPerSecond({
  devices,
  devicesPerGateway,
  count,
}: RoundTrips): Promise<number> {
  const world = new World({ seed: 1, startAt: 0, links: { minMs: 0, meanMs: 0 } });
  const broker = await createBroker(world);
  const topics = new Topics();
  const addresses = Array.from({ length: devices }, (_, index) => ({
    vendor,
    gateway: `hub-${Math.floor(index / devicesPerGateway)}`,
    device: `device-${index}`,
  }));

  const open = (nodeName: string): Link => {
    const node = world.node(nodeName);
    return node.run(() => {
      const link = new Link({
        clientId: nodeName,
        connect: () => world.network.connect(nodeName, brokerNode),
        clock: node.clock,
        random: world.random(nodeName),
      });
      link.open();
      return link;
    });
  };

  const service = open("service");
  service.subscribe(topics.forService());
  for (const gateway of new Set(addresses.map((address) => address.gateway))) {
    const link = open(gateway);
    link.subscribe(topics.forGateway(vendor, gateway));
    link.onMessage((topic, text) => link.publish(topic.replace(/command$/, "reply"), text));
  }
  await world.runFor(60_000);

  let done = 0;
  service.onMessage((topic) => {
    done++;
    if (done + devices <= count) service.publish(topic.replace(/reply$/, "command"), payload);
  });
  const begun = performance.now();
  await world.enter("service", () => {
    for (const address of addresses) service.publish(topics.of(address, "command"), payload);
  });
  await world.runWhile(() => done < count, 60_000);
  const seconds = (performance.now() - begun) / 1000;
  await broker.close();
  world.close();
  return done / seconds;
}
