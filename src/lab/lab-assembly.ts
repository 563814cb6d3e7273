import type { BrokerAccess } from "../broker/access.ts";
import type { Broker } from "../broker/broker.ts";
import type { BrokerMessage } from "../broker/broker-faults.ts";
import { BrokerRelay } from "../broker/broker-relay.ts";
import type { Placement } from "../driver/programmer.ts";
import { FaultEngine } from "../faults/fault-engine.ts";
import { SeededIds } from "../kernel/random.ts";
import { unguessableBytes } from "../kernel/unguessable.ts";
import type { World } from "../kernel/world.ts";
import { invalidInput, RequestError } from "../lock/errors.ts";
import type { Oracles } from "../oracles/oracles.ts";
import type { InvariantViolation } from "../oracles/violation.ts";
import { noFrailties } from "../simulator/frailties.ts";
import type { SimulatedLock } from "../simulator/lock-simulator.ts";
import type { Store } from "../store/store.ts";
import type { Topic, Topics } from "../wire/topics.ts";
import { BrokerProcess } from "./broker-process.ts";
import type { Directory } from "./directory.ts";
import { faultHands } from "./fault-hands.ts";
import type { FleetLock, VendorPlugin } from "./fleet.ts";
import { Guests } from "./guests.ts";
import { labApp } from "./lab-app.ts";
import { LabKeys } from "./lab-keys.ts";
import type { LabOptions } from "./lab-options.ts";
import { noteOnWire, watchedMemory, watchLab } from "./lab-oracles.ts";
import { LabTime, stepLimitMs } from "./lab-time.ts";
import { environmentNode, LockHandle, LockHandles } from "./lock-handle.ts";
import { LabMetrics } from "./metrics.ts";
import type { BrokerEntrance } from "./outside-broker.ts";
import { RecentHistory } from "./recent-history.ts";
import { ServiceProcess, serviceNode } from "./service-process.ts";
import { Simulation } from "./simulation.ts";
import { surroundingsOf } from "./surroundings.ts";
import { faultKindsBesideBroker, faultKindsOf } from "./vendors.ts";
import { WebhookSender } from "./webhook-sender.ts";
import { WireLog } from "./wire-log.ts";
import { type ControlParts, workspaceControl } from "./workspace-control.ts";

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

/** Everything that runs in a lab, put together: each part is told of those that it needs. */
export class LabAssembly {
  readonly time: LabTime;
  readonly keys: LabKeys;
  readonly webhookSender: WebhookSender;
  /** The lab's own broker, or what leads to another's. */
  readonly broker: BrokerProcess | undefined;
  readonly relay: BrokerRelay | undefined;
  readonly guests: Guests;
  readonly locks: LockHandles;
  readonly faults: FaultEngine;
  readonly service: ServiceProcess;
  /** Those who watch the doors; `undefined` in a lab that nobody watches. */
  readonly oracles: Oracles | undefined;
  /** The first promise that was broken. */
  violation: InvariantViolation | undefined;
  /** What has happened lately. */
  readonly history: RecentHistory;
  /** Answers a request to the API. */
  readonly fetch: (request: Request) => Promise<Response>;
  readonly #world: World;
  readonly #metrics: LabMetrics;
  readonly #wireLog: WireLog;

