import assert from "node:assert/strict";
import { createLab, type FleetInput, type Lab } from "../src/index.ts";

const warmUpRounds = 3;
const start = "2026-01-01T00:00:00Z";

export interface Cycles {
  readonly fleet: FleetInput;
  readonly rounds: number;
}

/**
 * Complete cycles per second: a request comes in, the code is programmed, a read-back shows it on the keypad, it is `set`,
 * and the event says so. In every round all locks get one code at once, so that the broker and the service never wait.
 * What prepares a round and what clears up after it is not counted.
 */
export async function cyclesPerSecond({ fleet, rounds }: Cycles): Promise<number> {
  const lab = await createLab({ fleet, start, latencyScale: 0, links: { minMs: 0, meanMs: 0 } });
  // One code stays on each lock, whose table has then been read. The first rounds only warm the engine up.
  await runRound(lab, 0);
  let seconds = 0;
  for (let round = 1; round <= warmUpRounds + rounds; round++) {
    const begun = performance.now();
    await runRound(lab, round);
    if (round > warmUpRounds) seconds += (performance.now() - begun) / 1000;
    await checkAndClear(lab, round);
  }
  await lab.close();
  return (rounds * lab.locks.length) / seconds;
}

const pinOf = (round: number): string => String(100_000 + round);

async function runRound(lab: Lab, round: number): Promise<void> {
  const answers = await Promise.all(
    lab.locks.map(({ deviceId }) =>
      lab.request("/access_codes/create", { device_id: deviceId, code: pinOf(round), name: "Guest" }),
    ),
  );
  assert(answers.every(({ ok }) => ok));
  const confirmed = (round + 1) * lab.locks.length;
  while (!(await hasEvents(lab, confirmed))) await lab.advance("10s");
}

/** Whether so many codes have been reported to be on their locks. */
async function hasEvents(lab: Lab, count: number): Promise<boolean> {
  const { events } = await lab.request("/events/list", {
    since: start,
    event_type: "access_code.set_on_device",
    limit: 1,
    unstable_offset: count - 1,
  });
  return events.length > 0;
}

async function checkAndClear(lab: Lab, round: number): Promise<void> {
  const code = pinOf(round);
  for (const lock of lab.locks) {
    assert(lock.opensWith(code), `the door of ${lock.name} opens`);
    const { access_code } = await lab.request("/access_codes/get", { device_id: lock.deviceId, code });
    assert.equal(access_code.status, "set");
    await lab.request("/access_codes/delete", { access_code_id: access_code.access_code_id });
  }
  await lab.advance("1m");
  for (const lock of lab.locks) assert(!lock.opensWith(code), `the door of ${lock.name} is locked again`);
}
