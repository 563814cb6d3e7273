/**
 * `npm run soak`: a service, and many simulated locks in processes of their own, over TCP. Many code operations a second, hubs that
 * fall silent or lose their internet, a broker that restarts, for a bounded time. Then everything comes to rest, and every
 * operation must have ended as it should; then a code for every lock at once, in the middle of which the service is told to end.
 * Ends with 1 when something of it does not hold.
 *
 * LOCKSTEP_SOAK_LOCKS (10000), LOCKSTEP_SOAK_RATE (50 operations a second), LOCKSTEP_SOAK_SECONDS (300), LOCKSTEP_SOAK_SEED (1),
 * LOCKSTEP_SOAK_PROCESSES (2, of locks), LOCKSTEP_SOAK_NODE (more for the service's Node, such as `--cpu-prof`).
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { seededRandom } from "../src/kernel/random.ts";
import { simulatedElsewhere } from "../src/lab/fleet.ts";
import { ownVendors } from "../src/lab/vendors.ts";
import { endsOf } from "./soak/ends.ts";
import { HubProcess } from "./soak/hub-process.ts";
import { Operations, type SoakedLock } from "./soak/operations.ts";
import { deepest, percentiles, type Sample, slope } from "./soak/samples.ts";
import { type Answer, megabytesOf, SoakedService } from "./soak/service.ts";

const numberOf = (name: string, ordinary: number): number => Number(process.env[name] ?? ordinary);
const locksWanted = numberOf("LOCKSTEP_SOAK_LOCKS", 10_000);
const seconds = numberOf("LOCKSTEP_SOAK_SECONDS", 300);
const rate = numberOf("LOCKSTEP_SOAK_RATE", 50);
const parts = numberOf("LOCKSTEP_SOAK_PROCESSES", 2);
const mqttPort = numberOf("LOCKSTEP_MQTT_PORT", 18_931);
const port = numberOf("PORT", 18_932);
const random = seededRandom(numberOf("LOCKSTEP_SOAK_SEED", 1));

/** Vendors whose locks are online and make no PINs of their own. */
const vendors = Object.entries(ownVendors)
  .filter(
    ([, { driver }]) => driver.profile.onlineCodes?.value !== false && !driver.profile.assignsPins?.value,
  )
  .map(([vendor]) => vendor);
/** A broker has a connection for each hub. */
const locksPerHub = 20;
/** Something goes wrong so often, in seconds: hubs each time, the broker every third time. */
const troubleEveryS = 20;
/** How many hubs lose their internet, and how many fall silent, each time. */
const troubledHubs = 5;
/** How long everything may take to come to rest afterwards, in seconds: more than the quarter of an hour of a healthy lock. */
const restLimitS = numberOf("LOCKSTEP_SOAK_REST", 1_200);
/** How long the service may take to end, in milliseconds. */
const stopLimitMs = 5_000;
/** How long the codes are asked for that are on their way when it ends, in seconds, ... */
const askLimitS = 180;
/** ... and by how many at once. */
const askersMax = 20;
/** How many operations may be on their way from here to the API: a client that sends more is none. */
const openRequestsMax = 200;

const folder = mkdtempSync(join(tmpdir(), "lockstep-soak-"));
const brokerKey = "the key of the soak, which is long enough";
const fleet = vendors.map((vendor, index) => ({
  vendor,
  count: Math.floor((locksWanted + index) / vendors.length),
  locksPerHub,
  simulated: false,
}));
const fleetFile = join(folder, "fleet.json");
writeFileSync(fleetFile, JSON.stringify(fleet));

