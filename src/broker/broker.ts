// Before aedes, so that it finds the world's timers.
import "../kernel/patched-globals.ts";
import type { Duplex } from "node:stream";
import { Aedes, type AuthenticateError, type PublishPacket } from "aedes";
import type { World } from "../kernel/world.ts";
import { type BrokerFaults, type BrokerMessage, noBrokerFaults } from "./broker-faults.ts";
import { BrokerMemory, type Kept } from "./broker-memory.ts";

/** The node on which the broker runs and listens. */
export const brokerNode = "broker";

const hourMs = 3_600_000;

/** Who may disturb the broker. */
export interface BrokerDisturbance {
  readonly faults: BrokerFaults;
  /** The node on which a client runs, whose connection is to be broken; `undefined`: a guest's. */
  readonly nodeOf: (clientId: string) => string | undefined;
}

/**
 * The embedded MQTT 3.1.1 broker: aedes with its memory as persistence. Publish through a client, never through the
 * broker: aedes numbers packets before its asynchronous work and drops what then looks old (measured: 300 of 300).
 */
export class Broker {
  readonly #world: World;
  readonly #aedes: Aedes;
  readonly #memory: BrokerMemory;
  #disturbance: BrokerDisturbance = { faults: noBrokerFaults, nodeOf: () => undefined };
  readonly #clients = new Set<string>();
  readonly #messageHandlers: ((message: BrokerMessage) => void)[] = [];
  /** What was published to be retained and was not, by topic. */
  readonly #withheld = new Map<string, BrokerMessage>();

  /** Use {@link createBroker}. */
  constructor(world: World, aedes: Aedes, memory: BrokerMemory) {
    this.#world = world;
    this.#aedes = aedes;
    this.#memory = memory;
    aedes.on("client", (client) => {
      this.#clients.add(client.id);
      memory.clientCame(client.id);
    });
    aedes.on("clientDisconnect", (client) => {
      this.#clients.delete(client.id);
      memory.clientWent(client.id);
    });
    // Asked before anything else is done with a message: whoever is then told of it has not been overtaken.
    aedes.authorizePublish = (client, packet, callback) => {
      if (packet.topic.startsWith("$SYS/")) {
        callback(new Error("topics under $SYS/ are the broker's own"));
        return;
      }
      this.#take({ clientId: client?.id, topic: packet.topic, payload: packet.payload.toString() }, packet);
      callback(null);
    };
    aedes.authorizeForward = (client, packet) => {
      const { faults, nodeOf } = this.#disturbance;
      const node = faults.onDelivery({ clientId: client.id, topic: packet.topic }) && nodeOf(client.id);
      if (node !== undefined) world.network.resetAfterNext(brokerNode, node);
      return packet;
    };
    aedes.authenticate = ({ id }, _name, _password, callback) => {
      const fault = this.#disturbance.faults.onConnect({ clientId: id });
      if (!fault) callback(null, true);
      else callback(Object.assign(new Error("refused"), fault) as AuthenticateError, false);
    };
    aedes.authorizeSubscribe = ({ id }, subscription, callback) => {
      callback(null, this.#disturbance.faults.onSubscribe({ clientId: id }) ? null : subscription);
    };
  }

  /** How many clients are connected, guests included. */
  get connectedClients(): number {
    return this.#clients.size;
  }

  /** What is left to the next broker when this one dies. */
  leave(kept: Kept): Promise<BrokerMemory> {
    return this.#memory.leave(kept);
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

  /** From now on others may disturb it. */
  disturbBy(disturbance: BrokerDisturbance): void {
    this.#disturbance = disturbance;
  }

  /** Keeps only so many messages for a client that is away; `undefined`: any number. */
  limitQueue(clientId: string, limit: number | undefined): void {
    this.#memory.limitQueue(clientId, limit);
  }

  /** The messages of a client that were to be retained and were not. They are forgotten here. */
  takeWithheld(clientId: string): readonly BrokerMessage[] {
    const own = [...this.#withheld.values()].filter((message) => message.clientId === clientId);
    for (const { topic } of own) this.#withheld.delete(topic);
    return own;
  }

  /** Disconnects everybody and stops listening. */
  async close(): Promise<void> {
    this.#world.network.unlisten(brokerNode);
    await this.#world.enter(
      brokerNode,
      () => new Promise<void>((resolve) => this.#aedes.close(() => resolve())),
    );
  }

  #take(message: BrokerMessage, packet: PublishPacket): void {
    for (const handler of this.#messageHandlers) handler(message);
    const fault = this.#disturbance.faults.onMessage(message);
    if (packet.retain) this.#withheld.delete(message.topic);
    if (fault?.type === "doNotRetain" && packet.retain) {
      packet.retain = false;
      this.#withheld.set(message.topic, message);
    }
    if (fault?.type === "loseAck") this.#breakBeforeAck(message.clientId);
  }

  /** The acknowledgement is written and on its way when the present event is over, and is then lost with the connection. */
  #breakBeforeAck(clientId: string | undefined): void {
    const node = clientId === undefined ? undefined : this.#disturbance.nodeOf(clientId);
    if (node === undefined) return;
    this.#world.node(brokerNode).clock.setTimeout(() => this.#world.network.reset(node, brokerNode), 0);
  }
}

/** Starts the world's broker. */
export const createBroker = (world: World): Promise<Broker> =>
  world.enter(brokerNode, () => startBroker(world, new BrokerMemory()));

/** Starts a broker with what another has left to it, from code that runs in the broker's node. */
export async function startBroker(world: World, memory: BrokerMemory): Promise<Broker> {
  const aedes = await startAedes(memory);
  const broker = new Broker(world, aedes, memory);
  world.network.listen(brokerNode, (stream) => broker.handle(stream));
  return broker;
}

const startAedes = (memory: BrokerMemory): Promise<Aedes> =>
  Aedes.createBroker({
    // Packets of another broker that wait in a queue which it has left behind must not look like this one's.
    id: `lockstep-${memory.brokerCount++}`,
    persistence: memory.persistence,
    // One broker has nobody to tell that it lives; at the default of a minute that is half a million events a year.
    heartbeatInterval: 24 * hourMs,
    // A subscriber that does not read holds up all others for this long.
    drainTimeout: 5000,
    // MQTT 3.1's limit of 23 is too short for names such as `gateway/dormakaba-oracode/...`.
    maxClientsIdLength: 256,
  });
