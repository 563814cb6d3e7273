import { once } from "node:events";
// After the kernel, as everywhere.
import mqtt from "mqtt";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLab, type Lab } from "../../src/index.ts";

/** Guests of a lab with two locks, each behind a hub of its own. They live on the wall clock and wait for answers alone. */
let lab: Lab;
let url: string;
const clients: mqtt.MqttClient[] = [];

beforeEach(async () => {
  lab = await createLab({
    mode: "paced",
    brokerKey: "a key that only this test knows",
    fleet: [{ vendor: "smartthings", count: 2, locksPerHub: 1 }],
  });
  url = await lab.listenMqtt();
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.endAsync(true);
  await lab.close();
});

const mine = "smartthings-hub-1";
const theirs = "smartthings-hub-2";

const topicOf = (lockName: string, channel: string): string => {
  const { gateway, deviceId } = lab.lock(lockName);
  return `lockstep/smartthings/${gateway}/${deviceId}/${channel}`;
};

async function connect(options: mqtt.IClientOptions): Promise<mqtt.MqttClient> {
  const client = await mqtt.connectAsync(url, { reconnectPeriod: 0, ...options }, false);
  clients.push(client);
  return client;
}

const asGateway = (name: string): Promise<mqtt.MqttClient> =>
  connect({ clientId: name, ...lab.brokerCredentials(name) });

/** Resolves when the broker has ended the connection. */
async function isThrownOut(client: mqtt.MqttClient, publish: () => void): Promise<boolean> {
  client.on("error", () => {});
  const closed = once(client as unknown as EventTarget, "close");
  publish();
  await closed;
  return !client.connected;
}

async function deniedFilters(client: mqtt.MqttClient, filters: readonly string[]): Promise<string[]> {
  const denied: string[] = [];
  for (const filter of filters) {
    const refused = await client.subscribeAsync(filter, { qos: 1 }).then(
      (granted) => granted.some(({ qos }) => qos > 2),
      () => true,
    );
    if (refused) denied.push(filter);
  }
  return denied;
}

describe("the broker lets in", () => {
  test("nobody without the right password", async () => {
    const { username, password } = lab.brokerCredentials(mine);
    const wrong: mqtt.IClientOptions[] = [
      { clientId: mine },
      { clientId: mine, username },
      { clientId: mine, username, password: `${password}x` },
      { clientId: mine, username, password: lab.brokerCredentials(theirs).password },
      { clientId: "front-door-adapter", username: "front-door-adapter", password },
    ];
    for (const options of wrong) await expect(connect(options)).rejects.toMatchObject({ code: 4 });
  });

  test("nobody under another's client id: that would throw the other out", async () => {
    const credentials = lab.brokerCredentials(mine);
    for (const clientId of [theirs, "service", "onlooker", "something-else"]) {
      await expect(connect({ clientId, ...credentials }), clientId).rejects.toMatchObject({ code: 2 });
    }
    const onlooker = lab.brokerCredentials("onlooker");
    for (const clientId of [mine, "service"]) {
      await expect(connect({ clientId, ...onlooker }), clientId).rejects.toMatchObject({ code: 2 });
    }
    // Nobody was thrown out: the locks are still commanded and still answer.
    const { devices } = await lab.request("/devices/list");
    expect(devices.map((device: { properties: { online: boolean } }) => device.properties.online)).toEqual([
      true,
      true,
    ]);
  });

  test("nobody with the development key where a lab has one of its own", async () => {
    const other = await createLab({
      mode: "paced",
      fleet: [{ vendor: "smartthings", count: 2, locksPerHub: 1 }],
    });
    const known = other.brokerCredentials(mine);
    await other.close();
    await expect(connect({ clientId: mine, ...known })).rejects.toMatchObject({ code: 4 });
  });
});

describe("a gateway", () => {
  test("hears the commands to its own locks", async () => {
    const gateway = await asGateway(mine);
    expect(await deniedFilters(gateway, [`lockstep/smartthings/${mine}/+/command`])).toEqual([]);
  });

  test("cannot listen to its neighbour's, to all, or to what others say", async () => {
    const gateway = await asGateway(mine);
    const filters = [
      `lockstep/smartthings/${theirs}/+/command`,
      topicOf("smartthings-2", "command"),
      topicOf("smartthings-2", "state"),
      "lockstep/smartthings/+/+/command",
      "lockstep/#",
      "#",
      "+/smartthings/smartthings-hub-1/+/command",
      "$SYS/#",
    ];
    expect(await deniedFilters(gateway, filters)).toEqual(filters);
  });

  test("can speak for its own locks", async () => {
    const gateway = await asGateway(mine);
    for (const channel of ["reply", "event", "state"]) {
      await gateway.publishAsync(topicOf("smartthings-1", channel), "{}", { qos: 1 });
    }
    expect(gateway.connected).toBe(true);
  });

  test("is thrown out when it speaks for its neighbour, or gives commands, and nobody hears it", async () => {
    const onlooker = await connect(lab.brokerCredentials("onlooker"));
    const heard: string[] = [];
    onlooker.on("message", (_topic, payload) => heard.push(payload.toString()));
    await onlooker.subscribeAsync("lockstep/#", { qos: 1 });
    const forbidden = [
      topicOf("smartthings-2", "state"),
      topicOf("smartthings-2", "reply"),
      topicOf("smartthings-2", "command"),
      topicOf("smartthings-1", "command"),
      `lockstep/smartthings/${theirs}/availability`,
      `lockstep/august/${mine}/availability`,
      "elsewhere",
    ];
    for (const topic of forbidden) {
      const gateway = await asGateway(mine);
      const publish = () => gateway.publish(topic, "intruder", { qos: 1, retain: true });
      expect(await isThrownOut(gateway, publish), topic).toBe(true);
    }
    const honest = await asGateway(mine);
    await honest.publishAsync(topicOf("smartthings-1", "event"), "honest", { qos: 1 });
    while (!heard.includes("honest")) await once(onlooker as unknown as EventTarget, "message");
    expect(heard).not.toContain("intruder");
  });

  test("leaves no will under its neighbour's name", async () => {
    const onlooker = await connect(lab.brokerCredentials("onlooker"));
    const heard: string[] = [];
    onlooker.on("message", (_topic, payload) => heard.push(payload.toString()));
    await onlooker.subscribeAsync("lockstep/#", { qos: 1 });
    const gateway = await connect({
      clientId: mine,
      ...lab.brokerCredentials(mine),
      will: {
        topic: `lockstep/smartthings/${theirs}/availability`,
        payload: Buffer.from("intruder"),
        qos: 1,
      },
    });
    await gateway.endAsync(true);
    const honest = await asGateway(mine);
    await honest.publishAsync(topicOf("smartthings-1", "event"), "honest", { qos: 1 });
    while (!heard.includes("honest")) await once(onlooker as unknown as EventTarget, "message");
    expect(heard).not.toContain("intruder");
  });
});

test("an onlooker says nothing", async () => {
  const onlooker = await connect(lab.brokerCredentials("onlooker"));
  const publish = () => onlooker.publish(topicOf("smartthings-1", "command"), "{}", { qos: 1 });
  expect(await isThrownOut(onlooker, publish)).toBe(true);
});

test("a lab tells nobody what does not exist, and does not listen to others with a key that all know", async () => {
  expect(() => lab.brokerCredentials("august-hub-9")).toThrow(/"username" must be "onlooker" or/);
  const open = await createLab({ mode: "paced", fleet: [{ vendor: "smartthings" }] });
  await expect(open.listenMqtt({ host: "0.0.0.0" })).rejects.toThrow(/development key/);
  await open.close();
});
