/**
 * `npm run soak`: many simulated locks over TCP, many code operations a second, hubs that fall silent and a broker that restarts,
 * for a bounded time. Ends with 1 when a code has not come to an end, or queues have not emptied.
 *
 * LOCKSTEP_SOAK_LOCKS (10000), LOCKSTEP_SOAK_SECONDS (120), LOCKSTEP_SOAK_RATE (50 operations a second).
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { seededRandom } from "../src/kernel/random.ts";
import { SimulatedFleet } from "../src/lab/simulated-fleet.ts";

const numberOf = (name: string, ordinary: number): number => Number(process.env[name] ?? ordinary);
const locksWanted = numberOf("LOCKSTEP_SOAK_LOCKS", 10_000);
const seconds = numberOf("LOCKSTEP_SOAK_SECONDS", 120);
const rate = numberOf("LOCKSTEP_SOAK_RATE", 50);

/** A hub of SmartThings serves many locks; a broker has a connection for each hub. */
const locksPerHub = 20;
/** How long everything may take to come to rest afterwards, in seconds. */
const restLimitS = 300;
const troubleEveryS = 20;
const brokerKey = "the key of the soak, which is long enough";
const mqttPort = numberOf("LOCKSTEP_MQTT_PORT", 18_931);
const apiPort = numberOf("PORT", 18_932);

const folder = mkdtempSync(join(tmpdir(), "lockstep-soak-"));
const fleetFile = join(folder, "fleet.json");
const fleet = [{ vendor: "smartthings", count: locksWanted, locksPerHub, simulated: false }];
writeFileSync(fleetFile, JSON.stringify(fleet));
const since = new Date(Date.now() - 1000).toISOString();
const service = spawn(
  process.execPath,
  ["src/cli/main.ts", "serve", "--fleet", fleetFile, "--data", join(folder, "lab.db"), "--since", since],
  {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      PORT: String(apiPort),
      LOCKSTEP_MQTT_PORT: String(mqttPort),
      LOCKSTEP_BROKER_KEY: brokerKey,
    },
  },
);
await new Promise<void>((resolve, reject) => {
  service.stdout.on("data", (text) => String(text).includes("Ctrl-C") && resolve());
  service.once("exit", () => reject(new Error("the service has ended")));
});

const locks = new SimulatedFleet({
  broker: { url: `mqtt://127.0.0.1:${mqttPort}` },
  brokerKey,
  fleet,
  onFailure: (error) => {
    throw error;
  },
});
await locks.untilConnected();
say(`${locks.locks.length} locks at ${locks.connectedCount} hubs are connected.`);

const random = seededRandom(numberOf("LOCKSTEP_SOAK_SEED", 1));
const alive: { readonly accessCodeId: string; readonly deviceId: string }[] = [];
const samples: { readonly atS: number; readonly megabytes: number }[] = [];
let operations = 0;
let refused = 0;
let stalled: string[] = [];

const begunAt = performance.now();
const elapsedS = () => (performance.now() - begunAt) / 1000;
let nextTroubleS = troubleEveryS;
while (elapsedS() < seconds) {
  const due = Math.floor(elapsedS() * rate) - operations;
  await Promise.all(Array.from({ length: Math.min(due, rate) }, () => act()));
  if (elapsedS() > nextTroubleS) {
    nextTroubleS += troubleEveryS;
    await trouble();
    await sample();
  }
  await sleep(20);
}
for (const hub of stalled) await locks.stall(hub, false);
say(`${operations} operations in ${seconds} s, ${refused} of them refused by the API.`);

let open = -1;
const restBegun = performance.now();
while (open !== 0 && (performance.now() - restBegun) / 1000 < restLimitS) {
  await sleep(2000);
  open = (await metric('lockstep_queue_depth{queue="programming"}')) ?? -1;
}
await sample();
say(
  `${open} entries are still on their way after ${Math.round((performance.now() - restBegun) / 1000)} s of rest.`,
);
say(
  `Memory of the service: ${samples.map(({ megabytes }) => `${megabytes} MB`).join(", ")}; ${slope()} MB a minute.`,
);
await locks.close();
service.kill("SIGTERM");
await new Promise((resolve) => service.once("exit", resolve));
rmSync(folder, { recursive: true });
process.exitCode = open === 0 ? 0 : 1;

async function act(): Promise<void> {
  operations++;
  const doomed = alive.length > locksWanted / 10 || random.chance(0.4) ? alive.shift() : undefined;
  if (doomed) {
    await post("/access_codes/delete", { access_code_id: doomed.accessCodeId });
    return;
  }
  const { deviceId } = random.pick(locks.locks);
  const answer = await post("/access_codes/create", {
    device_id: deviceId,
    code: String(random.int(100_000, 999_999)),
  });
  if (answer) alive.push({ accessCodeId: answer.access_code.access_code_id, deviceId });
}

/** Hubs fall silent until the next time, and every second time the broker restarts and forgets. */
async function trouble(): Promise<void> {
  for (const hub of stalled) await locks.stall(hub, false);
  stalled = Array.from({ length: 5 }, () => random.pick(locks.locks).gateway);
  for (const hub of stalled) await locks.stall(hub, true);
  if (Math.round(nextTroubleS / troubleEveryS) % 2 === 0) {
    await post("/_lockstep/faults/inject", { kind: "mqtt.restart", target: "broker" });
  }
}

// biome-ignore lint/suspicious/noExplicitAny: the shape of an answer is the API's.
async function post(path: string, body: object): Promise<any> {
  const response = await fetch(`http://127.0.0.1:${apiPort}${path}`, {
    method: "POST",
    headers: { authorization: "Bearer seam_apikey1_token", "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (response.ok) return response.json();
  refused++;
  return undefined;
}

async function metric(line: string): Promise<number | undefined> {
  const response = await fetch(`http://127.0.0.1:${apiPort}/metrics`, {
    headers: { authorization: "Bearer seam_apikey1_token" },
  });
  const found = (await response.text()).split("\n").find((candidate) => candidate.startsWith(`${line} `));
  return found === undefined ? undefined : Number(found.slice(line.length));
}

async function sample(): Promise<void> {
  const status = readFileSync(`/proc/${service.pid}/status`, "utf8");
  const megabytes = Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
  samples.push({ atS: elapsedS(), megabytes });
  const [programming, unacknowledged] = await Promise.all(
    ["programming", "unacknowledged"].map((queue) => metric(`lockstep_queue_depth{queue="${queue}"}`)),
  );
  say(
    `${Math.round(elapsedS())} s: ${operations} operations, ${programming} on their way, ${unacknowledged} unacknowledged, ${megabytes} MB`,
  );
}

/** Megabytes a minute, by least squares over the second half, when caches are warm. */
function slope(): string {
  const late = samples.slice(Math.floor(samples.length / 2));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(late.map(({ atS }) => atS)), mean(late.map(({ megabytes }) => megabytes))];
  const across = late.reduce((sum, { atS, megabytes }) => sum + (atS - x) * (megabytes - y), 0);
  const along = late.reduce((sum, { atS }) => sum + (atS - x) ** 2, 0);
  return ((across / along) * 60).toFixed(2);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
