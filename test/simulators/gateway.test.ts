import { afterEach, expect, test } from "vitest";
import { simulators } from "../../simulators/index.ts";
import { brokerNode, createBroker } from "../../src/broker/broker.ts";
import { World } from "../../src/kernel/world.ts";
import { noFaults } from "../../src/simulator/fault-point.ts";
import type { LockSimulator } from "../../src/simulator/lock-simulator.ts";
import { seal } from "../../src/wire/codec.ts";
import { Link } from "../../src/wire/link.ts";
import { Topics } from "../../src/wire/topics.ts";
import { simulatorSubjects } from "../conformance/simulator-subjects.ts";

/** The gateways over the real broker and the real link: what a bench without a network cannot show. */

const startAt = Date.parse("2026-01-05T08:00:00.000Z");
const minute = 60_000;
const topics = new Topics();
let world: World | undefined;

afterEach(() => world?.close());

/** A world with a broker, one gateway of one lock, and somebody in the service's place. */
async function startWorld(simulator: LockSimulator) {
  const started = new World({ seed: 11, startAt });
  world = started;
  await createBroker(started);
  const openLink = (
    node: string,
    options: Pick<ConstructorParameters<typeof Link>[0], "clientId" | "will">,
  ) =>
    new Link({
      ...options,
      connect: () => started.network.connect(node, brokerNode),
      clock: started.node(node).clock,
      random: started.random(node),
    });
  const heard: { topic: string; payload: string }[] = [];
  const service = await started.enter("service", () => {
    const link = openLink("service", { clientId: "service" });
    link.onMessage((topic, payload) => heard.push({ topic, payload }));
    link.subscribe(topics.forService());
    link.open();
    return link;
  });
  const gateway = await started.enter("hub", () =>
    simulator.createGateway({
      gateway: "gateway-1",
      locks: [{ deviceId: "lock-1", zone: "UTC", options: {} }],
      clock: started.node("hub").clock,
      random: started.random("simulator"),
      ids: started.ids,
      topics,
      openLink: (options) => openLink("hub", options),
      setUplink: (up) => {
        if (up) started.network.restore("hub", brokerNode);
        else started.network.cut("hub", brokerNode);
      },
      faults: noFaults,
      frailties: simulator.frailties,
      memory: { load: () => undefined, save: () => {} },
      latencyScale: 1,
    }),
  );
  await started.runFor(minute);
  const on = (topic: string) => heard.filter((message) => message.topic === topic);
  const address = { vendor: simulator.vendor, gateway: "gateway-1", device: "lock-1" };
  return {
    world: started,
    gateway,
    replies: () => on(topics.of(address, "reply")).length,
    availability: () => on(topics.availability(simulator.vendor, "gateway-1")).map(({ payload }) => payload),
    send: (body: Parameters<typeof seal>[2]["body"], expiresInMs: number) =>
      started.enter("service", () => {
        const at = (ms: number) => new Date(started.now + ms).toISOString();
        const sealed = seal(simulator.wire, "command", {
          id: started.ids.uuid(),
          seq: 0,
          sentAt: at(0),
          expiresAt: at(expiresInMs),
          body,
        });
        if (sealed.ok) service.publish(topics.of(address, "command"), sealed.payload);
      }),
  };
}

test.each(Object.entries(simulators))("%s answers over the broker", async (name, simulator) => {
  const read = simulatorSubjects[name]?.hands(() => startAt).read(1);
  const { world, send, replies, availability } = await startWorld(simulator);
  expect(availability()).toEqual(["online"]);
  if (read) await send(read, minute);
  await world.runFor(minute);
  expect(replies()).toBe(1);
});

test("a hub that loses its internet is called offline by its will, and drops what expired meanwhile", async () => {
  const simulator = simulators["smartthings"] as LockSimulator;
  const { world, gateway, send, replies, availability } = await startWorld(simulator);
  await world.enter("hub", () => gateway.setOnline(false));
  await world.runFor(minute);
  expect(availability()).toEqual(["online", "offline"]);
  await send({ type: "requestCode", codeSlot: 1 }, minute);
  await send({ type: "getCodes" }, 60 * minute);
  await world.runFor(10 * minute);
  await world.enter("hub", () => gateway.setOnline(true));
  await world.runFor(minute);
  expect(availability()).toEqual(["online", "offline", "online"]);
  // Only the command that had not expired is answered.
  expect(replies()).toBe(1);
});

test("a gateway that closes says goodbye itself", async () => {
  const { world, gateway, availability } = await startWorld(simulators["august"] as LockSimulator);
  await world.enter("hub", () => gateway.close());
  await world.runFor(minute);
  expect(availability()).toEqual(["online", "offline"]);
});