const problems: string[] = [];
const service = await SoakedService.start({
  ...{ fleetFile, dataFile: join(folder, "lab.db"), brokerKey, port, mqttPort },
  nodeOptions: process.env["LOCKSTEP_SOAK_NODE"]?.split(" ") ?? [],
});
const processes: HubProcess[] = [];
const end = () => {
  service.kill();
  for (const hubs of processes) hubs.kill();
  rmSync(folder, { recursive: true });
};
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    end();
    process.exit(1);
  });
}
try {
  const url = `mqtt://127.0.0.1:${mqttPort}`;
  const started = Array.from({ length: parts }, (_, part) =>
    HubProcess.start({ url, brokerKey, fleet, part, parts }),
  );
  for (const hubs of started) processes.push(await hubs);
  await soak();
} finally {
  end();
}
for (const problem of problems) say(`NOT HELD: ${problem}`);
say(problems.length === 0 ? "Everything held." : `${problems.length} things did not hold.`);
process.exitCode = problems.length === 0 ? 0 : 1;

async function soak(): Promise<void> {
  const locks = simulatedElsewhere(fleet, ownVendors, 1);
  const hubCount = processes.reduce((sum, { hubs }) => sum + hubs.length, 0);
  say(`${locks.length} locks of ${vendors.length} vendors at ${hubCount} hubs are connected.`);
  await untilHeardOf();
  const operations = new Operations(service, locks, random, locksWanted / 10);

  const samples: Sample[] = [];
  const begun = performance.now();
  const elapsedS = () => (performance.now() - begun) / 1000;
  const open = new Set<Promise<void>>();
  let nextTroubleS = troubleEveryS;
  while (elapsedS() < seconds) {
    while (operations.count < elapsedS() * rate && open.size < openRequestsMax) {
      const operation = operations.next().finally(() => open.delete(operation));
      open.add(operation);
    }
    if (elapsedS() > nextTroubleS) {
      await trouble(Math.round(nextTroubleS / troubleEveryS));
      nextTroubleS += troubleEveryS;
      samples.push(await sample(elapsedS(), operations.count));
    }
    await sleep(10);
  }
  await Promise.all(open);
  const samplesUnderLoad = samples.length;
  await heal();
  const refusals = [...operations.refusals].map(([type, count]) => `${count} ${type}`).join(", ");
  say(
    `${operations.count} operations in ${Math.round(elapsedS())} s: ${(operations.count / elapsedS()).toFixed(1)} a second.`,
  );
  say(`Refused by the API: ${refusals || "none"}. It answered in ${percentiles(service.tookMs)}.`);

  const restBegun = performance.now();
  const restS = () => (performance.now() - restBegun) / 1000;
  let programming = Number.POSITIVE_INFINITY;
  while (programming > 0 && restS() < restLimitS) {
    await sleep(5000);
    const rested = await sample(elapsedS(), operations.count);
    samples.push(rested);
    programming = rested.programming;
  }
  say(`At rest after ${Math.round(restS())} s.`);
  say(
    `Queues at most: ${deepest(samples, "programming")} entries on their way, ${deepest(samples, "unacknowledged")} messages unacknowledged.`,
  );
  say(
    `Memory under load: ${slope(samples.slice(0, samplesUnderLoad))} MB a minute over its second half; ${service.megabytes} MB at rest.`,
  );
  say(`Memory of the locks: ${processes.map(({ pid }) => `${megabytesOf(pid)} MB`).join(", ")}.`);

  const { set, removed, inError, wrong } = await endsOf(operations.codes, service, processes);
  say(
    `${operations.codes.length} codes: ${set} set and open their doors, ${removed} removed and open none, in error: ${JSON.stringify(inError)}.`,
  );
  problems.push(...wrong.slice(0, 20));
  if (wrong.length > 20) problems.push(`and ${wrong.length - 20} more`);
  await tellMetrics();
  await stopInTheMiddle(operations, locks);
}

/** The first time that a service hears of its locks it writes each of them down. */
async function untilHeardOf(): Promise<void> {
  const begun = performance.now();
  let unheard: number;
  do {
    await sleep(2000);
    unheard = 0;
    for (let page_cursor: string | null | undefined; page_cursor !== null; ) {
      const outcome = await service.post("/devices/list", page_cursor === undefined ? {} : { page_cursor });
      if (!outcome.ok) throw new Error(`the devices are not listed: ${outcome.type}`);
      const { devices, pagination } = outcome.answer;
      unheard += devices.filter(({ properties }: Answer) => !properties.online).length;
      page_cursor = pagination.next_page_cursor;
    }
  } while (unheard > 0);
  say(
    `The service has heard of all of them, after ${Math.round((performance.now() - begun) / 1000)} s more.`,
  );
  service.tookMs.length = 0;
}

