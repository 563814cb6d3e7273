import { brokerNode, createBroker } from "../src/broker/broker.ts";
import { TcpListener } from "../src/broker/tcp-listener.ts";
import { Pacer } from "../src/kernel/pacer.ts";
import { World } from "../src/kernel/world.ts";
import { Link } from "../src/wire/link.ts";
import { Topics } from "../src/wire/topics.ts";
import { Loopback } from "./loopback.ts";
import { type Rate, Stopwatch } from "./stopwatch.ts";
import { noLatency, pace, type Transport } from "./transport.ts";

/** About as long as a vendor's command. */
const payload = JSON.stringify({ type: "bench", padding: "x".repeat(300) });
const vendor = "bench";

export interface RoundTrips {
  readonly transport: Transport;
  /** How many devices are talked to at once, each with one command in flight. */
  readonly devices: number;
  readonly devicesPerGateway: number;
  readonly count: number;
}

/**
 * The rate of bare QoS 1 round trips: a command is published, its receiver publishes a reply, and nothing else happens. The
 * broker, the client and the topics are those of a lab, and so is the shape of the fleet.
 */
export async function rateOfRoundTrips(options: RoundTrips): Promise<Rate> {
  const { transport, devices, devicesPerGateway, count } = options;
  const world = new World({ seed: 1, startAt: 0, links: noLatency });
  const broker = await createBroker(world);
  const tcp = transport === "tcp" ? await openTcp(world, () => new TcpListener(world, broker)) : undefined;
  const runWhile = (waiting: () => boolean) =>
    tcp ? world.waitWhile(waiting, 3_600_000) : world.runWhile(waiting, 3_600_000);

  const topics = new Topics();
  const addresses = Array.from({ length: devices }, (_, index) => ({
    vendor,
    gateway: `hub-${Math.floor(index / devicesPerGateway)}`,
    device: `device-${index}`,
  }));
  const links: Link[] = [];
  const open = (nodeName: string, filters: readonly string[]): Link => {
    const node = world.node(nodeName);
    return node.run(() => {
      const link = new Link({
        clientId: nodeName,
        connect: () => world.network.connect(nodeName, brokerNode),
        clock: node.clock,
        random: world.random(nodeName),
      });
      link.subscribe(filters);
      link.open();
      links.push(link);
      return link;
    });
  };

  const service = open("service", topics.forService());
  for (const gateway of new Set(addresses.map((address) => address.gateway))) {
    const link = open(gateway, topics.forGateway(vendor, gateway));
    link.onMessage((topic, text) => link.publish(topic.replace(/command$/, "reply"), text));
  }
  await runWhile(() => links.some((link) => !link.connected));
  // A second more of the world's time: the subscriptions have been granted.
  await (tcp ? world.waitWhile(() => true, 1000 * pace) : world.runFor(1000));

  let sent = devices;
  let done = 0;
  service.onMessage((topic) => {
    done++;
    if (sent === count) return;
    sent++;
    service.publish(topic.replace(/reply$/, "command"), payload);
  });
  const stopwatch = new Stopwatch();
  await stopwatch.time(async () => {
    await world.enter("service", () => {
      for (const address of addresses) service.publish(topics.of(address, "command"), payload);
    });
    await runWhile(() => done < count);
  });

  await tcp?.close();
  await broker.close();
  world.close();
  return stopwatch.rateOf(count);
}

async function openTcp(world: World, listen: () => TcpListener): Promise<{ close(): Promise<void> }> {
  const loopback = new Loopback(world);
  const pacer = new Pacer(world, { pace, onFailure: (error) => process.emitWarning(String(error)) });
  const listener = listen();
  loopback.dial(await listener.listen({ port: 0 }));
  return {
    close: async () => {
      await listener.close();
      pacer.stop();
    },
  };
}
