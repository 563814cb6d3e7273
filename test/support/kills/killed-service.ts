import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LockHandle } from "../../../src/lab/lock-handle.ts";
import { SimulatedFleet } from "../../../src/lab/simulated-fleet.ts";
import { noFaults, type WriteObservation } from "../../../src/simulator/fault-point.ts";
import { type ServeProcess, startServe } from "../../cli/serve-process.ts";
import { freePort } from "../free-port.ts";

/** Twenty times as fast as the wall clock, in both processes. */
export const pace = 20;

/** Locks of the real world take longer; this shortens the wait and nothing else. */
const latencyScale = 0.1;

export interface KeypadWrite extends WriteObservation {
  /** By the wall clock. */
  readonly at: number;
}

/**
 * A `lockstep serve` on a data file, that dies and starts again, and simulated locks in this process, which see none of that but
 * a broker that comes and goes.
 */
export class KilledService {
  readonly #folder: string;
  readonly #args: readonly string[];
  readonly #environment: Readonly<Record<string, string>>;
  readonly #fleet: SimulatedFleet;
  /** Every change of a keypad's table, in order. */
  readonly writes: readonly KeypadWrite[];
  #process: ServeProcess | undefined;

  private constructor(parts: {
    readonly folder: string;
    readonly args: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
    readonly fleet: SimulatedFleet;
    readonly writes: readonly KeypadWrite[];
  }) {
    this.#folder = parts.folder;
    this.#args = parts.args;
    this.#environment = parts.environment;
    this.#fleet = parts.fleet;
    this.writes = parts.writes;
  }

  static async start(vendors: readonly string[]): Promise<KilledService> {
    const folder = await mkdtemp(join(tmpdir(), "lockstep-kills-"));
    const fleetFile = join(folder, "fleet.json");
    const groups = vendors.map((vendor) => ({ vendor, zone: "UTC", simulated: false }));
    await writeFile(fleetFile, JSON.stringify(groups));
    const [port, mqttPort] = [await freePort(), await freePort()];
    const since = new Date(Date.now() - 1000).toISOString();
    const writes: KeypadWrite[] = [];
    const brokerKey = "the key of the tests that kill the service";
    const fleet = new SimulatedFleet({
      broker: { url: `mqtt://127.0.0.1:${mqttPort}` },
      brokerKey,
      fleet: groups,
      pace,
      since,
      latencyScale,
      faults: {
        ...noFaults,
        onWrite: (write) => {
          writes.push({ ...write, at: Date.now() });
          return undefined;
        },
      },
      onFailure: (error) => process.emitWarning(String(error)),
    });
    const service = new KilledService({
      folder,
      args: [
        ...["--data", join(folder, "lab.db"), "--fleet", fleetFile],
        ...["--pace", String(pace), "--since", since],
      ],
      environment: {
        PORT: String(port),
        LOCKSTEP_MQTT_PORT: String(mqttPort),
        LOCKSTEP_BROKER_KEY: brokerKey,
      },
      fleet,
      writes,
    });
    await service.start();
    await fleet.untilConnected();
    return service;
  }

  get locks(): readonly LockHandle[] {
    return this.#fleet.locks;
  }

  /** The folder of everything that the service writes. */
  get folder(): string {
    return this.#folder;
  }

  get apiUrl(): string {
    return this.#running.apiUrl;
  }

  /** Everything that the service has said since it started last. */
  get output(): string {
    return this.#running.output();
  }

  /** Where one may listen, and as whom. */
  get onlooker(): { readonly url: string; readonly username: string; readonly password: string } {
    const { mqttUrl, banner } = this.#running;
    const [, username = "", password = ""] = / user (\S+), password (\S+)/.exec(banner) ?? [];
    return { url: mqttUrl, username, password };
  }

  lock(deviceId: string): LockHandle {
    const found = this.#fleet.locks.find((lock) => lock.deviceId === deviceId);
    if (!found) throw new RangeError(`there is no lock ${deviceId}`);
    return found;
  }

  async start(): Promise<void> {
    this.#process = await startServe(this.#args, this.#environment);
  }

  async kill(): Promise<void> {
    await this.#running.end("SIGKILL");
  }

  /** The exit code. */
  async stop(): Promise<number | null> {
    return await this.#running.end("SIGTERM");
  }

  /** Ends what is left of it. */
  async remove(): Promise<void> {
    await this.#process?.end("SIGKILL");
    await this.#fleet.close();
    await rm(this.#folder, { recursive: true });
  }

  get #running(): ServeProcess {
    if (this.#process) return this.#process;
    throw new Error("the service has never been started");
  }
}