/** With every hub silent asks for a code on every lock, and tells the service to end while they are all on their way. */
async function stopInTheMiddle(operations: Operations, locks: readonly SoakedLock[]): Promise<void> {
  for (const hubs of processes) await hubs.tell({ do: "stall", hubs: hubs.hubs });
  const begun = performance.now();
  const askedS = () => (performance.now() - begun) / 1000;
  const waiting = [...locks];
  const ask = async () => {
    while (askedS() < askLimitS) {
      const lock = waiting.pop();
      if (!lock) return;
      await operations.create(lock);
    }
  };
  await Promise.all(Array.from({ length: askersMax }, ask));
  const metrics = await service.metrics();
  const inFlight = metrics.get('lockstep_queue_depth{queue="programming"}') ?? 0;
  say(`${locks.length - waiting.length} more codes asked for in ${Math.round(askedS())} s.`);
  const { code, tookMs } = await service.stop();
  say(
    `With ${inFlight} entries on their way SIGTERM ended the service in ${Math.round(tookMs)} ms, with ${code}.`,
  );
  if (code !== 0) problems.push(`SIGTERM: the exit code is ${code}`);
  if (tookMs > stopLimitMs)
    problems.push(`SIGTERM: ${Math.round(tookMs)} ms, and ${stopLimitMs} are allowed`);
}

/** What was wrong ends, and something else goes wrong. */
async function trouble(count: number): Promise<void> {
  await heal();
  for (const hubs of processes) {
    const drawn = () => Array.from({ length: Math.ceil(troubledHubs / parts) }, () => random.pick(hubs.hubs));
    await hubs.tell({ do: "stall", hubs: drawn() });
    await hubs.tell({ do: "offline", hubs: drawn() });
  }
  if (count % 3 !== 0) return;
  const forgets = count % 2 === 0;
  const outcome = await service.post("/_lockstep/faults/inject", {
    kind: "mqtt.restart",
    target: "broker",
    params: { downFor: "2s", keepsRetained: !forgets, keepsSessions: !forgets },
  });
  if (!outcome.ok) problems.push(`the broker was not restarted: ${outcome.type}`);
}

async function heal(): Promise<void> {
  for (const hubs of processes) await hubs.tell({ do: "heal", hubs: hubs.hubs });
}

async function sample(atS: number, count: number): Promise<Sample> {
  const metrics = await service.metrics();
  const depth = (queue: string) => metrics.get(`lockstep_queue_depth{queue="${queue}"}`) ?? 0;
  const { megabytes } = service;
  const [programming, unacknowledged] = [depth("programming"), depth("unacknowledged")];
  say(
    `${Math.round(atS)} s: ${count} operations, ${programming} on their way, ${unacknowledged} unacknowledged, ${megabytes} MB`,
  );
  return { atS, megabytes, programming, unacknowledged };
}

async function tellMetrics(): Promise<void> {
  const metrics = await service.metrics();
  const sumOf = (prefix: string) =>
    [...metrics].reduce((sum, [line, value]) => (line.startsWith(prefix) ? sum + value : sum), 0);
  const count = sumOf("lockstep_time_to_set_seconds_count");
  const mean = count === 0 ? 0 : sumOf("lockstep_time_to_set_seconds_sum") / count;
  say(
    `${count} codes came to their locks, after ${mean.toFixed(1)} s on average; the service reconnected ${sumOf("lockstep_reconnects_total")} times; ${sumOf("lockstep_violations_total")} violations.`,
  );
  if (sumOf("lockstep_violations_total") > 0) problems.push("the oracles saw a promise broken");
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
