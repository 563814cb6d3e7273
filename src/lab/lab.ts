import { createApp } from "../api/app.ts";
import type { LabControl } from "../api/lab-control.ts";
import { BrokerAccess, developmentBrokerKey, onlookerAccount } from "../broker/access.ts";
import { type Broker, createBroker } from "../broker/broker.ts";
import type { BrokerMessage } from "../broker/broker-faults.ts";
import { BrokerRelay } from "../broker/broker-relay.ts";
import { TcpListener } from "../broker/tcp-listener.ts";
import type { Placement } from "../driver/programmer.ts";
import type { FaultInput } from "../faults/fault.ts";
import { FaultEngine } from "../faults/fault-engine.ts";
import { formatInstant, parseDuration, parseInstant } from "../kernel/duration.ts";
import { Pacer } from "../kernel/pacer.ts";
import { SeededIds } from "../kernel/random.ts";
import { unguessableBytes } from "../kernel/unguessable.ts";
import type { World } from "../kernel/world.ts";
import { invalidInput, RequestError } from "../lock/errors.ts";
import type { Oracles } from "../oracles/oracles.ts";
import type { InvariantViolation } from "../oracles/violation.ts";
import { type Frailties, noFrailties } from "../simulator/frailties.ts";
import type { SimulatedLock } from "../simulator/lock-simulator.ts";
import type { Store } from "../store/store.ts";
import type { BrokerCredentials } from "../wire/link.ts";
import { type Topic, Topics } from "../wire/topics.ts";
import type { ClientSessionRow } from "../workspaces/client-sessions.ts";
import { workspaceDesk } from "../workspaces/workspace-desk.ts";
import { BrokerProcess } from "./broker-process.ts";
import { simulateDevice } from "./device-simulation.ts";
import type { Directory } from "./directory.ts";
import { fakeDesk } from "./fake-seam-connect.ts";
import { faultHands } from "./fault-hands.ts";
import type { FleetLock, VendorPlugin } from "./fleet.ts";
import { HttpServer, type ListenOptions } from "./http-server.ts";
import { LabKeys } from "./lab-keys.ts";
import type { LabOptions } from "./lab-options.ts";
import { noteOnWire, watchedMemory, watchLab } from "./lab-oracles.ts";
import { liveClock } from "./live-clock.ts";
import { environmentNode, LockHandle, LockHandles } from "./lock-handle.ts";
import { LabMetrics } from "./metrics.ts";
import { addressOf, type BrokerEntrance, entranceTo } from "./outside-broker.ts";
import { packageVersion } from "./package-version.ts";
import { ServiceProcess, serviceNode } from "./service-process.ts";
import { Simulation } from "./simulation.ts";
import { surroundingsOf } from "./surroundings.ts";
import { faultKindsBesideBroker, faultKindsOf } from "./vendors.ts";
import { WebhookSender } from "./webhook-sender.ts";
import { WireLog } from "./wire-log.ts";

/** How long a new lab waits, in virtual milliseconds, until all of its locks have been heard of. */
const startLimitMs = 60_000;

/** How far ahead, in virtual milliseconds, {@link Lab.step} looks for an event. */
const stepLimitMs = 366 * 24 * 3_600_000;

export interface LabParts {
  readonly options: LabOptions;
  readonly store: Store;
  readonly fleet: readonly FleetLock[];
  readonly plugins: Readonly<Record<string, VendorPlugin>>;
  readonly world: World;
  readonly directory: Directory;
}

/** The broker of a lab, its own or another's, and how to get in there. */
interface LabBroker {
  readonly topics: Topics;
  readonly access: BrokerAccess;
  readonly broker: Broker | BrokerRelay;
  readonly entrance: BrokerEntrance;
}

/** An error answer of the API, as {@link Lab.request} throws it. */
export class LabRequestError extends Error {
  override readonly name = "LabRequestError";
  readonly status: number;
  readonly type: string;

  constructor(status: number, type: string, message: string) {
    super(message);
    this.status = status;
    this.type = type;
  }
}

