import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLab, type Lab } from "../../src/index.ts";
import type { LockHandle } from "../../src/lab/lock-handle.ts";
import { SimulatedFleet } from "../../src/lab/simulated-fleet.ts";
import { pinCutter, vendorsOfChosenPins } from "../support/chosen-pins.ts";
import { until } from "../support/until.ts";
import { brokerKey, isMissing, Mosquitto } from "./mosquitto.ts";

/** One lock of each vendor. */
const fleet = vendorsOfChosenPins.map((vendor) => ({ vendor }));
const gateways = fleet.map(({ vendor }) => `${vendor}-hub-1`);

/** Real locks take their time, and this does not test how long. */
const latencyScale = 0.1;

/** Twenty times as fast as the wall clock, in all processes alike. */
const time = { pace: 20, since: new Date(Date.now() - 1000).toISOString() };

const timeout = 180_000;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface CodeRow {
  readonly access_code_id: string;
  readonly device_id: string;
  readonly status: string;
}

describe.skipIf(isMissing)("a service, Mosquitto, and simulators of their own", () => {
  let mosquitto: Mosquitto;
  let lab: Lab;
  let locks: SimulatedFleet;

  beforeEach(async () => {
    mosquitto = await Mosquitto.start(gateways);
    closers.push(() => mosquitto.remove());
    await connect(mosquitto.broker);
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
  }

  let cut: (deviceId: string, digits: string) => string;

  /** One code on every lock. */
  async function createAll(digits: string): Promise<void> {
    for (const { deviceId } of locks.locks) {
      await lab.request("/access_codes/create", { device_id: deviceId, code: cut(deviceId, digits) });
    }
  }

  const opens = (lock: LockHandle, digits: string) => lock.opensWith(cut(lock.deviceId, digits));
  const allOpen = (digits: string) => locks.locks.every((lock) => opens(lock, digits));
  const noneOpens = (digits: string) => locks.locks.every((lock) => !opens(lock, digits));
  const codes = async () => (await lab.request("/access_codes/list")).access_codes as CodeRow[];
  const allSet = async () => (await codes()).every(({ status }) => status === "set");
  const slots = () => locks.locks.map((lock) => lock.inspect().slots.length);

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
      await until(`code ${round} is everywhere`, () => allOpen(`${round}8219300`));
    await until("every code is set", allSet);
    expect(slots()).toEqual(locks.locks.map(() => 4));
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
    expect(slots()).toEqual(locks.locks.map(() => 2));
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
