import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

export interface ServiceOptions {
  readonly fleetFile: string;
  readonly dataFile: string;
  readonly brokerKey: string;
  readonly port: number;
  readonly mqttPort: number;
  /** More for Node itself, such as `--cpu-prof`. */
  readonly nodeOptions: readonly string[];
}

// biome-ignore lint/suspicious/noExplicitAny: the shape of an answer is the API's.
export type Answer = any;

/** How a request ended: its answer, or the error that refused it. */
export type Outcome =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly status: number; readonly type: string };

/** A `lockstep serve` in a process of its own. */
export class SoakedService {
  readonly #process: ChildProcess;
  readonly #options: ServiceOptions;
  /** How long each request took, in milliseconds. */
  readonly tookMs: number[] = [];

  private constructor(child: ChildProcess, options: ServiceOptions) {
    this.#process = child;
    this.#options = options;
  }

  /** Resolves when it is ready. */
  static async start(options: ServiceOptions): Promise<SoakedService> {
    const { fleetFile, dataFile, brokerKey, port, mqttPort, nodeOptions } = options;
    const child = spawn(
      process.execPath,
      [
        ...nodeOptions,
        "src/cli/main.ts",
        "serve",
        "--fleet",
        fleetFile,
        "--data",
        dataFile,
        "--since",
        since(),
      ],
      {
        stdio: ["ignore", "pipe", "inherit"],
        env: {
          ...process.env,
          PORT: String(port),
          LOCKSTEP_MQTT_PORT: String(mqttPort),
          LOCKSTEP_BROKER_KEY: brokerKey,
        },
      },
    );
    await new Promise<void>((resolve, reject) => {
      child.stdout?.on("data", (text) => String(text).includes("Ctrl-C") && resolve());
      child.once("exit", () => reject(new Error("the service has ended before it was ready")));
    });
    return new SoakedService(child, options);
  }

  async post(path: string, body: object): Promise<Outcome> {
    const begun = performance.now();
    const response = await fetch(`http://127.0.0.1:${this.#options.port}${path}`, {
      method: "POST",
      headers: { authorization: "Bearer seam_apikey1_token", "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer: Answer = await response.json();
    this.tookMs.push(performance.now() - begun);
    return response.ok
      ? { ok: true, answer }
      : { ok: false, status: response.status, type: answer.error.type };
  }

  /** What `/metrics` says, by line without its value. */
  async metrics(): Promise<ReadonlyMap<string, number>> {
    const response = await fetch(`http://127.0.0.1:${this.#options.port}/metrics`, {
      headers: { authorization: "Bearer seam_apikey1_token" },
    });
    const lines = (await response.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    return new Map(
      lines.map((line) => {
        const end = line.lastIndexOf(" ");
        return [line.slice(0, end), Number(line.slice(end + 1))];
      }),
    );
  }

  get megabytes(): number {
    return megabytesOf(this.#process.pid ?? 0);
  }

  /** Tells it to end; resolves to its exit code and how long that took, in milliseconds. */
  async stop(): Promise<{ readonly code: number | null; readonly tookMs: number }> {
    const begun = performance.now();
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGTERM");
    const [code] = await ended;
    return { code, tookMs: performance.now() - begun };
  }

  kill(): void {
    this.#process.kill("SIGKILL");
  }
}

/** What a process has in memory. */
export const megabytesOf = (pid: number): number => {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
};

const since = (): string => new Date(Date.now() - 1000).toISOString();