  constructor(parts: LabParts, { topics, access, broker, entrance }: LabBroker) {
    const { options, store, fleet, plugins, world, directory } = parts;
    const { mode = "virtual" } = options;
    this.guests = new Guests(world);
    this.time = new LabTime({
      ...{ world, store, options },
      answeringGuest: () => this.broker && this.guests.speakerAt(this.broker.broker),
    });
    // A virtual lab is one process's own, and its runs are to be alike.
    const secrets = world.random(`secrets/${store.bootCount}`);
    const secretBytes = mode === "virtual" ? (length: number) => secrets.bytes(length) : unguessableBytes;
    this.webhookSender = new WebhookSender({ holdsTime: mode === "virtual" });
    this.keys = new LabKeys(directory, secretBytes, options.apiKey);
    this.#world = world;
    if (options.data !== undefined) store.keepWorldTime(() => world.now);
    this.#wireLog = new WireLog(topics, (vendor) => plugins[vendor]?.driver.wire);
    this.history = new RecentHistory({ trace: world.trace, wireLog: this.#wireLog, store, topics, fleet });
    // A virtual lab is somebody's test, which has its own way of asking.
    const say = (words: string) => {
      if (mode !== "virtual") process.stderr.write(`${words}\n`);
    };
    const simulated = fleet.filter(({ isSimulated }) => isSimulated);
    const surroundings = surroundingsOf(simulated);
    this.faults = new FaultEngine({
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
        service: () => this.service,
        broker: () => this.ownBroker,
        onNote: options.onFaultNote,
        oracles: () => this.oracles,
      }),
      watch: {
        faultBegan: (fault) => this.oracles?.faultBegan(fault),
        faultEnded: (fault) => this.oracles?.faultEnded(fault),
        faultActed: (fault) => this.oracles?.faultActed(fault),
      },
    });
    if (broker instanceof BrokerRelay) this.relay = broker;
    else {
      this.broker = new BrokerProcess(
        {
          world,
          access,
          disturbance: { faults: this.faults, nodeOf: (clientId) => surroundings.nodeOf(clientId) },
          onMessage: (message) => this.#onMessage(topics, message),
          onGuest: (clientId) => simulation.standAside(clientId),
          onRefusal: say,
          onNext: (next) => this.guests.serve(next),
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
        faults: this.faults,
        memory: watchedMemory(store.lockMemory, () => this.oracles),
        latencyScale: options.latencyScale ?? 1,
      },
      simulated,
    );
    this.locks = new LockHandles(
      fleet.flatMap((lock) => {
        const simulated = simulation.locks.get(lock.deviceId);
        return simulated ? new LockHandle(world, lock, simulated, () => this.oracles) : [];
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
        unacknowledged: this.service.unacknowledged,
      }),
    });
    this.service = new ServiceProcess({
      onConnected: () => this.#metrics.connected(),
      world,
      store,
      topics,
      entrance,
      overhear: this.relay && ((topic, payload) => this.#overhear(topic, payload)),
      fleet,
      workspaces: directory.workspaces,
      secretBytes,
      sender: this.webhookSender,
      drivers: Object.fromEntries(Object.entries(plugins).map(([vendor, { driver }]) => [vendor, driver])),
      pressKeypad: (deviceId, code) => this.#handOn(simulation, deviceId, (lock) => lock.press(code)),
      limitsRates: options.rateLimits ?? false,
      lockByHand: (deviceId) =>
        this.#handOn(simulation, deviceId, ({ gateway }) =>
          simulation.gateways.get(gateway)?.station(deviceId).keypad.moveDoor(true, "manual"),
        ),
      transaction: (work) => store.transaction(work),
      faults: {
        onPoint: (point) => this.faults.ask("point", { point }),
        onCommit: () => this.faults.ask("commit", {}),
        onEvent: (event) => {
          const { event_type, device_id } = event;
          this.faults.tell("event", {
            event: event_type,
            deviceId: typeof device_id === "string" ? device_id : undefined,
          });
          this.#metrics.told(event, world.now);
        },
      },
      runWhile: async (condition) => {
        if (this.time.mode === "virtual") await world.runWhile(condition, stepLimitMs);
      },
      onOutage: say,
    });
    if (options.oracles !== false) {
      const oracles = watchLab({
        ...{ world, store, fleet, plugins, topics, simulation, history: this.history },
        replay: options.replay ?? `createLab({ seed: ${options.seed ?? 1} }) and the same calls`,
        onBroken: (violation) => {
          this.violation ??= violation;
          this.#metrics.violated(violation.invariant.name);
        },
        // What others watch or wait for goes on.
        onViolation: options.onViolation ?? (mode === "virtual" ? undefined : warnOf),
      });
      this.oracles = oracles;
      this.service.onCrash(() => oracles.serviceDied());
    }
    this.service.boot();
    const control: ControlParts = {
      ...{ world, fleet, simulation },
      time: this.time,
      locks: this.locks,
      faults: this.faults,
      wireLog: this.#wireLog,
      frailtiesOf: (vendor) => plugins[vendor]?.simulator.frailties ?? noFrailties,
    };
    const app = labApp({
      ...{ options, directory, secretBytes },
      service: this.service,
      ids: new SeededIds(world.random("http")),
      control: (workspaceId) => workspaceControl(control, workspaceId),
      metrics: () => this.#metrics.text(),
    });
    this.fetch = async (request) => {
      if (this.faults.isInterestedIn("request")) await this.#noteRequest(request);
      return app.fetch(request);
    };
  }

  /** Throws a RequestError (`invalid_input`) where the broker is another's. */
  get ownBroker(): BrokerProcess {
    if (this.broker) return this.broker;
    throw invalidInput("broker", "is not this lab's own");
  }

  #onMessage(topics: Topics, message: BrokerMessage): void {
    this.#wireLog.note(this.#world.now, message);
    const { clientId, topic } = message;
    if (clientId === undefined) return;
    if (this.oracles) noteOnWire(this.oracles, topics, message);
    if (clientId === serviceNode) this.service.noteSent(topic);
    else if (this.broker?.broker.isGuest(clientId)) this.#noteGuest(clientId, topics.parse(topic));
  }

  /** Whoever speaks for a lock from outside is the truth about it, which the simulated one then is not. */
  #noteGuest(clientId: string, topic: Topic | undefined): void {
    if (!topic) return;
    this.guests.noteSpeaker(clientId);
    if ("device" in topic) this.oracles?.exempt(topic.device);
  }

  /** What the service hears and says at a broker that tells the lab nothing. */
  #overhear(topic: string, payload: string): void {
    this.#wireLog.note(this.#world.now, { clientId: undefined, topic, payload });
  }

  /** A request enters the world as an event, and that is when it is seen. */
  #noteRequest(request: Request): Promise<void> {
    const { pathname } = new URL(request.url);
    return this.#world.enter(environmentNode, () => this.faults.tell("request", { path: pathname }));
  }

  /** The hand belongs to the environment, whoever sent it to the lock. */
  #handOn<T>(simulation: Simulation, deviceId: string, touch: (lock: SimulatedLock) => T): T {
    const lock = simulation.locks.get(deviceId);
    if (!lock) throw new RequestError("device_not_found", "This lab simulates no such lock");
    return this.#world.node(environmentNode).run(() => touch(lock));
  }
}

const warnOf = (violation: InvariantViolation): void => process.emitWarning(violation);

const isBeingProgrammed = ({ status, endedAt }: Placement): boolean =>
  endedAt === undefined && status !== "set";

function count<T>(items: Iterable<T>, counts: (item: T) => boolean): number {
  let found = 0;
  for (const item of items) if (counts(item)) found++;
  return found;
}
