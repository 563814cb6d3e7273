import { once } from "node:events";
import { connect as connectSocket, type Socket } from "node:net";
// After the kernel, as everywhere.
import mqtt from "mqtt";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { BrokerMemory } from "../../src/broker/broker-memory.ts";
import { limitsOf, packetBytesMax, queuedMax } from "../../src/broker/limits.ts";
import { createLab, type Lab } from "../../src/index.ts";
import { until } from "../support/until.ts";

/** Guests of a lab with two locks, each behind a hub of its own. */
const mine = "smartthings-hub-1";
const theirs = "smartthings-hub-2";

let lab: Lab;
let url: string;
const clients: mqtt.MqttClient[] = [];

beforeEach(async () => {
  lab = await createLab({
    mode: "paced",
    pace: 20,
    brokerKey: "a key that only this test knows",
    fleet: [{ vendor: "smartthings", count: 2, locksPerHub: 1 }],
  });
  url = await lab.listenMqtt();
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.endAsync(true);
  await lab.close();
});

async function connect(username: string, options: mqtt.IClientOptions = {}): Promise<mqtt.MqttClient> {
  const client = await mqtt.connectAsync(
    url,
    { reconnectPeriod: 0, clientId: username, ...lab.brokerCredentials(username), ...options },
    false,
  );
  clients.push(client);
  return client;
}

/** Resolves when the broker has ended the connection, however hard. */
const closing = (client: mqtt.MqttClient | Socket) =>
  new Promise<void>((resolve) => (client as Socket).on("error", () => {}).once("close", () => resolve()));
const refusals = () => lab.traceLines().filter((line) => line.includes("|broker.refused|"));
const stateOf = (device: string | number) => `lockstep/smartthings/${mine}/${device}/state`;
const ownCommands = `lockstep/smartthings/${mine}/+/command`;

describe("a packet that is too long", () => {
  test("ends the connection, says so in the log, and comes to nobody", async () => {
    const onlooker = await connect("onlooker");
    const heard: number[] = [];
    onlooker.on("message", (_topic, { length }) => heard.push(length));
    await onlooker.subscribeAsync("lockstep/#", { qos: 1 });
    const gateway = await connect(mine);
    const closed = closing(gateway);
    gateway.publish(stateOf("lock"), "x".repeat(packetBytesMax), { qos: 1, retain: true });
    await closed;
    expect(refusals()).toEqual([
      expect.stringMatching(
        new RegExp(`connection of ${mine}: it began a packet of more than ${packetBytesMax} bytes`),
      ),
    ]);
    // The next one is served as ever.
    const next = await connect(mine);
    await next.publishAsync(stateOf("lock"), "short", { qos: 1 });
    await until("the next message is heard", () => heard.includes("short".length));
    expect(Math.max(...heard)).toBeLessThan(packetBytesMax);
  });

  test("is not collected, also of one who has not said who it is", async () => {
    const socket: Socket = connectSocket(Number(new URL(url).port), "127.0.0.1");
    const closed = closing(socket);
    await once(socket, "connect");
    // A PUBLISH of 268435455 bytes, the longest that there is, and as much of it as is taken.
    socket.write(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]));
    const piece = Buffer.alloc(65_536);
    const pour = () => {
      while (!socket.destroyed && socket.write(piece));
    };
    socket.on("drain", pour);
    pour();
    await closed;
    // What the system's buffers hold, which nobody has read.
    expect(socket.bytesWritten).toBeLessThan(20 * packetBytesMax);
    expect(refusals()).toEqual([expect.stringContaining("connection of somebody unknown")]);
  });
});

