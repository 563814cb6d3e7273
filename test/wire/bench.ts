import { createBroker } from "../../src/broker/broker.ts";
import type { LinkConditions } from "../../src/kernel/memory-way.ts";
import { World } from "../../src/kernel/world.ts";
import { Link, type LinkOptions } from "../../src/wire/link.ts";

export const startAt = Date.UTC(2026, 0, 1);

/** A world with a broker, for tests that talk to it. */
export async function newBench(seed = 1, links?: LinkConditions) {
  const world = new World({ seed, startAt, ...(links && { links }) });
  const broker = await createBroker(world);
  return { world, broker };
}

/** A link of a node of the same name as the client, opened, and what it has received. */
export function openLink(world: World, name: string, options: Partial<LinkOptions> = {}) {
  const received: string[] = [];
  const ups: number[] = [];
  const downs: number[] = [];
  const node = world.node(name);
  const link = node.run(() => {
    const made = new Link({
      clientId: name,
      connect: () => world.network.connect(name, "broker"),
      clock: node.clock,
      random: world.random(`back-off/${name}`),
      ...options,
    });
    made.onMessage((topic, payload) => received.push(`${topic} ${payload}`));
    made.onUp(() => ups.push(world.now - startAt));
    made.onDown(() => downs.push(world.now - startAt));
    made.open();
    return made;
  });
  return { link, received, ups, downs, node };
}