/**
 * A whole lab: broker, simulated locks, the service behind Seam's API, faults. One seed, one clock. Make it with
 * `createLab`.
 */
export class Lab {
  /** A key of the lab's first workspace. */
  readonly apiKey: string;
  readonly #keys: LabKeys;
  readonly #mode: "virtual" | "paced" | "live";
  readonly #access: BrokerAccess;
  readonly #directory: Directory;
  readonly #webhookSender: WebhookSender;
  readonly #world: World;
  readonly #fleet: readonly FleetLock[];
  readonly #store: Store;
  /** The lab's own broker, or what leads to another's. */
  readonly #broker: BrokerProcess | undefined;
  readonly #relay: BrokerRelay | undefined;
  readonly #simulation: Simulation;
  readonly #locks: LockHandles;
  readonly #faults: FaultEngine;
  readonly #service: ServiceProcess;
  readonly #metrics: LabMetrics;
  readonly #wireLog: WireLog;
  /** Those who watch the doors; `undefined` in a lab that nobody watches. */
  #oracles: Oracles | undefined;
  #violation: InvariantViolation | undefined;
  readonly #pacer: Pacer | undefined;
  readonly #fetch: (request: Request) => Promise<Response>;
  readonly #servers: HttpServer[] = [];
  readonly #guests: TcpListener[] = [];
  /** Guests that have spoken for a lock, by client id. */
  readonly #answeringGuests = new Set<string>();

