import type { PressKeypad } from "../access-codes/ports.ts";
import { brokerNode } from "../broker/broker.ts";
import type { KnownDevice } from "../driver/device-session.ts";
import { DeviceSessions } from "../driver/device-sessions.ts";
import type { LockDriver } from "../driver/lock-driver.ts";
import { SeededIds } from "../kernel/random.ts";
import { NodeCrashed, type World } from "../kernel/world.ts";
import { RequestError } from "../lock/errors.ts";
import type { Store } from "../store/store.ts";
import type { PostMessage } from "../webhooks/deliveries.ts";
import { Link } from "../wire/link.ts";
import type { Topic, Topics } from "../wire/topics.ts";
import type { Workspaces } from "../workspaces/workspaces.ts";
import { CommandOutbox } from "./command-outbox.ts";
import type { FleetLock } from "./fleet.ts";
import { OpenWorkspaces } from "./open-workspaces.ts";
import { unitOfWorkClock } from "./unit-of-work-clock.ts";
import type { WebhookSender } from "./webhook-sender.ts";
import { createWorkspaceServices, type WorkspaceServices } from "./workspace-services.ts";

const serviceNode = "service";

/** What the service needs to exist: all of it outlives a crash. */
export interface ServiceParts {
  readonly world: World;
  readonly store: Store;
  readonly topics: Topics;
  readonly drivers: Readonly<Record<string, LockDriver>>;
  readonly fleet: readonly FleetLock[];
  readonly workspaces: Workspaces;
  readonly pressKeypad: PressKeypad;
  /** Bytes that make keys and secrets. */
  readonly secretBytes: (length: number) => Uint8Array;
  /** Carries webhooks to their receivers. */
  readonly sender: Pick<WebhookSender, "send">;
  /** How a unit of work is carried out on the store. */
  readonly transaction: <T>(work: () => T) => T;
}

/** What a crash takes. */
interface Running {
  readonly sessions: DeviceSessions;
  readonly open: OpenWorkspaces;
}

/** The process of the service: what dies in a crash and comes back on the same data. */
export class ServiceProcess {
  readonly #parts: ServiceParts;
  #running: Running | undefined;
  readonly #unheard = new Set<string>();

  constructor(parts: ServiceParts) {
    this.#parts = parts;
  }

  /** Starts the service on what the store holds. */
  boot(): void {
    this.#parts.world.node(serviceNode).run(() => this.#run());
  }

  /** Dies now, and boots again after `downForMs` of the world's time. */
  crash(downForMs: number): void {
    const { world } = this.#parts;
    if (!this.#running) return;
    this.#running = undefined;
    world.crash(serviceNode);
    // The environment restarts it: a timer of the service's own would have died with it.
    world.node("environment").clock.setTimeout(() => this.boot(), downForMs);
  }

  /** Whether every lock of the fleet has told its state since the last boot. */
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
    throw new RequestError("service_unavailable", "The service is down and will be back");
  }

  /** Runs a call of the service as an event of its node. */
  async enter<T>(work: () => T): Promise<T> {
    // Nobody enters while it is down.
    void this.#runningNow;
    try {
      return await this.#parts.world.enter(serviceNode, work);
    } catch (error) {
      if (!(error instanceof NodeCrashed)) throw error;
      throw new RequestError("service_unavailable", "The service crashed before it answered", {
        cause: error,
      });
    }
  }

  #run(): void {
    const { world, store, topics, drivers, fleet, workspaces, pressKeypad, transaction } = this.#parts;
    const { secretBytes, sender } = this.#parts;
    const node = world.node(serviceNode);
    const clock = unitOfWorkClock(node.clock, transaction);
    const link = new Link({
      clientId: serviceNode,
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
        drivers,
        pressKeypad,
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
      outbox: new CommandOutbox({ link, topics, clock: node.clock, ids: world.ids }),
      topics,
      device: deviceLookup(fleet, drivers),
      reportInvalid: (topic, problem) => world.trace.note("wire.invalid", `${topic} ${problem}`),
    });
    transaction(() => {
      for (const { workspaceId } of workspaces.all()) open.open(workspaceId, sessions, fleet);
      sessions.resume();
      open.resume();
    });
    for (const { deviceId } of fleet) this.#unheard.add(deviceId);
    link.onMessage((topic, payload) => {
      transaction(() => sessions.receive(topic, payload));
      if (this.#unheard.size > 0) this.#noteHeard(topics.parse(topic));
    });
    link.onDown(() => transaction(() => sessions.linkLost()));
    link.subscribe(topics.forService());
    link.open();
    this.#running = { sessions, open };
  }

  #noteHeard(topic: Topic | undefined): void {
    if (topic?.channel === "state") this.#unheard.delete(topic.device);
  }
}

function deviceLookup(fleet: readonly FleetLock[], drivers: Readonly<Record<string, LockDriver>>) {
  const known = new Map<string, KnownDevice>();
  for (const { deviceId, vendor, gateway, zone } of fleet) {
    const driver = drivers[vendor];
    if (driver) known.set(deviceId, { address: { vendor, gateway, device: deviceId }, driver, zone });
  }
  return (deviceId: string) => known.get(deviceId);
}
