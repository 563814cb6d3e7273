import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createBroker } from "../../src/broker/broker.ts";
import { type BrokerFaults, noBrokerFaults } from "../../src/broker/broker-faults.ts";
import { seededRandom } from "../../src/kernel/random.ts";
import { backOffMaxMs, backOffMs, refusedBackOffMaxMs } from "../../src/wire/link.ts";
import { newBench, openLink, startAt } from "./bench.ts";

const minute = 60_000;

describe("messages", () => {
  test("arrive once, in order, under every latency, and the same seed gives the same digest", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(60), fc.integer({ min: 1, max: 30 }), async (seed, meanMs, count) => {
        const run = async () => {
          const { world } = await newBench(seed, { minMs: 0, meanMs, sliceChance: 0.2 });
          const service = openLink(world, "service");
          const lock = openLink(world, "lock");
          lock.link.onMessage((_topic, payload) => lock.link.publish("reply", `re ${payload}`));
          await world.enter("service", () => service.link.subscribe(["reply"]));
          await world.enter("lock", () => lock.link.subscribe(["command"]));
          await world.runFor(minute);
          await world.enter("service", () => {
            for (let index = 0; index < count; index++) service.link.publish("command", String(index));
          });
          await world.runFor(minute);
          return { received: service.received, digest: world.digest };
        };
        const { received, digest } = await run();
        expect(received).toEqual(Array.from({ length: count }, (_, index) => `reply re ${index}`));
        expect((await run()).digest).toBe(digest);
      }),
      { numRuns: 12 },
    );
  });

  test("published while the link is down wait, and are sent in order when it is up again", async () => {
    const { world } = await newBench();
    const service = openLink(world, "service");
    const lock = openLink(world, "lock");
    await world.enter("lock", () => lock.link.subscribe(["command"]));
    await world.runFor(minute);
    world.network.cut("service", "broker");
    await world.runFor(1000);
    expect(service.link.connected).toBe(false);
    await world.enter("service", () => {
      for (const name of ["a", "b", "c"]) service.link.publish("command", name);
    });
    await world.runFor(10 * minute);
    expect(lock.received).toEqual([]);
    world.network.restore("service", "broker");
    await world.runFor(minute);
    expect(lock.received).toEqual(["command a", "command b", "command c"]);
  });

  test("published before the link was ever up are sent when it is", async () => {
    const { world } = await newBench();
    const lock = openLink(world, "lock");
    await world.enter("lock", () => lock.link.subscribe(["command"]));
    await world.runFor(minute);
    world.network.cut("service", "broker");
    const service = openLink(world, "service");
    await world.enter("service", () => service.link.publish("command", "early"));
    await world.runFor(minute);
    world.network.restore("service", "broker");
    await world.runFor(minute);
    expect(lock.received).toEqual(["command early"]);
  });

  test("to a link that is down are kept by the broker for it", async () => {
    const { world } = await newBench();
    const service = openLink(world, "service");
    const lock = openLink(world, "lock");
    await world.enter("lock", () => lock.link.subscribe(["command"]));
    await world.runFor(minute);
    world.network.cut("lock", "broker");
    await world.enter("service", () => service.link.publish("command", "kept"));
    await world.runFor(minute);
    world.network.restore("lock", "broker");
    await world.runFor(minute);
    expect(lock.received).toEqual(["command kept"]);
  });

  test("whose acknowledgement is lost arrive twice", async () => {
    const { world } = await newBench(1, { minMs: 10, meanMs: 10 });
    const service = openLink(world, "service");
    const lock = openLink(world, "lock");
    // The link goes between the message and its PUBACK.
    lock.link.onMessage(() => {
      if (lock.received.length === 1) world.network.resetNode("lock");
    });
    await world.enter("lock", () => lock.link.subscribe(["command"]));
    await world.runFor(minute);
    await world.enter("service", () => service.link.publish("command", "twice"));
    await world.runFor(minute);
    expect(lock.received).toEqual(["command twice", "command twice"]);
  });

  test("none is lost, whenever the links break", async () => {
    const outages = fc.array(
      fc.tuple(fc.constantFrom("service", "lock"), fc.nat(400), fc.constantFrom("reset", "cut")),
      {
        maxLength: 15,
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(), outages, async (seed, breaks) => {
        const { world } = await newBench(seed, { minMs: 1, meanMs: 20 });
        const service = openLink(world, "service");
        const lock = openLink(world, "lock");
        await world.enter("lock", () => lock.link.subscribe(["command"]));
        await world.runFor(minute);
        let sent = 0;
        for (const [node, pauseMs, way] of breaks) {
          await world.enter("service", () => {
            for (let index = 0; index < 3; index++) service.link.publish("command", String(sent++));
          });
          await world.runFor(pauseMs);
          if (way === "reset") world.network.resetNode(node);
          else world.network.cut(node, "broker");
          await world.runFor(pauseMs);
          world.network.restore(node, "broker");
        }
        await world.runFor(5 * minute);
        const expected = Array.from({ length: sent }, (_, index) => `command ${index}`);
        expect([...new Set(lock.received)].sort()).toEqual(expected.sort());
      }),
      { numRuns: 40 },
    );
  });
});

