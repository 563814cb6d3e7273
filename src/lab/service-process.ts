import type { LockByHand, PressKeypad } from "../access-codes/ports.ts";
import type { EventObject } from "../access-codes/seam-objects.ts";
import { serviceAccount } from "../broker/access.ts";
import { brokerNode } from "../broker/broker.ts";
import { DeviceSessions } from "../driver/device-sessions.ts";
import type { KnownDevice } from "../driver/device-state.ts";
import type { LockDriver } from "../driver/lock-driver.ts";
import type { CommitFault } from "../faults/observation.ts";
import type { ServicePoint } from "../faults/points.ts";
import { SeededIds } from "../kernel/random.ts";
import { NodeCrashed, type World } from "../kernel/world.ts";
import { RequestError } from "../lock/errors.ts";
import type { StorageError } from "../store/storage-error.ts";
import type { Store } from "../store/store.ts";
import type { PostMessage } from "../webhooks/deliveries.ts";
import { Link } from "../wire/link.ts";
import type { Topic, Topics } from "../wire/topics.ts";
import type { Workspaces } from "../workspaces/workspaces.ts";
import { CommandOutbox } from "./command-outbox.ts";
import type { FleetLock } from "./fleet.ts";
import { environmentNode } from "./lock-handle.ts";
import { OpenWorkspaces } from "./open-workspaces.ts";
import type { BrokerEntrance } from "./outside-broker.ts";
import { unitOfWorkClock } from "./unit-of-work-clock.ts";
import type { WebhookSender } from "./webhook-sender.ts";
import { createWorkspaceServices, type WorkspaceServices } from "./workspace-services.ts";

/** The service's node, and its client id at the broker. */
export const serviceNode = serviceAccount;

/**
 * A process that dies again before it has lived so long has not got over what it died of: it is started again after as long as
 * that has gone on, ...
 */
const stoodMs = 60_000;
/** ... and never later than this. Kubernetes waits for up to five minutes; ours is as long as a link waits that was refused. */
const restartWaitMaxMs = 120_000;

/** How long a service that could not write waits at least before it tries again, in milliseconds. */
const outageWaitMinMs = 1000;

/** The process has died in the middle of its own code, which goes on no further than here. */
class ServiceDied extends Error {
  override readonly name = "ServiceDied";
}

/** What the service needs to exist: all of it outlives a crash. */
export interface ServiceParts {
  readonly world: World;
  readonly store: Store;
  readonly topics: Topics;
  readonly entrance: BrokerEntrance;
  /** Told of every message that comes in or leaves, where no broker of the lab's own tells of it. */
  readonly overhear?: ((topic: string, payload: string) => void) | undefined;
  readonly drivers: Readonly<Record<string, LockDriver>>;
  readonly fleet: readonly FleetLock[];
  readonly workspaces: Workspaces;
  readonly pressKeypad: PressKeypad;
  readonly lockByHand: LockByHand;
  /** Whether Seam's limits per device and minute hold. */
  readonly limitsRates: boolean;
  /** Bytes that make keys and secrets. */
  readonly secretBytes: (length: number) => Uint8Array;
  /** Carries webhooks to their receivers. */
  readonly sender: Pick<WebhookSender, "send">;
  /** How a unit of work is carried out on the store. */
  readonly transaction: <T>(work: () => T) => T;
  readonly faults: ServiceFaults;
  /** Told whenever the service has connected to the broker. */
  readonly onConnected: () => void;
  /** Told when the data file stops taking what is written, and when it takes it again. */
  readonly onOutage: (words: string) => void;
  /** Lets a world run, if nobody else does, until the condition holds no more. */
  readonly runWhile: (condition: () => boolean) => Promise<void>;
}

/** What the process asks of the lab's faults. */
export interface ServiceFaults {
  onPoint(point: ServicePoint): { readonly downForMs: number } | undefined;
  onCommit(): CommitFault | undefined;
  /** Told of an event of Seam's when it is durable. */
  onEvent(event: EventObject): void;
}

/** What a crash takes. */
interface Running {
  readonly sessions: DeviceSessions;
  readonly open: OpenWorkspaces;
  readonly link: Link;
}

/** The process of the service: what dies in a crash and comes back on the same data. */
export class ServiceProcess {
  readonly #parts: ServiceParts;
  #running: Running | undefined;
  readonly #unheard = new Set<string>();
  readonly #crashHandlers = new Set<() => void>();
  #isUp = false;
  /** While the data file takes nothing: why. */
  #outage: string | undefined;
  #startedAt = Number.NEGATIVE_INFINITY;
  /** The first of the deaths of which each came soon after the start that followed the one before. */
  #dyingSince: number | undefined;
  /** How many have stopped it. */
  #pauses = 0;

