import { once } from "node:events";
import mqtt from "mqtt";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createLab, type Lab } from "../../src/index.ts";
import { until } from "../support/until.ts";

/** These tests live on the wall clock, as guests do. Each waits for something to happen, never for time to pass. */
describe("a lab on the wall clock", () => {
  let lab: Lab;
  const clients: mqtt.MqttClient[] = [];

  beforeEach(async () => {
    lab = await createLab({ mode: "paced", pace: 60, fleet: [{ vendor: "smartthings" }] });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.endAsync(true);
    await lab.close();
  });

  const guest = async (clientId: string) => {
    const client = mqtt.connect(await lab.listenMqtt(), {
      clientId,
      ...lab.brokerCredentials(clientId),
      reconnectPeriod: 0,
    });
    clients.push(client);
    await once(client as unknown as EventTarget, "connect");
    return client;
  };

  const time = async (path: string, body: object) => {
    const response = await lab.fetch(
      new Request(`http://lab/_lockstep/time${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${lab.apiKey}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    );
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  test("moves by itself, stands still when paused, and jumps when told", async () => {
    await time("/pace", { pace: 0 });
    const paused = lab.now;
    const { body } = await time("/advance", { by: "3d" });
    const jumped = Date.parse(String(body["now"])) - Date.parse(paused);
    expect(jumped).toBe(3 * 24 * 3_600_000);
    expect(lab.now).toBe(body["now"]);
    const { body: running } = await time("/pace", { pace: 3600 });
    expect(running).toMatchObject({ mode: "paced", pace: 3600 });
  });

  test("brings a code to the keypad while nobody advances it", async () => {
    const lock = lab.lock("smartthings-1");
    await time("/pace", { pace: 3600 });
    const { access_code } = await lab.request("/access_codes/create", {
      device_id: lock.deviceId,
      code: "0421",
    });
    for (let status = access_code.status; status !== "set"; ) {
      const found = await lab.request("/access_codes/get", { access_code_id: access_code.access_code_id });
      status = found.access_code.status;
    }
    expect(lock.opensWith("0421")).toBe(true);
  });

  test("lets an onlooker see what is on the wire, and time be moved beside it", async () => {
    const onlooker = await guest("onlooker");
    await onlooker.subscribeAsync("lockstep/#", { qos: 1 });
    await expect(time("/advance", { by: "1h" })).resolves.toMatchObject({ status: 200 });
  });

  test("refuses to move time while a guest answers for a lock, in words", async () => {
    const adapter = await guest("smartthings-hub-1");
    const onlooker = await guest("onlooker");
    const topic = `lockstep/smartthings/smartthings-hub-1/${lab.lock("smartthings-1").deviceId}/event`;
    await onlooker.subscribeAsync(topic, { qos: 1 });
    // The broker acknowledges before it forwards: heard is what has been spoken.
    const heard = once(onlooker as unknown as EventTarget, "message");
    await adapter.publishAsync(topic, "{}", { qos: 1 });
    await heard;
    const refused = await time("/advance", { by: "1h" });
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({
      error: { type: "time_cannot_advance", message: expect.stringMatching(/smartthings-hub-1/) },
    });
    await adapter.endAsync();
    // A refusal takes no turn of the event loop: asked for again and again without a pause, the guest's goodbye is never read.
    await until("time may be moved again", async () => (await time("/advance", { by: "1s" })).status === 200);
  });
});

describe("a guest with a gateway's credentials", () => {
  test("takes the simulator's place: that goes, and does not come back", async () => {
    const lab = await createLab({ mode: "paced", pace: 60, fleet: [{ vendor: "smartthings" }] });
    const url = await lab.listenMqtt();
    const { deviceId, gateway } = lab.lock("smartthings-1");
    const adapter = await mqtt.connectAsync(url, {
      clientId: gateway,
      ...lab.brokerCredentials(gateway),
      reconnectPeriod: 0,
    });
    const closed = vi.fn();
    adapter.on("close", closed);
    // Two minutes of the lab, in which a simulator that came back would have thrown the guest out.
    const begun = Date.parse(lab.now);
    while (Date.parse(lab.now) < begun + 120_000) {
      const { devices } = await lab.request("/devices/list");
      const [device] = devices;
      if (device.properties.online)
        await adapter.publishAsync(availabilityOf(gateway), "offline", { qos: 1 });
    }
    expect(closed).not.toHaveBeenCalled();
    await expect(
      lab.request("/_lockstep/locks/would_open", { device_id: deviceId, code: "0421" }),
    ).rejects.toThrow(/not simulated here: a guest answers for it/);
    await adapter.endAsync(true);
    await lab.close();
  });
});

const availabilityOf = (gateway: string): string => `lockstep/smartthings/${gateway}/availability`;

test("a virtual lab takes no guests: they live on the wall clock", async () => {
  const lab = await createLab({ fleet: [{ vendor: "august" }] });
  await expect(lab.listenMqtt()).rejects.toThrow(/paced/);
  await lab.close();
});
