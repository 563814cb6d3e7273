import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLab, type Lab } from "../../src/index.ts";
import type { LockHandle } from "../../src/lab/lock-handle.ts";
import { SimulatedFleet } from "../../src/lab/simulated-fleet.ts";
import { ownVendors } from "../../src/lab/vendors.ts";
import { pinCutter, vendorsOfChosenPins } from "../support/chosen-pins.ts";
import { until } from "../support/until.ts";
import { LossyProxy } from "./lossy-proxy.ts";
import { brokerKey, isMissing, Mosquitto } from "./mosquitto.ts";

/** One lock of each vendor. */
const fleet = Object.keys(ownVendors).map((vendor) => ({ vendor, zone: "UTC" }));
const gateways = fleet.map(({ vendor }) => `${vendor}-hub-1`);

/** Real locks take their time, and this does not test how long. */
const latencyScale = 0.1;

/** Twenty times as fast as the wall clock, in all processes alike. */
const time = { pace: 20, since: new Date(Date.now() - 1000).toISOString() };

const timeout = 240_000;

/**
 * A Kwikset lock tells nothing of a code that it never got: the service looks for it again and again, and sends it anew when that
 * has gone on for some 26 minutes, which at this pace are 80 real seconds. Which codes get lost is chance.
 */
const patienceMs = 180_000;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface CodeRow {
  readonly access_code_id: string;
  readonly device_id: string;
  readonly status: string;
  readonly code: string | null;
}

interface EventRow {
  readonly event_type: string;
}

