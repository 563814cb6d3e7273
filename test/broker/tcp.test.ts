import { connect as connectSocket, type Socket } from "node:net";
// After the kernel, as everywhere.
import mqtt from "mqtt";
import { afterEach, expect, test } from "vitest";
import { type Broker, createBroker } from "../../src/broker/broker.ts";
import { packetBytesMax } from "../../src/broker/limits.ts";
import { TcpListener } from "../../src/broker/tcp-listener.ts";
import type { World } from "../../src/kernel/world.ts";
import { newBench, openLink } from "../wire/bench.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp();
});

async function listening(): Promise<{ world: World; broker: Broker; listener: TcpListener; url: string }> {
  const { world, broker } = await newBench();
  const listener = new TcpListener(world, broker);
  const url = await listener.listen({ port: 0 });
  cleanups.push(async () => {
    await listener.close();
    world.close();
  });
  return { world, broker, listener, url };
}

async function guestAt(url: string, options: mqtt.IClientOptions = {}): Promise<mqtt.MqttClient> {
  const guest = await mqtt.connectAsync(url, { clientId: "guest", reconnectPeriod: 0, ...options });
  cleanups.push(() => guest.endAsync(true));
  return guest;
}

/** Waits, in real time, until something holds. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise<void>((resolve) => setTimeout(resolve, 2));
}

test("a guest on TCP and a link in memory talk to each other at QoS 1, both ways", async () => {
  const { world, listener, url } = await listening();
  const lock = openLink(world, "lock");
  lock.link.onMessage((_topic, payload) => lock.link.publish("reply", `re ${payload}`));
  await world.enter("lock", () => lock.link.subscribe(["command"]));
  await world.runFor(1000);

  const guest = await guestAt(url);
  const replies: string[] = [];
  guest.on("message", (_topic, payload) => replies.push(payload.toString()));
  await guest.subscribeAsync("reply", { qos: 1 });
  expect(listener.guestCount).toBe(1);
  for (let index = 0; index < 20; index++) {
    await guest.publishAsync("command", String(index), { qos: 1 });
    // The guest is served in real time; the lock answers in the world's.
    await world.runFor(100);
  }
  await until(() => replies.length === 20);
  expect(replies).toEqual(Array.from({ length: 20 }, (_, index) => `re ${index}`));
});

test("round trips on TCP do not wait for delayed acknowledgements", async () => {
  const { url } = await listening();
  const guest = await guestAt(url);
  // The guest's own end is the guest's business.
  (guest.stream as Socket).setNoDelay(true);
  await guest.subscribeAsync("echo", { qos: 1 });
  const begunAt = performance.now();
  for (let index = 0; index < 50; index++) {
    // The broker answers with two packets, of which Nagle's algorithm would hold back the second for 40 ms.
    const echoed = new Promise<void>((resolve) => guest.once("message", () => resolve()));
    await Promise.all([guest.publishAsync("echo", "x", { qos: 1 }), echoed]);
  }
  expect(performance.now() - begunAt).toBeLessThan(50 * 40 * 0.5);
});

test("a packet as long as may be goes through, both ways", async () => {
  const { url } = await listening();
  const guest = await guestAt(url);
  // The topic with its length, and the packet's identifier.
  const payload = "x".repeat(packetBytesMax - "echo".length - 4);
  const received = new Promise<string>((resolve) => {
    guest.on("message", (_topic, bytes) => resolve(bytes.toString()));
  });
  await guest.subscribeAsync("echo", { qos: 1 });
  await guest.publishAsync("echo", payload, { qos: 1 });
  expect((await received) === payload).toBe(true);
});

test("a guest that vanishes leaves its will, and is no longer counted", async () => {
  const { world, broker, listener, url } = await listening();
  const service = openLink(world, "service");
  await world.enter("service", () => service.link.subscribe(["availability"]));
  await world.runFor(1000);
  const guest = await guestAt(url, {
    will: { topic: "availability", payload: Buffer.from("offline"), qos: 1, retain: true },
  });
  expect(broker.connectedClients).toBe(2);
  guest.stream.destroy();
  await until(() => listener.guestCount === 0 && broker.connectedClients === 1);
  await world.runFor(1000);
  expect(service.received).toEqual(["availability offline"]);
});

test("a crash of the broker disconnects the guests, and the next broker takes them again", async () => {
  const { world, listener, url } = await listening();
  const guest = await guestAt(url);
  const closed = new Promise<void>((resolve) => guest.once("close", () => resolve()));
  world.crash("broker");
  await closed;
  await until(() => listener.guestCount === 0);
  listener.serve(await createBroker(world));
  guest.reconnect();
  await until(() => guest.connected);
  expect(listener.guestCount).toBe(1);
});

test("a guest that comes while the broker is down is turned away, and finds the next one", async () => {
  const { world, listener, url } = await listening();
  world.crash("broker");
  const early = mqtt.connect(url, { clientId: "early", reconnectPeriod: 0 });
  early.on("error", () => {});
  await new Promise<void>((resolve) => early.once("close", () => resolve()));
  const next = await createBroker(world);
  listener.serve(next);
  const late = await guestAt(url, { clientId: "late" });
  await until(() => next.isConnected("late"));
  expect([early.connected, late.connected]).toEqual([false, true]);
  await early.endAsync(true);
});

test("a guest that falls silent is let go by the wall clock, whatever time it is in the world", async () => {
  const { world, listener, url } = await listening();
  const guest = await guestAt(url, { keepalive: 1 });
  await world.runFor(3_600_000);
  expect(guest.connected, "an hour of the world is no time for a guest").toBe(true);
  // Its pings do not get out any more.
  (guest.stream as Socket).pause();
  guest.stream.write = () => true;
  await until(() => listener.guestCount === 0);
});

test("what is no MQTT does no harm", async () => {
  const { world, listener, url } = await listening();
  const socket = connectSocket(Number(new URL(url).port), "127.0.0.1");
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.on("error", () => {});
  socket.write("GET / HTTP/1.1\r\n\r\n");
  await closed;
  await until(() => listener.guestCount === 0);
  await world.runFor(1000);
});

test("a port that is taken is an error, and closing leaves nothing open", async () => {
  const { world, broker, listener, url } = await listening();
  const second = new TcpListener(world, broker);
  await expect(second.listen({ port: Number(new URL(url).port) })).rejects.toMatchObject({
    code: "EADDRINUSE",
  });
  const guest = await guestAt(url);
  const gone = new Promise<void>((resolve) => guest.once("close", () => resolve()));
  await listener.close();
  await gone;
  await broker.close();
  world.close();
  await new Promise<void>((resolve) => setTimeout(resolve, 20));
  expect(process.getActiveResourcesInfo().filter((kind) => kind.startsWith("TCP"))).toEqual([]);
});