describe("presence", () => {
  const will = { topic: "availability", payload: "offline" };

  /** A lock that says "online" whenever it comes up, and a service that listens. */
  async function present() {
    const { world, broker } = await newBench();
    const lock = openLink(world, "lock", { will });
    lock.link.onUp(() => lock.link.publish("availability", "online", { retain: true }));
    await world.runFor(1000);
    const service = openLink(world, "service");
    await world.enter("service", () => service.link.subscribe(["availability"]));
    await world.runFor(1000);
    return { world, broker, lock, service };
  }

  test("is told to whoever subscribes later", async () => {
    const { service, broker } = await present();
    expect(service.received).toEqual(["availability online"]);
    expect(broker.connectedClients).toBe(2);
    expect(broker.isConnected("lock")).toBe(true);
  });

  test("a link that is lost leaves its will, and takes it back when it returns", async () => {
    const { world, service } = await present();
    world.network.cut("lock", "broker");
    await world.runFor(minute);
    expect(service.received.slice(1)).toEqual(["availability offline"]);
    world.network.restore("lock", "broker");
    await world.runFor(minute);
    expect(service.received.slice(2)).toEqual(["availability online"]);
  });

  test("a crashed node leaves its will, and nothing of its link acts any more", async () => {
    const { world, broker, lock, service } = await present();
    world.crash("lock");
    await world.runFor(60 * minute);
    expect(service.received.slice(1)).toEqual(["availability offline"]);
    expect(lock.downs).toEqual([]);
    lock.link.publish("availability", "ghost");
    lock.link.close();
    await world.runFor(60 * minute);
    expect(service.received.slice(2)).toEqual([]);
    expect(broker.isConnected("lock")).toBe(false);
  });

  test("a polite close keeps the will back, after what was still to be sent", async () => {
    const { world, broker, lock, service } = await present();
    await world.enter("lock", () => {
      lock.link.publish("availability", "leaving", { retain: true });
      lock.link.close();
      lock.link.publish("availability", "too late");
    });
    await world.runFor(60 * minute);
    expect(service.received.slice(1)).toEqual(["availability leaving"]);
    expect(lock.downs).toHaveLength(1);
    expect(broker.connectedClients).toBe(1);
  });

  test("a link that is closed while it is down stays down", async () => {
    const { world, lock, service } = await present();
    world.network.cut("lock", "broker");
    await world.runFor(1000);
    await world.enter("lock", () => lock.link.close());
    world.network.restore("lock", "broker");
    await world.runFor(60 * minute);
    expect(service.received.slice(1)).toEqual(["availability offline"]);
    expect(lock.ups).toHaveLength(1);
  });

  test("a broker that crashes and forgets all gets everybody back, subscribed", async () => {
    const { world, lock, service } = await present();
    world.crash("broker");
    await world.runFor(minute);
    expect([lock.link.connected, service.link.connected]).toEqual([false, false]);
    const next = await createBroker(world);
    await world.runFor(minute);
    expect(next.connectedClients).toBe(2);
    expect(service.received.at(-1)).toBe("availability online");
  });

  test("keepalive finds a link that has gone silent", async () => {
    const { world } = await newBench();
    const lock = openLink(world, "lock", { keepaliveS: 60 });
    await world.runFor(minute);
    world.network.silence("lock", "broker");
    await world.runFor(4 * minute);
    expect(lock.downs).toHaveLength(1);
    world.network.restore("lock", "broker");
    await world.runFor(2 * minute);
    expect(lock.link.connected).toBe(true);
  });
});

