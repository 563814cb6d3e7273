import { type BrokerAccess, strangerAccount } from "../broker/access.ts";
import { brokerNode } from "../broker/broker.ts";
import type { World } from "../kernel/world.ts";
import { Link } from "../wire/link.ts";

/** The node, and the client, of those who meddle with the broker. */
const strangerNode = "stranger";

/** How long they try to reach a broker that may be down, in milliseconds. */
const patienceMs = 30_000;

/** Clients of the broker that nobody has asked for. Each connects, does one thing, and is gone. */
export class Strangers {
  readonly #world: World;
  readonly #access: BrokerAccess;
  #count = 0;

  constructor(world: World, access: BrokerAccess) {
    this.#world = world;
    this.#access = access;
  }

  /**
   * Connects with somebody else's client id, and credentials: the broker closes the other connection. `forgets`: and ends its
   * session.
   */
  takeOver(clientId: string, { forgets }: { readonly forgets: boolean }): void {
    this.#visit(clientId, forgets, () => {});
  }

  publish(topic: string, payload: string, options: { readonly retain: boolean }): void {
    this.#count++;
    this.#visit(`${strangerNode}-${this.#count}`, true, (link) => link.publish(topic, payload, options));
  }

  #visit(clientId: string, clean: boolean, work: (link: Link) => void): void {
    const node = this.#world.node(strangerNode);
    node.run(() => {
      const link = new Link({
        clientId,
        clean,
        credentials: this.#access.credentialsOf(this.#access.ownerOf(clientId)?.username ?? strangerAccount),
        connect: () => this.#world.network.connect(strangerNode, brokerNode),
        clock: node.clock,
        random: this.#world.random("link/stranger"),
      });
      link.onUp(() => link.close());
      node.clock.setTimeout(() => link.close(), patienceMs);
      work(link);
      link.open();
    });
  }
}
