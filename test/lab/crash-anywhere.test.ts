import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLab, type Lab } from "../../src/index.ts";
import { type StayEnd, type StayKind, stay } from "../support/guest-stay.ts";

const vendors = ["august", "smartthings"] as const;

const stays = [
  ["august", "ongoing"],
  ["august", "timeBound"],
  ["smartthings", "ongoing"],
  ["smartthings", "timeBound"],
] as const;

/** The end of a stay that nothing disturbs. Only August is given the code ahead of its time. */
const wholeStay = (vendor: string, kind: StayKind): StayEnd => ({
  opensWith: [],
  slots: 0,
  events: [
    "access_code.created",
    ...(vendor === "august" && kind === "timeBound" ? ["access_code.scheduled_on_device"] : []),
    "access_code.set_on_device",
    "access_code.changed",
    "access_code.set_on_device",
    "access_code.removed_from_device",
    "access_code.deleted",
  ],
});

/** Commands that put a code on a lock. */
const writes = new Set(["pin.put", "setCode"]);

/** A stay for each of its events is some hundred stays. */
const timeoutMs = 120_000;

const open = (vendor: string): Promise<Lab> => createLab({ seed: 11, fleet: [{ vendor }] });

async function countWrites(lab: Lab): Promise<number> {
  const response = await lab.fetch(
    new Request("http://lab/_lockstep/trace", { headers: { authorization: `Bearer ${lab.apiKey}` } }),
  );
  const { trace } = (await response.json()) as {
    trace: { topic: string; message: { body?: { type: string } } }[];
  };
  return trace.filter(
    ({ topic, message }) => topic.endsWith("/command") && message.body && writes.has(message.body.type),
  ).length;
}

async function isSet(lab: Lab, accessCodeId: string): Promise<boolean> {
  const { access_codes } = await lab.request("/access_codes/list", { access_code_ids: [accessCodeId] });
  return access_codes[0]?.status === "set";
}

/** How many events a stay has when nothing goes wrong. */
async function countEvents(vendor: string, kind: StayKind): Promise<number> {
  const lab = await open(vendor);
  const before = lab.eventCount;
  await stay(lab, `${vendor}-1`, kind);
  const count = lab.eventCount - before;
  await lab.close();
  return count;
}

describe.each(stays)("a crash of the service on %s, %s", (vendor, kind) => {
  test("before any event of a stay changes nothing of its end, and rewrites no confirmed code", {
    timeout: timeoutMs,
  }, async () => {
    const count = await countEvents(vendor, kind);
    expect(count).toBeGreaterThan(50);
    for (let crashAt = 0; crashAt < count; crashAt++) {
      const lab = await open(vendor);
      const begin = lab.eventCount;
      let crashed: { phase: number; writes: number } | undefined;
      let rewrites = 0;
      const end = await stay(lab, `${vendor}-1`, kind, async (phase, accessCodeId) => {
        if (crashed) {
          rewrites = (await countWrites(lab)) - crashed.writes;
          return crashed.phase === phase;
        }
        if (lab.eventCount - begin < crashAt) return true;
        const wasSet = await isSet(lab, accessCodeId);
        crashed = { phase, writes: await countWrites(lab) };
        lab.inject({ kind: "service.crash", target: "service", params: { downFor: "1s" } });
        return wasSet;
      });
      expect(end, `crash before event ${crashAt}`).toEqual(wholeStay(vendor, kind));
      expect(rewrites, `crash before event ${crashAt}`).toBe(0);
      await lab.close();
    }
  });
});

describe("a lab that is opened again on its data", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lockstep-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test.each(
    vendors.flatMap((vendor) => ["0s", "1s", "4s", "8s", "5m"].map((after) => [vendor, after] as const)),
  )("brings a %s code to its end that was interrupted %s after its creation", async (vendor, after) => {
    const data = join(folder, "lab.db");
    const first = await createLab({ seed: 11, fleet: [{ vendor }], data });
    const { deviceId } = first.lock(`${vendor}-1`);
    const { access_code } = await first.request("/access_codes/create", {
      device_id: deviceId,
      code: "0421",
    });
    const { access_code_id } = access_code;
    await first.advance(after);
    const closedAt = first.now;
    await first.close();

    const second = await createLab({ data });
    expect(second.lock(`${vendor}-1`).deviceId).toBe(deviceId);
    expect(Date.parse(second.now)).toBeGreaterThanOrEqual(Date.parse(closedAt));
    await second.advance("10m");
    const { access_code: found } = await second.request("/access_codes/get", { access_code_id });
    expect(found.status).toBe("set");
    expect(second.lock(`${vendor}-1`).opensWith("0421")).toBe(true);
    await second.request("/access_codes/delete", { access_code_id });
    await second.advance(after);
    await second.close();

    const third = await createLab({ data });
    await third.advance("10m");
    expect(third.lock(`${vendor}-1`).inspect().slots).toEqual([]);
    const { events } = await third.request("/events/list", { since: "2020-01-01T00:00:00Z", access_code_id });
    expect(events.map(({ event_type }: { event_type: string }) => event_type)).toEqual([
      "access_code.created",
      "access_code.set_on_device",
      "access_code.removed_from_device",
      "access_code.deleted",
    ]);
    await third.close();
  });

  test("removes what is overdue although nobody was there when it ended", async () => {
    const data = join(folder, "lab.db");
    const first = await createLab({ fleet: [{ vendor: "smartthings" }], data });
    const lock = first.lock("smartthings-1");
    await first.request("/access_codes/create", {
      device_id: lock.deviceId,
      code: "0421",
      ends_at: "2026-01-01T06:00:00Z",
    });
    await first.advance("10m");
    expect(lock.opensWith("0421")).toBe(true);
    await first.close();
    const second = await createLab({ data, start: "2026-01-03T00:00:00Z" });
    await second.advance("5m");
    expect(second.lock("smartthings-1").opensWith("0421")).toBe(false);
    await second.close();
  });
});
