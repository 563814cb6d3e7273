import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { projectPath } from "../support/project-path.ts";

/** A `lockstep serve` in a process of its own. */
export interface ServeProcess {
  /** Everything it has printed when it was ready. */
  readonly banner: string;
  readonly apiUrl: string;
  readonly mqttUrl: string;
  /** Sends the signal and resolves to the exit code; `null` when the signal itself ended it. */
  end(signal: "SIGINT" | "SIGTERM" | "SIGKILL"): Promise<number | null>;
  readonly pid: number;
  /** Everything that it has said since, on both streams. */
  readonly output: () => string;
}

/** Starts it on free ports, unless the arguments say otherwise, and waits until it is ready. */
export async function startServe(
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<ServeProcess> {
  const child = spawn(process.execPath, [projectPath("src/cli/main.ts"), "serve", ...args], {
    env: { ...process.env, PORT: "0", LOCKSTEP_MQTT_PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => said.push(text));
  }
  const banner = await untilReady(child);
  return {
    banner,
    apiUrl: / API +(\S+)/.exec(banner)?.[1] ?? "",
    mqttUrl: / MQTT +(\S+)/.exec(banner)?.[1] ?? "",
    pid: child.pid ?? 0,
    output: () => said.join(""),
    end: async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const ended = once(child, "exit");
      child.kill(signal);
      const [code] = await ended;
      return code;
    },
  };
}

function untilReady({ stdout, stderr }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    let complained = "";
    stderr?.setEncoding("utf8").on("data", (text: string) => {
      complained += text;
    });
    stdout?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (said.includes("Ctrl-C")) resolve(said);
    });
    stdout?.once("close", () => reject(new Error(`lockstep serve ended before it was ready: ${complained}`)));
  });
}