describe.skipIf(isMissing)("a service, Mosquitto, and simulators of their own", () => {
  let mosquitto: Mosquitto;
  /** Through which everybody speaks to it. */
  let proxy: LossyProxy;
  let lab: Lab;
  let locks: SimulatedFleet;

  beforeEach(async () => {
    mosquitto = await Mosquitto.start(gateways);
    closers.push(() => mosquitto.remove());
    proxy = await LossyProxy.before(mosquitto.port);
    closers.push(() => proxy.close());
    await connect({ url: proxy.url });
  });

  async function connect(broker: { readonly url: string; readonly certificates?: string }): Promise<void> {
    lab = await createLab({ mode: "live", ...time, broker, brokerKey, fleet, simulators: "elsewhere" });
    closers.push(() => lab.close());
    locks = new SimulatedFleet({
      broker,
      brokerKey,
      fleet,
      ...time,
      latencyScale,
      onFailure: (error) => process.emitWarning(String(error)),
    });
    closers.push(() => locks.close());
    await locks.untilConnected();
    await until("every lock is heard of", async () => {
      const { devices } = await lab.request("/devices/list");
      return devices.every(({ properties }: { properties: { online: boolean } }) => properties.online);
    });
    cut = await pinCutter((path) => lab.request(path));
    keypads = locks.locks.filter(({ vendor }) => vendorsOfChosenPins.includes(vendor));
  }

  let cut: (deviceId: string, digits: string) => string;
  /** Those that take the PIN that they are told. */
  let keypads: readonly LockHandle[];

  /** One code on every keypad. */
  async function createAll(digits: string): Promise<void> {
    for (const { deviceId } of keypads) {
      await lab.request("/access_codes/create", { device_id: deviceId, code: cut(deviceId, digits) });
    }
  }

  const opens = (lock: LockHandle, digits: string) => lock.opensWith(cut(lock.deviceId, digits));
  const allOpen = (digits: string) => keypads.every((lock) => opens(lock, digits));
  const noneOpens = (digits: string) => keypads.every((lock) => !opens(lock, digits));
  const codes = async () => (await lab.request("/access_codes/list")).access_codes as CodeRow[];
  const allSet = async () => (await codes()).every(({ status }) => status === "set");
  const slots = () => keypads.map((lock) => lock.inspect().slots.length);

  test("a code comes to every vendor's keypad, is changed there, and goes", { timeout }, async () => {
    await createAll("48219300");
    await until("every door opens", () => allOpen("48219300"));
    await until("every code is set", allSet);
    for (const { access_code_id, device_id } of await codes()) {
      await lab.request("/access_codes/update", { access_code_id, code: cut(device_id, "73951200") });
    }
    await until("every door opens with the new code", () => allOpen("73951200") && noneOpens("48219300"));
    await until("every code is set again", allSet);
    for (const { access_code_id } of await codes())
      await lab.request("/access_codes/delete", { access_code_id });
    await until("every keypad is empty", () => slots().every((count) => count === 0));
    await until("every code is gone", async () => (await codes()).length === 0);
  });

  test("a PIN that the vendor makes is told: online, and for a door that never is", { timeout }, async () => {
    const [salto, oracode] = ["salto-ks-1", "dormakaba-oracode-1"].map((name) => {
      const lock = locks.locks.find((candidate) => candidate.name === name);
      return lock ?? expect.unreachable(`${name} is simulated`);
    }) as [LockHandle, LockHandle];
    const tomorrow = Math.ceil(Date.parse(lab.now) / dayMs) * dayMs;
    await lab.request("/access_codes/create", { device_id: salto.deviceId });
    await lab.request("/access_codes/create", {
      device_id: oracode.deviceId,
      is_offline_access_code: true,
      // The times of one of the door's user levels.
      starts_at: new Date(tomorrow + 16 * hourMs).toISOString(),
      ends_at: new Date(tomorrow + 2 * dayMs + 10 * hourMs).toISOString(),
    });
    const pinOf = async ({ deviceId }: LockHandle) =>
      (await codes()).find(({ device_id }) => device_id === deviceId)?.code ?? "";
    await until("Salto's PIN is told, and opens", async () => salto.opensWith(await pinOf(salto)));
    await until("Oracode's PIN is told", async () => /^\d{8}$/.test(await pinOf(oracode)));
    expect(oracode.opensWith(await pinOf(oracode)), "before its time").toBe(false);
  });

  test("what was not acknowledged when the connections broke comes once more, and is done once", {
    timeout,
  }, async () => {
    const events = async () => {
      const told: readonly EventRow[] = (await lab.request("/events/list", { since, limit: 1000 })).events;
      return told.map(({ event_type }) => event_type).filter((type) => type.startsWith("access_code."));
    };
    const since = lab.now;
    proxy.losesAcknowledgements = true;
    await createAll("48219300");
    await until("every code is set", allSet);
    const before = await events();
    proxy.cut();
    proxy.losesAcknowledgements = false;
    const { duplicates } = proxy;
    await until("every gateway has been told again", () => duplicates.toClients >= keypads.length);
    await until(
      "the service and the gateways say again what they said",
      () => duplicates.toBroker >= keypads.length,
    );
    await createAll("73951200");
    await until("what is said afterwards is done", () => allOpen("73951200") && allOpen("48219300"));
    await until("every code is set", allSet);
    expect(slots()).toEqual(keypads.map(() => 2));
    expect((await events()).filter((type) => type === "access_code.set_on_device")).toHaveLength(
      2 * keypads.length,
    );
    expect(before.filter((type) => type === "access_code.set_on_device")).toHaveLength(keypads.length);
  });

  test("it dies in the middle of a programming, again and again, and forgets all: nothing is lost or doubled", {
    timeout,
  }, async () => {
    for (const [round, keeps] of [true, false, true, false].entries()) {
      await createAll(`${round}8219300`);
      await mosquitto.stop(keeps ? "SIGTERM" : "SIGKILL");
      if (!keeps) await mosquitto.forget();
      await mosquitto.start();
    }
    for (let round = 0; round < 4; round++)
      await until(`code ${round} is everywhere`, () => allOpen(`${round}8219300`), patienceMs);
    await until("every code is set", allSet);
    expect(slots()).toEqual(keypads.map(() => 4));
  });

  test("hubs that do not read for a while get what they have missed, once", { timeout }, async () => {
    await createAll("48219300");
    await until("every code is set", allSet);
    const away = locks.locks.map(({ gateway }) => gateway);
    for (const gateway of away) await locks.stall(gateway, true);
    await createAll("73951200");
    await lab.request("/access_codes/list");
    expect(noneOpens("73951200")).toBe(true);
    for (const gateway of away) await locks.stall(gateway, false);
    await until("every door opens", () => allOpen("73951200"));
    await until("every code is set", allSet);
    expect(slots()).toEqual(keypads.map(() => 2));
  });
});

describe.skipIf(isMissing)("over TLS", () => {
  test("a lab trusts the certificates that it is told of, and no others", { timeout }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "lockstep-tls-"));
    closers.push(async () => rmSync(folder, { recursive: true }));
    const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
    const { status } = spawnSync("openssl", [
      ...[
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "1",
      ],
      ...[
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost",
        "-keyout",
        key,
        "-out",
        certificate,
      ],
    ]);
    expect(status, "openssl makes a certificate").toBe(0);
    const mosquitto = await Mosquitto.start(["smartthings-hub-1"], `certfile ${certificate}\nkeyfile ${key}`);
    closers.push(() => mosquitto.remove());
    const url = mosquitto.url.replace("mqtt://127.0.0.1", "mqtts://localhost");
    const simulate = (certificates?: string) => {
      const locks = new SimulatedFleet({
        broker: { url, ...(certificates !== undefined && { certificates }) },
        brokerKey,
        fleet: [{ vendor: "smartthings" }],
        onFailure: (error) => process.emitWarning(String(error)),
      });
      closers.push(() => locks.close());
      return locks;
    };
    const distrustful = simulate();
    const trusting = simulate(readFileSync(certificate, "utf8"));
    await trusting.untilConnected();
    expect([trusting.connectedCount, distrustful.connectedCount]).toEqual([1, 0]);
  });
});
