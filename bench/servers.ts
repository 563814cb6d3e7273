import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";

type Answer = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

/** A server of Seam's API in a process of its own. */
export interface Server {
  readonly name: "lab" | "fake";
  readonly deviceIds: readonly string[];
  /** Rejects with an Error when it is refused. */
  post(path: string, body: object): Promise<Answer>;
  stop(): void;
}

export const fakeVersion = "1.86.0";
const firstPort = 38_902;

/** `lockstep serve` with a hundred August locks. `place`: which of the servers it is. */
export async function startLab(place: number): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-bench-"));
  const fleet = join(folder, "fleet.json");
  writeFileSync(fleet, JSON.stringify([{ vendor: "august", count: 100 }]));
  const command = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));
  const port = firstPort + place;
  const child = spawn(process.execPath, [command, "serve", "--fleet", fleet], {
    env: { ...process.env, PORT: String(port), LOCKSTEP_MQTT_PORT: "0" },
    stdio: "ignore",
  });
  const post = await readyAt(port, child);
  rmSync(folder, { recursive: true });
  const { devices } = (await post("/devices/list", {})) as unknown as { devices: { device_id: string }[] };
  return {
    name: "lab",
    deviceIds: devices.map(({ device_id }) => device_id),
    post,
    stop: () => child.kill(),
  };
}

/** Its seed's own two August locks. */
export async function startFake(place: number): Promise<Server> {
  const port = firstPort + place;
  const child = spawn("npx", ["--yes", `@seamapi/fake-seam-connect@${fakeVersion}`, "--seed"], {
    env: { ...process.env, PORT: String(port) },
    stdio: "ignore",
    detached: true,
  });
  const post = await readyAt(port, child);
  // npx runs it in a process of its own, which goes with the group.
  const stop = () => void (child.pid !== undefined && process.kill(-child.pid));
  return { name: "fake", deviceIds: ["august_device_1", "august_device_2"], post, stop };
}

/** Waits until it answers. Rejects with an Error when it has ended before. */
async function readyAt(port: number, child: ChildProcess): Promise<Server["post"]> {
  const url = `http://127.0.0.1:${port}`;
  const isUp = () =>
    fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isUp())) {
    if (child.exitCode !== null) throw new Error(`the server at port ${port} has ended`);
    await setTimeout(200);
  }
  return async (path, body) => {
    const response = await fetch(`${url}${path}`, {
      method: "POST",
      headers: { authorization: "Bearer seam_apikey1_token", "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Answer;
    if (!response.ok) throw new Error(`${path} answers ${response.status}`);
    return answer;
  };
}
