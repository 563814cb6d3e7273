/**
 * A year of ten locks in virtual time, with their ordinary latencies: what a long scenario costs. It counts only if every
 * door is in the end as the guests' stays want it.
 */
import assert from "node:assert/strict";
import { createLab, type Lab, type LockHandle } from "../src/index.ts";
import type { Random } from "../src/kernel/ports.ts";
import { seededRandom } from "../src/kernel/random.ts";
import { hand } from "./measurement.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const start = Date.parse("2026-01-01T00:00:00Z");
const yearMs = 365 * dayMs;
const seed = 2026;

interface Stay {
  readonly lock: LockHandle;
  readonly pin: string;
  readonly from: number;
  readonly to: number;
  accessCodeId: string;
}

/** One call of the API, or one look at a door, at its instant. */
interface Act {
  readonly at: number;
  readonly do: (lab: Lab) => Promise<void>;
}

let operations = 0;

async function create(lab: Lab, stay: Stay, body: Readonly<Record<string, unknown>>): Promise<void> {
  const { access_code } = await lab.request("/access_codes/create", {
    device_id: stay.lock.deviceId,
    code: stay.pin,
    name: "Guest",
    ...body,
  });
  stay.accessCodeId = access_code.access_code_id;
  operations++;
}

/** Most guests book ahead, for a fixed time; the others get a code at the desk, which is deleted when they leave. */
function actsOf(stay: Stay, random: Random): Act[] {
  const { from, to } = stay;
  if (random.chance(0.3)) {
    return [
      { at: from, do: (lab) => create(lab, stay, {}) },
      {
        at: to,
        do: async (lab) => {
          await lab.request("/access_codes/delete", { access_code_id: stay.accessCodeId });
          operations++;
        },
      },
    ];
  }
  const times = { starts_at: new Date(from).toISOString(), ends_at: new Date(to).toISOString() };
  const booking: Act = {
    at: Math.max(start + hourMs, from - random.int(0, 96) * hourMs),
    do: (lab) => create(lab, stay, times),
  };
  // Its end is the second operation: the code is taken off without being asked for.
  const ending: Act = { at: to, do: async () => void operations++ };
  if (!random.chance(0.1)) return [booking, ending];
  const renaming: Act = {
    at: random.int(booking.at, to - hourMs),
    do: async (lab) => {
      await lab.request("/access_codes/update", {
        access_code_id: stay.accessCodeId,
        name: "Guest and friend",
      });
      operations++;
    },
  };
  return [booking, renaming, ending];
}

/** Two arrivals a day at each lock, on average; every stay lasts 6 to 30 hours. No PIN comes back within the year. */
function stayOf(lock: LockHandle, count: number, from: number, random: Random): Stay {
  const pin = String(100_000 + count);
  return { lock, pin, from, to: from + random.int(6 * 60, 30 * 60) * 60_000, accessCodeId: "" };
}

function plan(locks: readonly LockHandle[]): { stays: Stay[]; acts: Act[] } {
  const random = seededRandom(seed);
  const stays = locks.flatMap((lock) => {
    const ofLock: Stay[] = [];
    let from = start + 2 * hourMs;
    while (from < start + yearMs - 2 * dayMs) {
      ofLock.push(stayOf(lock, ofLock.length, from, random));
      from += random.int(0, 24 * 60) * 60_000;
    }
    return ofLock;
  });
  const acts = stays.flatMap((stay) => [...actsOf(stay, random), look(stay)]);
  return { stays, acts: acts.sort((one, other) => one.at - other.at) };
}

/** In the middle of the stay the guest gets in. */
const look = (stay: Stay): Act => ({
  at: (stay.from + stay.to) / 2,
  do: async () => assert(stay.lock.opensWith(stay.pin), `a guest of ${stay.lock.name} does not get in`),
});

async function checkEnd(lab: Lab, stays: readonly Stay[]): Promise<void> {
  const { access_codes } = await lab.request("/access_codes/list", {});
  assert.equal(access_codes.length, 0, "every stay has ended, and so has every code");
  for (const { lock, pin } of stays) assert(!lock.opensWith(pin), `a guest of ${lock.name} still gets in`);
  for (const lock of lab.locks) assert.equal(lock.inspect().slots.length, 0, "the keypads are empty");
  const { events } = await lab.request("/events/list", {
    since: new Date(start).toISOString(),
    event_types: ["access_code.failed_to_set_on_device", "access_code.failed_to_remove_from_device"],
  });
  assert.equal(events.length, 0, "no code has failed");
}

const lab = await createLab({
  seed,
  start: new Date(start).toISOString(),
  fleet: [
    { vendor: "august", count: 5 },
    { vendor: "smartthings", count: 5 },
  ],
});
const { stays, acts } = plan(lab.locks);
const begun = performance.now();
let month = 0;
for (const act of acts) {
  await lab.advance({ to: new Date(act.at).toISOString() });
  await act.do(lab);
  const monthNow = new Date(act.at).getUTCMonth();
  if (monthNow !== month) process.stderr.write(`  a year of 10 locks: month ${monthNow} is over\n`);
  month = monthNow;
}
await lab.advance({ to: new Date(start + yearMs).toISOString() });
const wallS = (performance.now() - begun) / 1000;
const cpu = process.cpuUsage();
await checkEnd(lab, stays);

hand([
  { what: "a virtual year of 10 locks", value: wallS, unit: "s", aim: { atMost: 15 } },
  { what: "its processor time", value: (cpu.user + cpu.system) / 1e6, unit: "s" },
  { what: "its code operations", value: operations, unit: "" },
  { what: "operations per second", value: operations / wallS, unit: "/s" },
  { what: "kernel events", value: lab.eventCount, unit: "" },
  { what: "kernel events per second", value: lab.eventCount / wallS, unit: "/s" },
  { what: "peak memory (RSS)", value: process.resourceUsage().maxRSS / 1024, unit: "MB" },
]);
await lab.close();
