// Before aedes, so that it finds the world's timers.
import "../kernel/patched-globals.ts";
import type { Duplex } from "node:stream";
import { Aedes } from "aedes";
import type { World } from "../kernel/world.ts";

/** The node on which the broker runs and listens. */
export const brokerNode = "broker";

const hourMs = 3_600_000;

/** A message on its way through the broker, and who published it; `undefined` for the will of a client that is gone. */
export interface BrokerMessage {
  readonly clientId: string | undefined;
  readonly topic: string;
  readonly payload: string;
}

/**
 * The embedded MQTT 3.1.1 broker: aedes with its memory as persistence. Publish through a client, never through the
 * broker: aedes numbers packets before its asynchronous work and drops what then looks old (measured: 300 of 300).
 */
export class Broker {
  readonly #world: World;
  readonly #aedes: Aedes;
  readonly #clients = new Set<string>();
  readonly #messageHandlers: ((message: BrokerMessage) => void)[] = [];

  /** Use {@link createBroker}. */
  constructor(world: World, aedes: Aedes) {
    this.#world = world;
    this.#aedes = aedes;
    aedes.on("client", (client) => this.#clients.add(client.id));
    aedes.on("clientDisconnect", (client) => this.#clients.delete(client.id));
    // Asked before anything else is done with a message: whoever is then told of it has not been overtaken.
    aedes.authorizePublish = (client, packet, callback) => {
      if (packet.topic.startsWith("$SYS/")) {
        callback(new Error("topics under $SYS/ are the broker's own"));
        return;
      }
      const message = { clientId: client?.id, topic: packet.topic, payload: packet.payload.toString() };
      for (const handler of this.#messageHandlers) handler(message);
      callback(null);
    };
  }

  /** How many clients are connected, guests included. */
  get connectedClients(): number {
    return this.#clients.size;
  }

  isConnected(clientId: string): boolean {
    return this.#clients.has(clientId);
  }

  /** Serves a connection. Only from code that runs in the broker's node. */
  handle(stream: Duplex): void {
    this.#aedes.handle(stream);
  }

  /** Calls `handler` for every message that a client has published, in the order in which the broker took them. */
  onMessage(handler: (message: BrokerMessage) => void): void {
    this.#messageHandlers.push(handler);
  }

  /** Disconnects everybody and stops listening. */
  async close(): Promise<void> {
    this.#world.network.unlisten(brokerNode);
    await this.#world.enter(
      brokerNode,
      () => new Promise<void>((resolve) => this.#aedes.close(() => resolve())),
    );
  }
}

/** Starts the world's broker; also the next one, after a crash of its node. What it knew before is gone. */
export async function createBroker(world: World): Promise<Broker> {
  const aedes = await world.enter(brokerNode, () =>
    Aedes.createBroker({
      id: "lockstep",
      // One broker has nobody to tell that it lives; at the default of a minute that is half a million events a year.
      heartbeatInterval: 24 * hourMs,
      // A subscriber that does not read holds up all others for this long.
      drainTimeout: 5000,
      // MQTT 3.1's limit of 23 is too short for names such as `gateway/dormakaba-oracode/...`.
      maxClientsIdLength: 256,
    }),
  );
  const broker = new Broker(world, aedes);
  world.network.listen(brokerNode, (stream) => broker.handle(stream));
  return broker;
}