  constructor(parts: ServiceParts) {
    this.#parts = parts;
    parts.store.watch({
      now: () => parts.world.now,
      before: () => this.#beforeCommit(),
      after: () => {
        this.#storageBack();
        this.#reach("afterCommit");
      },
      failed: (error) => this.#storageGone(error),
    });
  }

  /** Starts the service on what the store holds. */
  boot(): void {
    const { world } = this.#parts;
    this.#isUp = true;
    this.#startedAt = world.now;
    try {
      world.node(serviceNode).run(() => this.#run());
    } catch (error) {
      // It died while it started, and is started again.
      if (!(error instanceof ServiceDied)) throw error;
    }
    if (this.#pauses > 0) world.pause(serviceNode);
  }

  /** Dies now, and boots again after `downForMs` of the world's time. */
  crash(downForMs: number): void {
    const { world } = this.#parts;
    if (!this.#isUp) return;
    this.#isUp = false;
    this.#running = undefined;
    world.crash(serviceNode);
    for (const handler of this.#crashHandlers) handler();
    // The environment restarts it: a timer of the service's own would have died with it.
    world.node(environmentNode).clock.setTimeout(() => this.boot(), downForMs);
  }

  /** Calls back at every crash, while the service is down, until the returned function is called. */
  onCrash(handler: () => void): () => void {
    this.#crashHandlers.add(handler);
    return () => this.#crashHandlers.delete(handler);
  }

  /** Stands still until the returned function is called; if several have stopped it, by all of them. */
  pause(): () => void {
    const { world } = this.#parts;
    this.#pauses++;
    if (this.#pauses === 1) world.pause(serviceNode);
    return () => {
      this.#pauses--;
      if (this.#pauses === 0) world.resume(serviceNode);
    };
  }

  /** The broker has taken a message of the service's. */
  noteSent(topic: string): void {
    if (this.#parts.topics.parse(topic)?.channel !== "command") return;
    const crash = this.#parts.faults.onPoint("afterSend");
    if (crash) this.#crashByItself(crash.downForMs);
  }

  /** The service comes to a point of its code at which it may die. Throws if it does. */
  #reach(point: ServicePoint): void {
    const crash = this.#parts.faults.onPoint(point);
    if (crash) this.#die(crash.downForMs, `at the point "${point}"`);
  }

  /** Whoever came back at once every time would do nothing but come back. */
  #crashByItself(downForMs: number): void {
    const { now } = this.#parts.world;
    if (this.#dyingSince === undefined || now >= this.#startedAt + stoodMs) this.#dyingSince = now;
    this.crash(Math.max(downForMs, Math.min(restartWaitMaxMs, now - this.#dyingSince)));
  }

  #die(downForMs: number, how: string): never {
    this.#crashByItself(downForMs);
    throw new ServiceDied(`the service has died ${how}`);
  }

  /** Nothing is acknowledged that is not durable: the process dies, and starts again to see whether there is room. */
  #storageGone({ message }: StorageError): never {
    if (this.#outage === undefined) this.#parts.onOutage(`${message}: requests are refused until it can.`);
    this.#outage = message;
    this.#die(outageWaitMinMs, "of a write that failed");
  }

  #storageBack(): void {
    if (this.#outage === undefined) return;
    this.#outage = undefined;
    this.#parts.onOutage("The data file can be used again.");
  }

  /** Whoever cannot keep what it has done must not go on as if it had: the process dies, and tries again later. */
  #beforeCommit(): void {
    this.#reach("beforeCommit");
    const fault = this.#parts.faults.onCommit();
    if (fault?.type === "fail") this.#die(fault.downForMs, `of a write that failed with ${fault.code}`);
    if (fault?.type !== "stall") return;
    const goOn = this.pause();
    this.#parts.world.node(environmentNode).clock.setTimeout(goOn, fault.forMs);
  }

  /** How many messages of the service's the broker has not acknowledged; 0 while it is down. */
  get unacknowledged(): number {
    return this.#running?.link.unacknowledged ?? 0;
  }

  /** Whether every lock that the lab simulates has told its state since the last boot. */
  get hasHeardFromAll(): boolean {
    return this.#unheard.size === 0;
  }

  /**
   * What runs for a workspace. Throws a RequestError: `service_unavailable` while the service is down,
   * `workspace_not_found`.
   */
  workspace(workspaceId: string): WorkspaceServices {
    const services = this.#runningNow.open.find(workspaceId);
    if (services) return services;
    throw new RequestError("workspace_not_found", "Workspace not found");
  }

  /** Begins to serve a workspace that has just been made. */
  openWorkspace(workspaceId: string): void {
    const { open, sessions } = this.#runningNow;
    open.open(workspaceId, sessions, []);
  }

  get #runningNow(): Running {
    if (this.#running) return this.#running;
    throw new RequestError(
      "service_unavailable",
      this.#outage !== undefined
        ? `${this.#outage}. The service is down until it can`
        : "The service is down and will be back",
    );
  }

  /** Runs a call of the service as an event of its node. */
  async enter<T>(work: () => T): Promise<T> {
    // Nobody enters while it is down.
    void this.#runningNow;
    let isHeard = false;
    const hear = () => {
      isHeard = true;
    };
    const answer = this.#parts.world.enter(serviceNode, () => {
      hear();
      const result = work();
      this.#reach("beforeAnswer");
      return result;
    });
    // It may stand still, or come to stand still at this very instant: who asks then waits until it goes on.
    answer.catch(hear);
    await this.#parts.runWhile(() => !isHeard);
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof NodeCrashed)) throw error;
      const words = this.#outage ?? "The service crashed before it answered";
      throw new RequestError("service_unavailable", words, { cause: error });
    }
  }

  #run(): void {
    const { world, store, topics, entrance, overhear, drivers, fleet, workspaces } = this.#parts;
    const { pressKeypad, lockByHand, transaction } = this.#parts;
    const { secretBytes, sender } = this.#parts;
    const node = world.node(serviceNode);
    const clock = unitOfWorkClock(node.clock, transaction);
    const link = new Link({
      clientId: serviceNode,
      credentials: entrance.credentialsOf(serviceAccount),
      keepaliveS: entrance.keepaliveS,
      connect: () => world.network.connect(serviceNode, brokerNode),
      clock: node.clock,
      random: world.random("link/service"),
    });
    const post: PostMessage = (message, done) => {
      world
        .leave(() => sender.send(message))
        .then((result) => node.clock.setTimeout(() => done(result), 0))
        .catch((error) => node.fail(error));
    };
    const open = new OpenWorkspaces(fleet, (workspaceId) =>
      createWorkspaceServices({
        clock,
        random: world.random(`access-codes/${workspaceId}`),
        ids: world.ids,
        messageIds: new SeededIds(world.random(`webhooks/${workspaceId}/${store.bootCount}`)),
        store: store.inWorkspace(workspaceId),
        onEvent: (event) => this.#parts.faults.onEvent(event),
        drivers,
        pressKeypad,
        lockByHand,
        limitsRates: this.#parts.limitsRates,
        secretBytes,
        post,
        workspaceId,
      }),
    );
    const sessions = new DeviceSessions({
      clock,
      random: world.random("device-sessions"),
      ids: world.ids,
      journal: store.placements,
      foreign: store.foreignEntries,
      listener: open.listener,
      outbox: new CommandOutbox({
        link,
        topics,
        clock: node.clock,
        ids: world.ids,
        beforeSend: () => this.#reach("beforeSend"),
        onSend: (topic, payload) => overhear?.(topic, payload),
      }),
      topics,
      ...lookup(fleet, drivers),
      reportInvalid: (topic, problem) => world.trace.note("wire.invalid", `${topic} ${problem}`),
    });
    transaction(() => {
      for (const { workspaceId } of workspaces.all()) open.open(workspaceId, sessions, fleet);
      sessions.resume();
      open.resume();
    });
    for (const { deviceId, isSimulated } of fleet) if (isSimulated) this.#unheard.add(deviceId);
    link.onMessage((topic, payload) => {
      overhear?.(topic, payload);
      this.#reach("beforeReceive");
      transaction(() => sessions.receive(topic, payload));
      if (this.#unheard.size > 0) this.#noteHeard(topics.parse(topic));
    });
    link.onUp(() => this.#parts.onConnected());
    link.onDown(() => transaction(() => sessions.linkLost()));
    link.subscribe(topics.forService());
    link.open();
    this.#running = { sessions, open, link };
  }

  #noteHeard(topic: Topic | undefined): void {
    if (topic?.channel === "state") this.#unheard.delete(topic.device);
  }
}

/** How messages find the device, and the gateway, that they are of. */
function lookup(fleet: readonly FleetLock[], drivers: Readonly<Record<string, LockDriver>>) {
  const devices = new Map<string, KnownDevice>();
  const gateways = new Set<string>();
  for (const { deviceId, vendor, gateway, zone } of fleet) {
    const driver = drivers[vendor];
    if (!driver) continue;
    devices.set(deviceId, { address: { vendor, gateway, device: deviceId }, driver, zone });
    gateways.add(`${vendor}/${gateway}`);
  }
  return {
    device: (deviceId: string) => devices.get(deviceId),
    hasGateway: (vendor: string, gateway: string) => gateways.has(`${vendor}/${gateway}`),
  };
}
