import type { PressKeypad } from "../access-codes/ports.ts";
import { createSeamService } from "../access-codes/seam-service.ts";
import type { SeamService } from "../access-codes/service.ts";
import { brokerNode } from "../broker/broker.ts";
import type { KnownDevice } from "../driver/device-session.ts";
import { DeviceSessions } from "../driver/device-sessions.ts";
import type { LockDriver } from "../driver/lock-driver.ts";
import { createEventLog } from "../events/event-log.ts";
import { NodeCrashed, type World } from "../kernel/world.ts";
import { RequestError } from "../lock/errors.ts";
import type { Store } from "../store/store.ts";
import { Link } from "../wire/link.ts";
import type { Topic, Topics } from "../wire/topics.ts";
import { CommandOutbox } from "./command-outbox.ts";
import type { FleetLock } from "./fleet.ts";
import { unitOfWorkClock } from "./unit-of-work-clock.ts";

const serviceNode = "service";

/** What the service needs to exist: all of it outlives a crash. */
export interface ServiceParts {
  readonly world: World;
  readonly store: Store;
  readonly topics: Topics;
  readonly drivers: Readonly<Record<string, LockDriver>>;
  readonly fleet: readonly FleetLock[];
  readonly workspace: { readonly workspaceId: string; readonly name: string };
  readonly pressKeypad: PressKeypad;
  /** How a unit of work is carried out on the store. */
  readonly transaction: <T>(work: () => T) => T;
}

/** The process of the service: what dies in a crash and comes back on the same data. */
export class ServiceProcess {
  readonly #parts: ServiceParts;
  #service: SeamService | undefined;
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
    if (!this.#service) return;
    this.#service = undefined;
    world.crash(serviceNode);
    // The environment restarts it: a timer of the service's own would have died with it.
    world.node("environment").clock.setTimeout(() => this.boot(), downForMs);
  }

  /** Whether every lock of the fleet has told its state since the last boot. */
  get hasHeardFromAll(): boolean {
    return this.#unheard.size === 0;
  }

  /** The running service. Throws a RequestError (`service_unavailable`) while it is down. */
  get service(): SeamService {
    if (this.#service) return this.#service;
    throw new RequestError("service_unavailable", "The service is down and will be back");
  }

  /** Runs a call of the service as an event of its node. */
  async enter<T>(work: () => T): Promise<T> {
    if (!this.#service) throw new RequestError("service_unavailable", "The service is down and will be back");
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
    const { world, store, topics, drivers, fleet, workspace, pressKeypad, transaction } = this.#parts;
    const node = world.node(serviceNode);
    const clock = unitOfWorkClock(node.clock, transaction);
    const link = new Link({
      clientId: serviceNode,
      connect: () => world.network.connect(serviceNode, brokerNode),
      clock: node.clock,
      random: world.random("link/service"),
    });
    const seam = createSeamService({
      clock,
      random: world.random("access-codes"),
      ids: world.ids,
      journal: store,
      events: createEventLog({ clock, ids: world.ids, store, workspaceId: workspace.workspaceId }),
      drivers,
      pressKeypad,
      workspace,
    });
    const sessions = new DeviceSessions({
      clock,
      random: world.random("device-sessions"),
      ids: world.ids,
      journal: store.placements,
      listener: seam.listener,
      outbox: new CommandOutbox({ link, topics, clock: node.clock, ids: world.ids }),
      topics,
      device: deviceLookup(fleet, drivers),
      reportInvalid: (topic, problem) => world.trace.note("wire.invalid", `${topic} ${problem}`),
    });
    seam.attach(sessions);
    transaction(() => {
      seam.seedDevices(fleet);
      sessions.resume();
      seam.resume();
    });
    for (const { deviceId } of fleet) this.#unheard.add(deviceId);
    link.onMessage((topic, payload) => {
      transaction(() => sessions.receive(topic, payload));
      if (this.#unheard.size > 0) this.#noteHeard(topics.parse(topic));
    });
    link.onDown(() => transaction(() => sessions.linkLost()));
    link.subscribe(topics.forService());
    link.open();
    this.#service = seam.service;
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