describe("one gateway", () => {
  const { retainedMax, retainedBytesMax, filtersMax } = limitsOf(1);

  test("has so many messages retained, and no more", async () => {
    const gateway = await connect(mine);
    // Its own availability and account, and its lock's state, are retained already.
    for (let index = 0; index < retainedMax - 3; index++) {
      await gateway.publishAsync(stateOf(index), "x", { qos: 1, retain: true });
    }
    await gateway.publishAsync(stateOf(0), "again", { qos: 1, retain: true });
    await gateway.publishAsync(stateOf(1), "", { qos: 1, retain: true });
    await gateway.publishAsync(stateOf("in its place"), "x", { qos: 1, retain: true });
    const closed = closing(gateway);
    gateway.publish(stateOf("one more"), "x", { qos: 1, retain: true });
    await closed;
    expect(refusals()).toEqual([expect.stringContaining("as much retained as one gateway may")]);
    const neighbour = await connect(theirs);
    await neighbour.publishAsync(`lockstep/smartthings/${theirs}/lock/state`, "x", { qos: 1, retain: true });
  });

  test("has so many bytes retained, and no more", async () => {
    const gateway = await connect(mine);
    const payload = "x".repeat(packetBytesMax / 2);
    const closed = closing(gateway);
    let sent = 0;
    gateway.on("packetsend", ({ cmd }) => {
      if (cmd === "publish") sent += payload.length;
    });
    for (let index = 0; index * payload.length <= retainedBytesMax; index++) {
      gateway.publish(stateOf(index), payload, { qos: 1, retain: true });
    }
    await closed;
    expect(sent).toBeGreaterThan(retainedBytesMax - payload.length);
    expect(refusals()).toHaveLength(1);
  });

  test.each([true, false])(
    "listens to so many filters, and is denied more (clean session: %s)",
    async (clean) => {
      const gateway = await connect(mine, { clean });
      const filters = Array.from(
        { length: filtersMax + 5 },
        // The first is the simulator's too, whose session this is.
        (_, index) => (index === 0 ? ownCommands : `lockstep/smartthings/${mine}/${index}/command`),
      );
      const granted = await new Promise<number[]>((resolve) => {
        gateway.on("packetreceive", (packet) => {
          if (packet.cmd === "suback") resolve(packet.granted as number[]);
        });
        gateway.subscribe(filters, { qos: 1 }, () => {});
      });
      expect(granted.filter((qos) => qos === 1)).toHaveLength(filtersMax);
      expect(granted.filter((qos) => qos === 128)).toHaveLength(5);
      await gateway.unsubscribeAsync(filters.slice(0, 5));
      await gateway.subscribeAsync(filters.slice(-5), { qos: 1 });
    },
  );

  test("does not come to hear its neighbour's commands by a session that remembers what was denied", async () => {
    const neighbours = `lockstep/smartthings/${theirs}/+/command`;
    const gateway = await connect(mine, { clean: false });
    await gateway.subscribeAsync([ownCommands, neighbours], { qos: 1 }).catch(() => {});
    const [first, second] = [lab.lock("smartthings-1"), lab.lock("smartthings-2")];
    const isOnline = async () => {
      const { device } = await lab.request("/devices/get", { device_id: first.deviceId });
      return device.properties.online;
    };
    await until("the simulator is gone", async () => !(await isOnline()));
    await gateway.publishAsync(`lockstep/smartthings/${mine}/availability`, "online", { qos: 1 });
    await until("the gateway is heard of", isOnline);
    await gateway.endAsync(true);
    for (const { deviceId } of [second, first]) {
      await lab.request("/access_codes/create", { device_id: deviceId, code: "4821" });
    }
    await until("the neighbour has its code", () => second.opensWith("4821"));
    // With its credentials anybody may be it: what waits for it comes at once.
    const back = mqtt.connect(url, {
      reconnectPeriod: 0,
      clean: false,
      clientId: mine,
      ...lab.brokerCredentials(mine),
    });
    clients.push(back);
    const heard: string[] = [];
    back.on("message", (topic) => heard.push(topic));
    await until("its own command is heard", () => heard.some((topic) => topic.includes(mine)));
    expect(heard.filter((topic) => topic.includes(theirs))).toEqual([]);
  });
});

test("an onlooker that goes leaves nothing behind that grows, whatever session it asked for", async () => {
  const options = { clean: false, clientId: "a name among many" };
  const onlooker = await connect("onlooker", options);
  await onlooker.subscribeAsync("lockstep/#", { qos: 1 });
  await onlooker.endAsync();
  let sessionPresent: boolean | undefined;
  const back = mqtt.connect(url, { reconnectPeriod: 0, ...lab.brokerCredentials("onlooker"), ...options });
  clients.push(back);
  back.on("connect", (connack) => {
    sessionPresent = connack.sessionPresent;
  });
  await until("it is back", () => sessionPresent !== undefined);
  expect(sessionPresent).toBe(false);
});

test("so many messages wait for one client, and one more for each that it acknowledges", async () => {
  const { persistence } = new BrokerMemory();
  const [session, other] = [{ id: "away" }, { id: "other" }];
  const packetOf = (index: number) => ({
    ...{ topic: String(index), payload: Buffer.from("x") },
    ...{ messageId: index, brokerId: "broker", brokerCounter: index },
  });
  const send = async (index: number) => {
    await persistence.outgoingEnqueueCombi([{ clientId: session.id }], packetOf(index));
  };
  const waiting = async ({ id }: { readonly id: string }) => {
    const topics: string[] = [];
    for await (const { topic } of persistence.outgoingStream({ id })) topics.push(topic);
    return topics;
  };
  for (let index = 0; index < queuedMax + 10; index++) await send(index);
  expect(await waiting(session)).toEqual(Array.from({ length: queuedMax }, (_, index) => String(index)));
  await persistence.outgoingUpdate(session, packetOf(0));
  await persistence.outgoingClearMessageId(session, packetOf(0));
  for (let index = queuedMax + 10; index < queuedMax + 20; index++) await send(index);
  expect((await waiting(session)).slice(-2)).toEqual([String(queuedMax - 1), String(queuedMax + 10)]);
  await persistence.outgoingEnqueueCombi([{ clientId: other.id }], packetOf(0));
  expect(await waiting(other)).toEqual(["0"]);
});