  private constructor(parts: LabParts, { topics, access, broker, entrance }: LabBroker) {
    this.outsideBroker = broker instanceof BrokerRelay ? broker.url : undefined;
    const { options, store, fleet, plugins, world, directory } = parts;
    const { mode = "virtual" } = options;
    this.#mode = mode;
    this.#access = access;
    this.#fleet = fleet;
    this.#directory = directory;
    // A virtual lab is one process's own, and its runs are to be alike.
    const secrets = world.random(`secrets/${store.bootCount}`);
    const secretBytes = mode === "virtual" ? (length: number) => secrets.bytes(length) : unguessableBytes;
    this.#webhookSender = new WebhookSender({ holdsTime: mode === "virtual" });
    this.#keys = new LabKeys(directory, secretBytes, options.apiKey);
    this.apiKey = this.#keys.own;
    this.#world = world;
    this.#store = store;
    this.#wireLog = new WireLog(topics, (vendor) => plugins[vendor]?.driver.wire);
    const simulated = fleet.filter(({ isSimulated }) => isSimulated);
    const surroundings = surroundingsOf(simulated);
    this.#faults = new FaultEngine({
      clock: world.node(environmentNode).clock,
      ids: new SeededIds(world.random("fault-ids")),
      kinds: broker instanceof BrokerRelay ? faultKindsBesideBroker(plugins) : faultKindsOf(plugins),
      hands: faultHands({
        world,
        store,
        surroundings,
        topics,
        access,
        plugins,
        simulation: () => simulation,
        service: () => this.#service,
        broker: () => this.#ownBroker,
        onNote: options.onFaultNote,
        oracles: () => this.#oracles,
      }),
      watch: {
        faultBegan: (fault) => this.#oracles?.faultBegan(fault),
        faultEnded: (fault) => this.#oracles?.faultEnded(fault),
      },
    });
    if (broker instanceof BrokerRelay) this.#relay = broker;
    else {
      this.#broker = new BrokerProcess(
        {
          world,
          access,
          disturbance: { faults: this.#faults, nodeOf: (clientId) => surroundings.nodeOf(clientId) },
          onMessage: (message) => this.#onMessage(topics, message),
          onGuest: (clientId) => simulation.standAside(clientId),
          onNext: (next) => {
            for (const guest of this.#guests) guest.serve(next);
          },
        },
        broker,
      );
    }
    const simulation = new Simulation(
      {
        world,
        topics,
        entrance,
        plugins,
        faults: this.#faults,
        memory: watchedMemory(store.lockMemory, () => this.#oracles),
        latencyScale: options.latencyScale ?? 1,
      },
      simulated,
    );
    this.#simulation = simulation;
    this.#locks = new LockHandles(
      fleet.flatMap((lock) => {
        const simulated = simulation.locks.get(lock.deviceId);
        return simulated ? new LockHandle(world, lock, simulated, () => this.#oracles) : [];
      }),
    );
    const vendors = new Map(fleet.map(({ deviceId, vendor }) => [deviceId, vendor]));
    this.#metrics = new LabMetrics({
      vendorOf: (deviceId) => vendors.get(deviceId),
      queueDepths: () => ({
        programming: count(store.placements.all(), isBeingProgrammed),
        webhooks: directory.workspaces
          .all()
          .reduce((sum, { workspaceId }) => sum + store.inWorkspace(workspaceId).sizeOf("deliveries"), 0),
        unacknowledged: this.#service.unacknowledged,
      }),
    });
    this.#service = new ServiceProcess({
      onConnected: () => this.#metrics.connected(),
      world,
      store,
      topics,
      entrance,
      overhear: this.#relay && ((topic, payload) => this.#overhear(topic, payload)),
      fleet,
      workspaces: directory.workspaces,
      secretBytes,
      sender: this.#webhookSender,
      drivers: Object.fromEntries(Object.entries(plugins).map(([vendor, { driver }]) => [vendor, driver])),
      pressKeypad: (deviceId, code) => this.#handOn(simulation, deviceId, (lock) => lock.press(code)),
      limitsRates: options.rateLimits ?? false,
      lockByHand: (deviceId) =>
        this.#handOn(simulation, deviceId, ({ gateway }) =>
          simulation.gateways.get(gateway)?.station(deviceId).keypad.moveDoor(true, "manual"),
        ),
      transaction: this.#unitOfWork(options.data !== undefined),
      faults: {
        onPoint: (point) => this.#faults.ask("point", { point }),
        onCommit: () => this.#faults.ask("commit", {}),
        onEvent: (event) => {
          const { event_type, device_id } = event;
          this.#faults.tell("event", {
            event: event_type,
            deviceId: typeof device_id === "string" ? device_id : undefined,
          });
          this.#oracles?.told(event);
          this.#metrics.told(event, world.now);
        },
      },
      runWhile: (condition) => this.#runWhile(condition, stepLimitMs),
      onOutage: (words) => {
        if (mode !== "virtual") process.stderr.write(`${words}\n`);
      },
    });
    if (options.oracles !== false) {
      const oracles = watchLab({
        ...{ world, store, fleet, plugins, topics, simulation },
        replay: options.replay ?? `createLab({ seed: ${options.seed ?? 1} }) and the same calls`,
        onBroken: (violation) => {
          this.#violation ??= violation;
          this.#metrics.violated(violation.invariant.name);
        },
        // What others watch or wait for goes on.
        onViolation: options.onViolation ?? (mode === "virtual" ? undefined : warnOf),
      });
      this.#oracles = oracles;
      this.#service.onCrash(() => oracles.serviceDied());
    }
    this.#service.boot();
    const service = this.#service;
    const { workspaces, credentials, clientSessions } = directory;
    const fake =
      options.compat === "fake-seam-connect"
        ? fakeDesk(workspaces, (workspaceId) => service.workspace(workspaceId))
        : undefined;
    const app = createApp({
      fake,
      gate: {
        find: (token) => credentials.find(token) ?? sessionOf(clientSessions.find(token)),
        hasWorkspace: (workspaceId) => workspaces.find(workspaceId) !== undefined,
      },
      backend: (caller) => ({
        caller,
        get service() {
          const { seam } = service.workspace(caller.workspaceId ?? "");
          return caller.session ? seam.serviceFor(caller.session) : seam.service;
        },
        get webhooks() {
          return service.workspace(caller.workspaceId ?? "").webhooks;
        },
        workspaces: workspaceDesk(workspaces, caller, {
          opened: ({ workspaceId }) => service.openWorkspace(workspaceId),
          sessions: clientSessions,
          secretBytes,
          devicesBehind: (connected_account_id) => {
            const { connectedAccounts, devices } = service.workspace(caller.workspaceId ?? "").seam.service;
            connectedAccounts.get({ connected_account_id });
            return devices.list({ connected_account_id }).items.length;
          },
        }),
        enter: (work) => service.enter(work),
        fake,
        lab: this.#control(
          caller.workspaceId ?? "",
          (vendor) => plugins[vendor]?.simulator.frailties ?? noFrailties,
        ),
      }),
      ids: new SeededIds(world.random("http")),
      version: packageVersion(),
      isControlled: options.controlApi ?? true,
      metrics: () => this.#metrics.text(),
      logger: { error: (report) => process.stderr.write(`${JSON.stringify(report)}\n`) },
    });
    this.#fetch = async (request) => {
      if (this.#faults.isInterestedIn("request")) await this.#noteRequest(request);
      return app.fetch(request);
    };
    this.#pacer =
      mode !== "virtual"
        ? new Pacer(world, {
            pace: options.pace ?? 1,
            since: mode === "live" ? liveClock(options).since : undefined,
            onFailure: options.onFailure ?? ((error) => process.emitWarning(String(error))),
          })
        : undefined;
  }

  /** Starts a lab and waits until all of its locks have been heard of. */
  static async start(parts: LabParts): Promise<Lab> {
    const { world, fleet, options } = parts;
    const topics = new Topics();
    const access = new BrokerAccess(options.brokerKey ?? developmentBrokerKey, topics, fleet);
    const address = options.broker && addressOf(options.broker);
    const entrance = entranceTo(access, address, options.pace);
    const broker = address ? new BrokerRelay(world, address) : await createBroker(world, access);
    const lab = new Lab(parts, { topics, access, broker, entrance });
    const isWaiting = () => !lab.#service.hasHeardFromAll;
    // A live world cannot be run ahead of the wall clock: it is waited for.
    if (options.mode === "live") await world.waitWhile(isWaiting, startLimitMs);
    else await world.runWhile(isWaiting, startLimitMs);
    return lab;
  }

  /** The current instant of the world, ISO 8601. */
  get now(): string {
    return formatInstant(this.#pacer?.now ?? this.#world.now);
  }

  /** SHA-256 over everything that happened. Same seed, same stimuli, same digest. */
  get digest(): string {
    return this.#world.digest;
  }

  /** The last lines of the trace, oldest first: `virtualMs|node|kind|text`. */
  traceLines(): readonly string[] {
    return this.#world.trace.lastLines();
  }

  /** The first promise that the lab has broken; `undefined` while it keeps them all. */
  get violation(): InvariantViolation | undefined {
    return this.#violation;
  }

  /** How many events of the world have run. */
  get eventCount(): number {
    return this.#world.eventCount;
  }

  /** The instant of the next event, ISO 8601; `undefined` when nothing is planned. */
  get nextEventAt(): string | undefined {
    const at = this.#world.nextEventAt;
    return at === undefined ? undefined : formatInstant(at);
  }

  /** Where the broker is that is not the lab's own, as it may be shown; `undefined` if it is its own. */
  readonly outsideBroker: string | undefined;

  /** The locks that the lab simulates. */
  get locks(): readonly LockHandle[] {
    return this.#locks.all;
  }

  /** Every lock that the lab knows, also those that are simulated elsewhere or real. */
  get fleet(): readonly FleetLock[] {
    return this.#fleet;
  }

  /** A lock by its name (`august-1`) or device id. Throws a RequestError (`device_not_found`). */
  lock(nameOrDeviceId: string): LockHandle {
    return this.#locks.get(nameOrDeviceId);
  }

  /**
   * Makes a key of the workspace with this name, or of the first, and returns it: it is not shown again. Throws a
   * RequestError (`workspace_not_found`).
   */
  createApiKey(workspaceName?: string): string {
    return this.#keys.createApiKey(workspaceName);
  }

  /** Makes a token of a person, which opens every workspace that the header `seam-workspace` names, and returns it. */
  createPersonalAccessToken(): string {
    return this.#keys.createPersonalAccessToken();
  }

  /**
   * What a client of the broker connects with: a gateway (`august-hub-1`), whose client id is its name, or `onlooker`.
   * Throws a RequestError (`invalid_input`) for one that this lab does not have.
   */
  brokerCredentials(username: string): BrokerCredentials {
    try {
      return this.#access.credentialsOf(username);
    } catch {
      throw invalidInput("username", `must be "${onlookerAccount}" or the name of a gateway of this lab`);
    }
  }

  /** Answers an HTTP request, without a socket. */
  fetch(request: Request): Promise<Response> {
    return this.#fetch(request);
  }

  /**
   * Posts to the API with the lab's key, or another, and resolves to the answer's body. Rejects with a LabRequestError.
   */
  async request(
    path: string,
    body: Readonly<Record<string, unknown>> = {},
    { apiKey = this.apiKey }: { readonly apiKey?: string } = {},
    // The shape of an answer is the API's, which types@1.490.0 describes and not this method.
    // biome-ignore lint/suspicious/noExplicitAny: a caller reads the properties that Seam documents.
  ): Promise<any> {
    const response = await this.#fetch(
      new Request(`http://lab${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    );
    const answer = await response.json();
    if (response.ok) return answer;
    const { type, message } = (answer as { error: { type: string; message: string } }).error;
    throw new LabRequestError(response.status, type, message);
  }

  /**
   * Moves time on by a duration (`"3h"`, `"PT72H"`), or to an instant, event by event. Resolves when the world is quiet
   * there. Rejects with a RequestError (`time_cannot_advance`) while a guest on TCP answers for a lock.
   */
  async advance(target: string | { readonly by: string } | { readonly to: string }): Promise<void> {
    if (this.#mode === "live") {
      throw new RequestError(
        "time_cannot_advance",
        "Time cannot be moved in a live lab: it is the wall clock's",
      );
    }
    const guest = [...this.#answeringGuests].find((clientId) => this.#broker?.broker.isGuest(clientId));
    if (guest !== undefined) {
      throw new RequestError(
        "time_cannot_advance",
        `Time cannot be moved while the guest "${guest}" answers for a lock: it lives on the wall clock`,
      );
    }
    const now = Date.parse(this.now);
    const instant = instantOf(typeof target === "string" ? { by: target } : target, now);
    if (instant < now) throw invalidInput("to", `is in the past: it is ${this.now}`);
    await this.#world.runUntil(instant);
    this.#store.noteWorldTime(this.#world.now);
  }

  /**
   * Runs the next event of the world and no more, wherever in time it is; false when nothing is planned within a year.
   * For tests that must stop between any two steps.
   */
  async step(): Promise<boolean> {
    const before = this.#world.eventCount;
    await this.#world.runWhile(() => this.#world.eventCount === before, stepLimitMs);
    return this.#world.eventCount > before;
  }

  /** Injects a fault; returns its id. Throws a RequestError that names the field and lists what exists. */
  inject(fault: FaultInput): string {
    return this.#world.node(environmentNode).run(() => this.#faults.inject(fault));
  }

  /** Heals one fault, or all; returns how many. Throws a RequestError (`fault_not_found`). */
  heal(faultId?: string): number {
    return this.#world.node(environmentNode).run(() => this.#faults.heal(faultId));
  }

  /**
   * Serves the API over HTTP and resolves to its URL. Rejects with a RequestError (`invalid_input`) when others could reach
   * it with a key that everybody knows.
   */
  async listen(options: ListenOptions = {}): Promise<string> {
    const { host } = options;
    if (host !== undefined && !isLoopback(host) && this.#directory.credentials.hasDevelopmentKey) {
      throw invalidInput(
        "host",
        `must be 127.0.0.1 or ::1 while the development key opens the lab: ${host} can be reached by others`,
      );
    }
    const server = await HttpServer.listen(this.#fetch, options);
    this.#servers.push(server);
    return server.url;
  }

  /**
   * Lets guests reach the broker over TCP and resolves to its URL; {@link brokerCredentials} let them in. Only in paced mode:
   * guests live on the wall clock. Rejects with a RequestError (`invalid_input`) when others could reach it with a key that
   * everybody knows.
   */
  async listenMqtt(options: ListenOptions = {}): Promise<string> {
    if (!this.#pacer) throw new RequestError("time_cannot_advance", "Only a paced lab takes guests over TCP");
    const { broker } = this.#ownBroker;
    const { host } = options;
    if (host !== undefined && !isLoopback(host) && this.#access.isForDevelopment) {
      throw invalidInput(
        "host",
        `must be 127.0.0.1 or ::1 while the broker has the development key: ${host} can be reached by others`,
      );
    }
    const listener = new TcpListener(this.#world, broker);
    this.#guests.push(listener);
    return listener.listen({ port: 0, ...options });
  }

  /** Ends the lab. What its data file holds is complete. */
  async close(): Promise<void> {
    for (const server of this.#servers) await server.close();
    this.#webhookSender.close();
    this.#oracles?.stop();
    for (const guest of this.#guests) await guest.close();
    this.#pacer?.stop();
    this.#relay?.close();
    // In a world that has failed nothing happens any more, goodbyes included.
    if (!this.#world.hasFailed) await this.#broker?.broker.close();
    this.#store.lockMemory.flush();
    this.#store.noteWorldTime(this.#world.now);
    this.#world.close();
    this.#store.close();
  }

  /** With data in a file the world's time is as durable as what happened in it. */
  #unitOfWork(keepsTime: boolean): <T>(work: () => T) => T {
    if (!keepsTime) return (work) => this.#store.transaction(work);
    return (work) =>
      this.#store.transaction(() => {
        this.#store.saveWorldTime(this.#world.now);
        return work();
      });
  }

  #onMessage(topics: Topics, message: BrokerMessage): void {
    this.#wireLog.note(this.#world.now, message);
    const { clientId, topic } = message;
    if (clientId === undefined) return;
    if (this.#oracles) noteOnWire(this.#oracles, topics, message);
    if (clientId === serviceNode) this.#service.noteSent(topic);
    else if (this.#broker?.broker.isGuest(clientId)) this.#noteGuest(clientId, topics.parse(topic));
  }

  /** Whoever speaks for a lock from outside is the truth about it, which the simulated one then is not. */
  #noteGuest(clientId: string, topic: Topic | undefined): void {
    if (!topic) return;
    this.#answeringGuests.add(clientId);
    if ("device" in topic) this.#oracles?.exempt(topic.device);
  }

  /** What the service hears and says at a broker that tells the lab nothing. */
  #overhear(topic: string, payload: string): void {
    this.#wireLog.note(this.#world.now, { clientId: undefined, topic, payload });
  }

  /** Throws a RequestError (`invalid_input`) where the broker is another's. */
  get #ownBroker(): BrokerProcess {
    if (this.#broker) return this.#broker;
    throw invalidInput("broker", "is not this lab's own");
  }

  /** A request enters the world as an event, and that is when it is seen. */
  #noteRequest(request: Request): Promise<void> {
    const { pathname } = new URL(request.url);
    return this.#world.enter(environmentNode, () => this.#faults.tell("request", { path: pathname }));
  }

  /** In a virtual world lets time pass until the condition does not hold any more; in a paced one waits for that. */
  #runWhile(condition: () => boolean, limitMs: number): Promise<void> {
    return this.#pacer ? this.#world.waitWhile(condition, limitMs) : this.#world.runWhile(condition, limitMs);
  }

  /** The hand belongs to the environment, whoever sent it to the lock. */
  #handOn<T>(simulation: Simulation, deviceId: string, touch: (lock: SimulatedLock) => T): T {
    const lock = simulation.locks.get(deviceId);
    if (!lock) throw new RequestError("device_not_found", "This lab simulates no such lock");
    return this.#world.node(environmentNode).run(() => touch(lock));
  }

  /** The lab as one workspace may control it: its own locks, and what all have in common. */
  #control(workspaceId: string, frailtiesOf: (vendor: string) => Frailties): LabControl {
    const lock = (deviceId: string) => {
      const isOthers = (entry: FleetLock) => entry.deviceId === deviceId && !entry.isSimulated;
      if (this.#fleet.some((entry) => entry.workspaceId === workspaceId && isOthers(entry))) {
        throw invalidInput("device_id", "is that of a lock that is not simulated here");
      }
      const handle = this.#locks.get(deviceId, workspaceId);
      if (!this.#simulation.isAside(handle.gateway)) return handle;
      throw invalidInput("device_id", "is that of a lock that is not simulated here: a guest answers for it");
    };
    const inEnvironment = <T>(work: () => T) => this.#world.enter(environmentNode, work);
    const time = () => ({
      now: this.now,
      mode: this.#mode,
      pace: this.#pacer?.pace ?? 0,
    });
    return {
      time,
      advance: async (target) => {
        await this.advance(target);
        return { now: this.now };
      },
      setPace: (pace) => {
        if (!this.#pacer) throw invalidInput("pace", "can only be set in a paced lab: this one is virtual");
        if (this.#mode === "live")
          throw invalidInput("pace", "cannot be changed in a live lab: others share its time");
        this.#pacer.setPace(pace);
        return time();
      },
      inspectLock: (deviceId) => inEnvironment(() => lock(deviceId).inspect()),
      wouldOpen: (deviceId, code) => inEnvironment(() => lock(deviceId).opensWith(code)),
      enterCode: (deviceId, code) => lock(deviceId).press(code),
      editLock: (deviceId, edit) => lock(deviceId).edit(edit),
      simulate: (deviceId, simulation) =>
        inEnvironment(() => {
          const handle = lock(deviceId);
          simulateDevice(this.#faults, handle, frailtiesOf(handle.vendor), simulation);
        }),
      injectFault: (fault) => inEnvironment(() => ({ faultId: this.#faults.inject(fault) })),
      listFaults: () => this.#faults.list(),
      healFaults: (faultId) => inEnvironment(() => ({ healed: this.#faults.heal(faultId) })),
      trace: ({ deviceId, since }) => {
        const own = this.#fleet.filter((entry) => entry.workspaceId === workspaceId);
        const gateways = new Set(own.map(({ vendor, gateway }) => `${vendor}/${gateway}`));
        return this.#wireLog.read({
          deviceId,
          since: since === undefined ? 0 : instantField("since", since),
          sees: (vendor, gateway) => gateways.has(`${vendor}/${gateway}`),
        });
      },
      runUntil: (condition, limitMs) => this.#runWhile(() => !condition(), limitMs),
    };
  }
}

const warnOf = (violation: InvariantViolation): void => process.emitWarning(violation);
/** A session as its token opens it. */
const sessionOf = (row: ClientSessionRow | undefined) =>
  row && { kind: "client_session" as const, workspaceId: row.workspaceId, session: row };

const isBeingProgrammed = ({ status, endedAt }: Placement): boolean =>
  endedAt === undefined && status !== "set";

function count<T>(items: Iterable<T>, counts: (item: T) => boolean): number {
  let found = 0;
  for (const item of items) if (counts(item)) found++;
  return found;
}

const isLoopback = (host: string): boolean => ["127.0.0.1", "::1", "localhost"].includes(host);

function instantOf(target: { readonly by: string } | { readonly to: string }, now: number): number {
  if ("to" in target) return instantField("to", target.to);
  try {
    return now + parseDuration(target.by);
  } catch (error) {
    throw invalidInput("by", wordsOf(error));
  }
}

function instantField(field: string, text: string): number {
  try {
    return parseInstant(text);
  } catch (error) {
    throw invalidInput(field, wordsOf(error));
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
