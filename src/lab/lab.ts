import { BrokerAccess, developmentBrokerKey, onlookerAccount } from "../broker/access.ts";
import { createBroker } from "../broker/broker.ts";
import { BrokerRelay } from "../broker/broker-relay.ts";
import type { FaultInput } from "../faults/fault.ts";
import { formatInstant } from "../kernel/duration.ts";
import type { World } from "../kernel/world.ts";
import { invalidInput, RequestError } from "../lock/errors.ts";
import type { InvariantViolation } from "../oracles/violation.ts";
import type { Store } from "../store/store.ts";
import type { BrokerCredentials } from "../wire/link.ts";
import { Topics } from "../wire/topics.ts";
import type { Directory } from "./directory.ts";
import type { FleetLock } from "./fleet.ts";
import { HttpServer, type ListenOptions } from "./http-server.ts";
import { LabAssembly, type LabParts } from "./lab-assembly.ts";
import { LabRequestError } from "./lab-request-error.ts";
import type { TimeTarget } from "./lab-time.ts";
import { environmentNode, type LockHandle } from "./lock-handle.ts";
import { addressOf, entranceTo } from "./outside-broker.ts";

/** How long a new lab waits, in virtual milliseconds, until all of its locks have been heard of. */
const startLimitMs = 60_000;

/**
 * A whole lab: broker, simulated locks, the service behind Seam's API, faults. One seed, one clock. Make it with
 * `createLab`.
 */
export class Lab {
  /** A key of the lab's first workspace. */
  readonly apiKey: string;
  /** Where the broker is that is not the lab's own, as it may be shown; `undefined` if it is its own. */
  readonly outsideBroker: string | undefined;
  /** Every lock that the lab knows, also those that are simulated elsewhere or real. */
  readonly fleet: readonly FleetLock[];
  readonly #world: World;
  readonly #store: Store;
  readonly #directory: Directory;
  readonly #access: BrokerAccess;
  readonly #works: LabAssembly;
  readonly #servers: HttpServer[] = [];

  private constructor(
    { world, store, directory, fleet }: LabParts,
    access: BrokerAccess,
    works: LabAssembly,
  ) {
    this.apiKey = works.keys.own;
    this.outsideBroker = works.relay?.url;
    this.fleet = fleet;
    this.#world = world;
    this.#store = store;
    this.#directory = directory;
    this.#access = access;
    this.#works = works;
  }

  /** Starts a lab and waits until all of its locks have been heard of. */
  static async start(parts: LabParts): Promise<Lab> {
    const { world, fleet, options } = parts;
    const topics = new Topics();
    const access = new BrokerAccess(options.brokerKey ?? developmentBrokerKey, topics, fleet);
    const address = options.broker && addressOf(options.broker);
    const entrance = entranceTo(access, address, options.pace);
    const broker = address ? new BrokerRelay(world, address) : await createBroker(world, access);
    const works = new LabAssembly(parts, { topics, access, broker, entrance });
    const isWaiting = () => !works.service.hasHeardFromAll;
    // A live world cannot be run ahead of the wall clock: it is waited for.
    if (options.mode === "live") await world.waitWhile(isWaiting, startLimitMs);
    else await world.runWhile(isWaiting, startLimitMs);
    return new Lab(parts, access, works);
  }

  /** The current instant of the world, ISO 8601. */
  get now(): string {
    return this.#works.time.now;
  }

  /** SHA-256 over everything that happened. Same seed, same stimuli, same digest. */
  get digest(): string {
    return this.#world.digest;
  }

  /** The last lines of the trace, oldest first: `virtualMs|node|kind|text`. */
  traceLines(): readonly string[] {
    return this.#world.trace.lastLines();
  }

  /**
   * What has happened lately, at one lock or at all of them: at most fifty lines, oldest first, each an ISO instant and words, PINs
   * masked. Faults, crashes, messages on the wire, Seam's events. Throws a RequestError (`device_not_found`).
   */
  history(nameOrDeviceId?: string): readonly string[] {
    return this.#works.history.lines(
      nameOrDeviceId === undefined ? undefined : this.lock(nameOrDeviceId).deviceId,
    );
  }

  /** The first promise that the lab has broken; `undefined` while it keeps them all. */
  get violation(): InvariantViolation | undefined {
    return this.#works.violation;
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

  /** The locks that the lab simulates. */
  get locks(): readonly LockHandle[] {
    return this.#works.locks.all;
  }

  /** A lock by its name (`august-1`) or device id. Throws a RequestError (`device_not_found`). */
  lock(nameOrDeviceId: string): LockHandle {
    return this.#works.locks.get(nameOrDeviceId);
  }

  /**
   * Makes a key of the workspace with this name, or of the first, and returns it: it is not shown again. Throws a
   * RequestError (`workspace_not_found`).
   */
  createApiKey(workspaceName?: string): string {
    return this.#works.keys.createApiKey(workspaceName);
  }

  /** Makes a token of a person, which opens every workspace that the header `seam-workspace` names, and returns it. */
  createPersonalAccessToken(): string {
    return this.#works.keys.createPersonalAccessToken();
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
    return this.#works.fetch(request);
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
    const response = await this.#works.fetch(
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
  advance(target: string | TimeTarget): Promise<void> {
    return this.#works.time.advance(typeof target === "string" ? { by: target } : target);
  }

  /**
   * Runs the next event of the world and no more, wherever in time it is; false when nothing is planned within a year.
   * For tests that must stop between any two steps.
   */
  step(): Promise<boolean> {
    return this.#works.time.step();
  }

  /** Injects a fault; returns its id. Throws a RequestError that names the field and lists what exists. */
  inject(fault: FaultInput): string {
    return this.#world.node(environmentNode).run(() => this.#works.faults.inject(fault));
  }

  /** Heals one fault, or all; returns how many. Throws a RequestError (`fault_not_found`). */
  heal(faultId?: string): number {
    return this.#world.node(environmentNode).run(() => this.#works.faults.heal(faultId));
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
    const server = await HttpServer.listen(this.#works.fetch, options);
    this.#servers.push(server);
    return server.url;
  }

  /**
   * Lets guests reach the broker over TCP and resolves to its URL; {@link brokerCredentials} let them in. Only in paced mode:
   * guests live on the wall clock. Rejects with a RequestError (`invalid_input`) when others could reach it with a key that
   * everybody knows.
   */
  async listenMqtt(options: ListenOptions = {}): Promise<string> {
    if (!this.#works.time.isPaced)
      throw new RequestError("time_cannot_advance", "Only a paced lab takes guests over TCP");
    const { broker } = this.#works.ownBroker;
    const { host } = options;
    if (host !== undefined && !isLoopback(host) && this.#access.isForDevelopment) {
      throw invalidInput(
        "host",
        `must be 127.0.0.1 or ::1 while the broker has the development key: ${host} can be reached by others`,
      );
    }
    return this.#works.guests.listen(broker, { port: 0, ...options });
  }

  /** Ends the lab. What its data file holds is complete. */
  async close(): Promise<void> {
    for (const server of this.#servers) await server.close();
    this.#works.webhookSender.close();
    this.#works.oracles?.stop();
    await this.#works.guests.close();
    this.#works.time.stop();
    this.#works.relay?.close();
    // In a world that has failed nothing happens any more, goodbyes included.
    if (!this.#world.hasFailed) await this.#works.broker?.broker.close();
    this.#store.lockMemory.flush();
    this.#store.noteWorldTime(this.#world.now);
    this.#world.close();
    this.#store.close();
  }
}

const isLoopback = (host: string): boolean => ["127.0.0.1", "::1", "localhost"].includes(host);
