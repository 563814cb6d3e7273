import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLab, type Lab } from "../../src/index.ts";
import { ownVendors } from "../../src/lab/vendors.ts";
import { pinsFor, type StayKind, stay } from "../support/guest-stay.ts";

const isFull = process.env["LOCKSTEP_RUNS"] !== undefined;

/** So many of the events of a stay see a crash. `npm run full` takes all of them. */
const crashesPerStay = isFull ? Number.POSITIVE_INFINITY : 5;

const timeoutMs = 600_000;

const online = Object.entries(ownVendors)
  .filter(([, { driver }]) => driver.profile.onlineCodes?.value !== false)
  .map(([vendor]) => vendor);

const stays = Object.entries(ownVendors).flatMap(([vendor, { driver }]) => {
  const kinds: StayKind[] = online.includes(vendor) ? ["ongoing", "timeBound"] : [];
  if (driver.offline) kinds.push("offline");
  return kinds.map((kind) => [vendor, kind] as const);
});

/** What a guest's code goes through when nothing goes wrong, without `access_code.`. */
const events = {
  ongoing: ["created", "set_on_device", "changed", "set_on_device", "removed_from_device", "deleted"],
  offline: ["created", "set_on_device", "removed_from_device", "deleted"],
};

/** The end of a stay that nothing disturbs. What a lock is to let in by its own schedule, it has ahead of its time. */
function wholeStay(vendor: string, kind: StayKind) {
  const isScheduled = ownVendors[vendor]?.driver.profile.nativeScheduling.value === true;
  const [first, ...others] = kind === "offline" ? events.offline : events.ongoing;
  const scheduled = kind === "timeBound" && isScheduled ? ["scheduled_on_device"] : [];
  const types = [first, ...scheduled, ...others];
  return { opensWith: [], slots: 0, events: types.map((type) => `access_code.${type}`) };
}

const open = (vendor: string): Promise<Lab> => createLab({ seed: 11, fleet: [{ vendor, zone: "UTC" }] });

/** How often a code was written to the lock so far: commands that neither read nor clear. */
async function countWrites(lab: Lab, vendor: string): Promise<number> {
  const { driver } = ownVendors[vendor] ?? {};
  const slot = { entry: "1", pin: "0421", name: "Ada", window: undefined };
  const device = { zone: "UTC", now: Date.parse(lab.now) };
  // A door that is never online is asked for codes and for nothing else.
  const operations = online.includes(vendor)
    ? ([
        { type: "readTable" },
        { type: "readEntry", entry: "1" },
        { type: "slot", step: "clear", slot },
      ] as const)
    : [];
  const others = new Set(operations.map((operation) => kindOf(driver?.encode(operation, device) ?? {})));
  const response = await lab.fetch(
    new Request("http://lab/_lockstep/trace", { headers: { authorization: `Bearer ${lab.apiKey}` } }),
  );
  const { trace } = (await response.json()) as { trace: { topic: string; message: { body?: Command } }[] };
  return trace.filter(
    ({ topic, message }) => topic.endsWith("/command") && message.body && !others.has(kindOf(message.body)),
  ).length;
}

interface Command {
  readonly type?: string;
  /** igloohome's. */
  readonly job?: { readonly jobType?: number };
}

const kindOf = ({ type, job }: Command): string => `${type} ${job?.jobType ?? ""}`;

async function isSet(lab: Lab, accessCodeId: string): Promise<boolean> {
  const { access_codes } = await lab.request("/access_codes/list", { access_code_ids: [accessCodeId] });
  return access_codes[0]?.status === "set";
}

/** How many events a stay has when nothing goes wrong. */
async function countEvents(vendor: string, kind: StayKind): Promise<number> {
  const lab = await open(vendor);
  const before = lab.eventCount;
  const end = await stay(lab, `${vendor}-1`, kind);
  const count = lab.eventCount - before;
  await lab.close();
  expect(end, "nothing has gone wrong").toEqual(wholeStay(vendor, kind));
  return count;
}

describe.each(stays)("a crash of the service on %s, %s", (vendor, kind) => {
  test("before any event of a stay changes nothing of its end, and rewrites no confirmed code", {
    timeout: timeoutMs,
  }, async () => {
    const count = await countEvents(vendor, kind);
    expect(count).toBeGreaterThan(15);
    const stride = Math.max(1, Math.floor(count / crashesPerStay));
    // Each stay begins with another one of the first events.
    const first = stays.findIndex(([name, other]) => name === vendor && other === kind) % stride;
    for (let crashAt = first; crashAt < count; crashAt += stride) {
      const lab = await open(vendor);
      const begin = lab.eventCount;
      let crashed: { phase: number; writes: number } | undefined;
      let rewrites = 0;
      const end = await stay(lab, `${vendor}-1`, kind, async (phase, accessCodeId) => {
        if (crashed) {
          rewrites = (await countWrites(lab, vendor)) - crashed.writes;
          return crashed.phase === phase;
        }
        if (lab.eventCount - begin < crashAt) return true;
        const wasSet = await isSet(lab, accessCodeId);
        crashed = { phase, writes: await countWrites(lab, vendor) };
        lab.inject({ kind: "service.crash", target: "service", params: { downFor: "1s" } });
        return wasSet;
      });
      expect(end, `crash before event ${crashAt}`).toEqual(wholeStay(vendor, kind));
      expect(rewrites, `crash before event ${crashAt}`).toBe(0);
      await lab.close();
    }
  });
});

/**
 * When the lab is closed, after the creation and after the deletion. Outside of `npm run full` each vendor has the first, before anything has
 * left, and one of the others.
 */
const interruptions = online.flatMap((vendor, index) => {
  const instants = ["0s", "1s", "4s", "8s", "5m"];
  const drawn = isFull ? instants : new Set(["0s", instants[index % instants.length] ?? "0s"]);
  return [...drawn].map((after) => [vendor, after] as const);
});

describe("a lab that is opened again on its data", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lockstep-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test.each(interruptions)(
    "brings a %s code to its end that was interrupted %s after its creation",
    async (vendor, after) => {
      const data = join(folder, "lab.db");
      const first = await createLab({ seed: 11, fleet: [{ vendor }], data });
      const { deviceId } = first.lock(`${vendor}-1`);
      const { access_code } = await first.request("/access_codes/create", {
        device_id: deviceId,
        code: pinsFor(vendor)?.first,
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
      expect(second.lock(`${vendor}-1`).opensWith(found.code)).toBe(true);
      await second.request("/access_codes/delete", { access_code_id });
      await second.advance(after);
      await second.close();

      const third = await createLab({ data });
      await third.advance("10m");
      expect(third.lock(`${vendor}-1`).inspect().slots).toEqual([]);
      const told = await third.request("/events/list", { since: "2020-01-01T00:00:00Z", access_code_id });
      // A Hubitat hub that goes down with the lab loses what it has not sent yet, and the code says so until it is sent again.
      const isLost = (type: string) => vendor === "hubitat" && type === "access_code.failed_to_set_on_device";
      const types = told.events.map(({ event_type }: { event_type: string }) => event_type);
      expect(types.filter((type: string) => !isLost(type))).toEqual([
        "access_code.created",
        "access_code.set_on_device",
        "access_code.removed_from_device",
        "access_code.deleted",
      ]);
      await third.close();
    },
  );

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