describe("back-off", () => {
  test("is at least half a second, at most 30 s, and grows on average", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(100), (seed, failures) => {
        const delay = backOffMs(failures, seededRandom(seed));
        expect(Number.isInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(500);
        expect(delay).toBeLessThanOrEqual(Math.min(backOffMaxMs, 1000 * 2 ** failures));
      }),
    );
    const mean = (failures: number) => {
      const random = seededRandom(1);
      return (
        Array.from({ length: 500 }, () => backOffMs(failures, random)).reduce((sum, ms) => sum + ms) / 500
      );
    };
    expect(mean(3)).toBeGreaterThan(2 * mean(1));
    expect(mean(10)).toBeGreaterThan(backOffMaxMs / 3);
  });

  test("a fleet that loses its broker does not return in step, and soon after it is back all are", async () => {
    const { world } = await newBench();
    const fleet = Array.from({ length: 30 }, (_, index) => openLink(world, `lock-${index}`));
    await world.runFor(minute);
    world.crash("broker");
    await world.runFor(10 * minute);
    await createBroker(world);
    const backAt = world.now - startAt;
    await world.runFor(minute);
    const returns = fleet.map(({ ups }) => (ups.at(-1) ?? 0) - backAt);
    expect(Math.min(...returns)).toBeGreaterThan(0);
    expect(Math.max(...returns)).toBeLessThan(backOffMaxMs + 1000);
    expect(new Set(returns.map((ms) => Math.floor(ms / 1000))).size).toBeGreaterThan(10);
  });

  test("begins anew after a link that stood", async () => {
    const { world } = await newBench();
    const lock = openLink(world, "lock");
    for (let round = 0; round < 8; round++) {
      await world.runFor(minute);
      world.network.resetNode("lock");
      await world.runFor(2000);
      expect(lock.link.connected).toBe(true);
    }
  });

  const refusals: Record<string, Partial<BrokerFaults>> = {
    "the credentials": { onConnect: () => ({ type: "refuse", returnCode: 5 }) },
    "a subscription": { onSubscribe: () => ({ type: "deny" }) },
  };
  test.each(Object.entries(refusals))(
    "leaves a broker that refuses %s more and more in peace",
    async (_, refusal) => {
      const { world, broker } = await newBench();
      let attempts = 0;
      const connect = () => {
        attempts++;
        return world.network.connect("lock", "broker");
      };
      const disturb = (faults: Partial<BrokerFaults>) =>
        broker.disturbBy({ faults: { ...noBrokerFaults, ...faults }, nodeOf: () => undefined });
      disturb(refusal);
      const { link } = openLink(world, "lock", { connect });
      await world.enter("lock", () => link.subscribe(["command"]));
      await world.runFor(3 * 60 * minute);
      // Half of two minutes, on average; where nobody answers it is half of 30 s.
      expect(attempts).toBeGreaterThan((2 * 60 * minute) / refusedBackOffMaxMs);
      expect(attempts).toBeLessThan((4 * 60 * minute) / (refusedBackOffMaxMs / 2));
      disturb({});
      await world.runFor(refusedBackOffMaxMs + 1000);
      expect(link.connected).toBe(true);
      const beforeCut = attempts;
      // A way that is cut is another matter.
      world.network.cut("lock", "broker");
      await world.runFor(3 * 60 * minute);
      expect(attempts - beforeCut).toBeGreaterThan((3 * 60 * minute) / backOffMaxMs);
    },
  );

  test("goes on after a link that was lost as soon as it was up", async () => {
    const { world } = await newBench();
    const lock = openLink(world, "lock");
    lock.link.onUp(() => world.network.resetNode("lock"));
    await world.runFor(60 * minute);
    expect(lock.ups.length).toBeGreaterThan((60 * minute) / backOffMaxMs);
    expect(lock.ups.length).toBeLessThan(400);
  });
});
