// Before aedes, so that it finds the world's timers.
import "../kernel/patched-globals.ts";
import type { Duplex } from "node:stream";
import { Aedes, type AuthenticateError, type Client, type PublishPacket } from "aedes";
import type { World } from "../kernel/world.ts";
import type { BrokerCredentials } from "../wire/link.ts";
import { type BrokerAccess, type BrokerAccount, mayBe, mayHear, mayPublish } from "./access.ts";
import { type BrokerFaults, type BrokerMessage, noBrokerFaults } from "./broker-faults.ts";
import { BrokerMemory, type Kept } from "./broker-memory.ts";
import { GuestStream } from "./guest-stream.ts";
import { RefusedClient } from "./refused-client.ts";

/** The node on which the broker runs and listens. */
export const brokerNode = "broker";

const hourMs = 3_600_000;

/** How much longer than its own word a client may be silent: MQTT 3.1.1, section 3.1.2.10. */
const keepaliveFactor = 1.5;

/** Return codes of MQTT 3.1.1, section 3.2.2.3. */
const identifierRejected = 2;
const badUserNameOrPassword = 4;

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
  readonly #access: BrokerAccess | undefined;
  /** Who is behind each connection, where there is access to be had. */
  readonly #accounts = new WeakMap<Client, BrokerAccount>();
  #disturbance: BrokerDisturbance = { faults: noBrokerFaults, nodeOf: () => undefined };
  readonly #clients = new Set<string>();
  readonly #guests = new Set<string>();
  readonly #guestHandlers: ((clientId: string) => void)[] = [];
  readonly #messageHandlers: ((message: BrokerMessage) => void)[] = [];
  readonly #refusalHandlers: ((words: string) => void)[] = [];
  /** What was published to be retained and was not, by topic. */
  readonly #withheld = new Map<string, BrokerMessage>();

  /** Use {@link createBroker}. */
  constructor(world: World, aedes: Aedes, memory: BrokerMemory, access: BrokerAccess | undefined) {
    this.#world = world;
    this.#aedes = aedes;
    this.#memory = memory;
    this.#access = access;
    aedes.on("client", (client) => {
      this.#clients.add(client.id);
      if (isGuest(client)) this.#guests.add(client.id);
      memory.clientCame(client.id);
    });
    aedes.on("clientDisconnect", (client) => {
      this.#clients.delete(client.id);
      this.#guests.delete(client.id);
      memory.clientWent(client.id);
    });
    memory.mayListen = (clientId, filter) => this.#mayListen(access?.ownerOf(clientId), clientId, filter);
    for (const event of ["clientError", "connectionError"] as const) {
      aedes.on(event, (client: Client, error: Error) => this.#tellRefusal(client, error));
    }
    aedes.on("unsubscribe", (filters, client) => memory.dropFilters(client.id, filters));
    aedes.preConnect = ({ conn }, packet, callback) => {
      // Names that belong to nobody are without end, and so would be what is kept for them.
      if (access && !access.ownerOf(packet.clientId)) packet.clean = true;
      if (conn instanceof GuestStream && packet.keepalive) {
        // Guests ping by the wall clock, whatever the world's pace.
        conn.limitSilence(packet.keepalive * keepaliveFactor * 1000);
        packet.keepalive = 0;
      }
      callback(null, true);
    };
    // Asked before anything else is done with a message: whoever is then told of it has not been overtaken.
    aedes.authorizePublish = (client, packet, callback) => {
      if (packet.topic.startsWith("$SYS/")) {
        callback(new RefusedClient("topics under $SYS/ are the broker's own"));
        return;
      }
      const account = client && this.#accounts.get(client);
      if (account && !mayPublish(account, packet.topic)) {
        callback(new RefusedClient("it may not publish where it did"));
        return;
      }
      if (account && packet.retain && !this.#hasRoomFor(account, packet)) {
        callback(new RefusedClient("it has had as much retained as one gateway may"));
        return;
      }
      this.#take({ clientId: client?.id, topic: packet.topic, payload: packet.payload.toString() }, packet);
      callback(null);
    };
    aedes.authorizeForward = (client, packet) => {
      // What a client gets because it has come back, its queue and what is retained, would be disturbed for ever: each
      // time it would come back once more.
      if (!client.connected || packet.retain) return packet;
      const { faults, nodeOf } = this.#disturbance;
      const node = faults.onDelivery({ clientId: client.id, topic: packet.topic }) && nodeOf(client.id);
      if (node !== undefined) world.network.resetAfterNext(brokerNode, node);
      return packet;
    };
    aedes.authenticate = (client, username = "", password = Buffer.alloc(0), callback) => {
      const refusal =
        this.#admit(client, { username, password: password.toString() }) ??
        this.#disturbance.faults.onConnect({ clientId: client.id });
      if (!refusal && isGuest(client)) for (const handler of this.#guestHandlers) handler(client.id);
      if (!refusal) callback(null, true);
      else callback(Object.assign(new Error("refused"), refusal) as AuthenticateError, false);
    };
    aedes.authorizeSubscribe = (client, subscription, callback) => {
      const isDenied =
        !this.#mayListen(this.#accounts.get(client), client.id, subscription.topic) ||
        this.#disturbance.faults.onSubscribe({ clientId: client.id });
      callback(null, isDenied ? null : subscription);
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

  /** Whether the client is connected from outside the world. */
  isGuest(clientId: string): boolean {
    return this.#guests.has(clientId);
  }

  /** Calls `handler` when a guest has been let in, before anybody else with its client id is thrown out. */
  onGuest(handler: (clientId: string) => void): void {
    this.#guestHandlers.push(handler);
  }

  /** Serves a connection. Only from code that runs in the broker's node. */
  handle(stream: Duplex): void {
    this.#aedes.handle(stream);
  }

  /** Calls `handler` for every message that a client has published, in the order in which the broker took them. */
  onMessage(handler: (message: BrokerMessage) => void): void {
    this.#messageHandlers.push(handler);
  }

  /** Calls `handler` with words whenever a connection has been ended for what its client did. They hold nothing that it sent. */
  onRefusal(handler: (words: string) => void): void {
    this.#refusalHandlers.push(handler);
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

  /** Notes who a client is. The refusal, if it is nobody, or somebody under another's name. */
  #admit(client: Client, credentials: BrokerCredentials): { readonly returnCode: number } | undefined {
    if (!this.#access) return undefined;
    const account = this.#access.admit(credentials);
    if (!account) return { returnCode: badUserNameOrPassword };
    if (!mayBe(account, client.id, this.#access)) return { returnCode: identifierRejected };
    this.#accounts.set(client, account);
    return undefined;
  }

  #hasRoomFor({ username, limits }: BrokerAccount, { topic, payload }: PublishPacket): boolean {
    return this.#memory.ledger.admits(username, topic, payload.length, limits);
  }

  /** `account`: whose the client is; `undefined` where everybody may do everything. */
  #mayListen(account: BrokerAccount | undefined, clientId: string, filter: string): boolean {
    if (!account) return true;
    return mayHear(account, filter) && this.#memory.noteFilter(clientId, filter, account.limits.filtersMax);
  }

  #tellRefusal(client: Client, error: Error): void {
    if (!(error instanceof RefusedClient)) return;
    const who = this.#accounts.get(client)?.username ?? "somebody unknown";
    const words = `The broker has ended the connection of ${who}: ${error.message}.`;
    this.#world.trace.note("broker.refused", words);
    for (const handler of this.#refusalHandlers) handler(words);
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

const isGuest = ({ conn }: Client): boolean => conn instanceof GuestStream;

/** Starts the world's broker. Without `access` everybody may do everything. */
export const createBroker = (world: World, access?: BrokerAccess): Promise<Broker> =>
  world.enter(brokerNode, () => startBroker(world, new BrokerMemory(), access));

/** Starts a broker with what another has left to it, from code that runs in the broker's node. */
export async function startBroker(
  world: World,
  memory: BrokerMemory,
  access?: BrokerAccess,
): Promise<Broker> {
  const aedes = await startAedes(memory);
  const broker = new Broker(world, aedes, memory, access);
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
