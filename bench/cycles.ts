import assert from "node:assert/strict";
import { World } from "../src/kernel/world.ts";
import { createLab, startLab } from "../src/lab/create-lab.ts";
import type { FleetInput } from "../src/lab/fleet.ts";
import type { Lab } from "../src/lab/lab.ts";
import { openStore } from "../src/store/store.ts";
import { Loopback } from "./loopback.ts";
import { type Rate, Stopwatch } from "./stopwatch.ts";
import { noLatency, pace, type Transport } from "./transport.ts";

const start = "2026-01-01T00:00:00Z";
const warmUpRounds = 1;

export interface Cycles {
  readonly transport: Transport;
  readonly fleet: FleetInput;
  readonly rounds: number;
}

/** A lab whose locks all have been heard of, and how to let it go on. */
interface Bench {
  readonly lab: Lab;
  readonly goOn: () => Promise<void>;
}

/**
 * The rate of complete cycles: a request comes in, the code is programmed, a read-back shows it on the keypad, it is `set`,
 * and the event says so. In every round all locks get one code at once, so that broker and service never wait. What clears
 * up after a round is not counted.
 */
export async function rateOfCycles({ transport, fleet, rounds }: Cycles): Promise<Rate> {
  const bench = transport === "memory" ? await inMemory(fleet) : await overTcp(fleet);
  const { lab } = bench;
  // One code stays on each lock, whose table has then been read. The first rounds only warm the engine up.
  await runRound(bench, 0);
  const stopwatch = new Stopwatch();
  for (let round = 1; round <= warmUpRounds + rounds; round++) {
    if (round <= warmUpRounds) await runRound(bench, round);
    else await stopwatch.time(() => runRound(bench, round));
    await checkAndClear(bench, round);
  }
  await lab.close();
  return stopwatch.rateOf(rounds * lab.locks.length);
}

async function inMemory(fleet: FleetInput): Promise<Bench> {
  const lab = await createLab({ fleet, start, latencyScale: 0, links: noLatency });
  return { lab, goOn: () => lab.advance("10s") };
}

async function overTcp(fleet: FleetInput): Promise<Bench> {
  const world = new World({ seed: 1, startAt: Date.parse(start) });
  const loopback = new Loopback(world);
  const lab = await startLab(world, openStore(), { mode: "paced", pace, latencyScale: 0, fleet });
  loopback.dial(await lab.listenMqtt());
  const goOn = () => new Promise<void>((resolve) => setTimeout(resolve, 20));
  while (!(await allOnline(lab))) await goOn();
  return { lab, goOn };
}

async function allOnline(lab: Lab): Promise<boolean> {
  const { devices } = await lab.request("/devices/list");
  return devices.every(({ properties }: { properties: { online: boolean } }) => properties.online);
}

const pinOf = (round: number): string => String(100_000 + round);

async function runRound(bench: Bench, round: number): Promise<void> {
  const { lab } = bench;
  await Promise.all(
    lab.locks.map(({ deviceId }) =>
      lab.request("/access_codes/create", { device_id: deviceId, code: pinOf(round), name: "Guest" }),
    ),
  );
  await untilAllHave(bench, "access_code.set_on_device", round + 1);
}

/** Goes on until there have been so many of these events for every lock. */
async function untilAllHave({ lab, goOn }: Bench, eventType: string, times: number): Promise<void> {
  for (;;) {
    await goOn();
    const { events } = await lab.request("/events/list", {
      since: start,
      event_type: eventType,
      limit: 1,
      unstable_offset: times * lab.locks.length - 1,
    });
    if (events.length > 0) return;
  }
}

async function checkAndClear(bench: Bench, round: number): Promise<void> {
  const { lab } = bench;
  const code = pinOf(round);
  const clear = async (deviceId: string): Promise<void> => {
    const { access_code } = await lab.request("/access_codes/get", { device_id: deviceId, code });
    assert.equal(access_code.status, "set");
    await lab.request("/access_codes/delete", { access_code_id: access_code.access_code_id });
  };
  for (const lock of lab.locks) assert(lock.opensWith(code), `the door of ${lock.name} opens`);
  await Promise.all(lab.locks.map(({ deviceId }) => clear(deviceId)));
  await untilAllHave(bench, "access_code.deleted", round);
  for (const lock of lab.locks) assert(!lock.opensWith(code), `the door of ${lock.name} is locked again`);
}
