import { randomUUID } from "node:crypto";
// After the kernel, as everywhere.
import mqtt from "mqtt";
import { afterEach, describe, expect, test } from "vitest";
import { wire } from "../../drivers/smartthings/wire.ts";
// Somebody's adapter, in plain JavaScript.
// @ts-expect-error: it has no types.
import { connectLock } from "../../examples/real-lock/adapter.mjs";
import { TcpListener } from "../../src/broker/tcp-listener.ts";
import { createLab } from "../../src/index.ts";
import { open } from "../../src/wire/codec.ts";
import { until } from "../support/until.ts";
import { newBench } from "../wire/bench.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

test("a real lock takes the simulator's place while the service runs, and is programmed through the example's adapter", {
  timeout: 120_000,
}, async () => {
  const lab = await createLab({
    mode: "live",
    brokerKey: "the key of a lab with a real lock",
    fleet: [{ vendor: "smartthings" }],
  });
  closers.push(() => lab.close());
  const { deviceId, gateway } = lab.lock("smartthings-1");
  const statusOf = async (access_code_id: string): Promise<string> =>
    (await lab.request("/access_codes/get", { access_code_id })).access_code.status;

  const real = new Map<number, { pin: string; name: string }>();
  const lock = {
    setCode: (slot: number, pin: string, name: string) => {
      real.set(slot, { pin, name });
    },
    deleteCode: (slot: number) => {
      real.delete(slot);
    },
    readCode: (slot: number) => real.get(slot)?.pin,
    listCodes: () => [...real].map(([codeSlot, { name }]) => ({ codeSlot, codeName: name })),
  };
  const { password } = lab.brokerCredentials(gateway);
  const adapter = await connectLock({ url: await lab.listenMqtt(), gateway, password, deviceId, lock });
  closers.push(() => adapter.endAsync(true));
  let losses = 0;
  adapter.on("close", () => losses++);

  const { access_code } = await lab.request("/access_codes/create", { device_id: deviceId, code: "4821" });
  await until("the real lock has the code", () => [...real.values()].some(({ pin }) => pin === "4821"));
  await until("the code is set", async () => (await statusOf(access_code.access_code_id)) === "set");
  await lab.request("/access_codes/delete", { access_code_id: access_code.access_code_id });
  await until("the real lock is empty", () => real.size === 0);
  await until(
    "the code is gone",
    async () => (await lab.request("/access_codes/list")).access_codes.length === 0,
  );
  expect(lab.lock("smartthings-1").inspect().slots, "the simulated keypad, which stands aside").toEqual([]);
  expect(losses, "nobody fights for its place").toBe(0);
});

describe("the example's adapter", () => {
  const gateway = "hub";
  const root = `lockstep/smartthings/${gateway}`;
  const device = "door";
  const soon = () => new Date(Date.now() + 60_000).toISOString();

  /** At a broker that asks nobody, with whoever commands it. */
  async function commanded(lock: object) {
    const { world, broker } = await newBench();
    const listener = new TcpListener(world, broker);
    const url = await listener.listen({ port: 0 });
    closers.push(async () => {
      await listener.close();
      world.close();
    });
    const service = await mqtt.connectAsync(url, { clientId: "service", reconnectPeriod: 0 });
    closers.push(() => service.endAsync(true));
    const heard: { readonly channel: string; readonly text: string }[] = [];
    service.on("message", (topic, payload) =>
      heard.push({ channel: topic.slice(topic.lastIndexOf("/") + 1), text: payload.toString() }),
    );
    await service.subscribeAsync(`${root}/#`, { qos: 1 });
    const adapter = await connectLock({ url, gateway, password: "any", deviceId: device, lock });
    closers.push(() => adapter.endAsync(true));
    await until("it has told how the lock is", () => heard.some(({ channel }) => channel === "state"));
    return {
      adapter,
      command: (body: object, { id = randomUUID(), expiresAt = soon() } = {}) =>
        service.publishAsync(
          `${root}/${device}/command`,
          JSON.stringify({ id, seq: 0, sentAt: new Date().toISOString(), expiresAt, body }),
          { qos: 1 },
        ),
      /** The bodies on a channel, each of which keeps the contract. */
      said: (channel: "reply" | "event" | "state") =>
        heard.flatMap((message) => {
          if (message.channel !== channel) return [];
          const opened = open(wire, channel, message.text);
          return opened.ok ? [opened.envelope.body] : [{ type: opened.problem }];
        }),
      availability: () => heard.findLast(({ channel }) => channel === "availability")?.text,
    };
  }

  const setCode = (codeSlot: number) => ({ type: "setCode", codeSlot, codePIN: "4821", codeName: "Ada" });
  const recorded = () => {
    const done: number[] = [];
    return {
      done,
      lock: { readCode: () => undefined, setCode: (slot: number) => done.push(slot), listCodes: () => [] },
    };
  };

  test("does what is delivered twice once, and answers it twice", async () => {
    const { done, lock } = recorded();
    const { command, said } = await commanded(lock);
    const id = randomUUID();
    await command(setCode(1), { id });
    await command(setCode(1), { id });
    await until("both are answered", () => said("reply").length === 2);
    expect(done).toEqual([1]);
    const success = { type: "commandResult", statusCode: "success" };
    expect(said("reply")).toEqual([success, success]);
  });

  test("drops what has expired", async () => {
    const { done, lock } = recorded();
    const { command, said } = await commanded(lock);
    await command(setCode(1), { expiresAt: new Date(Date.now() - 1).toISOString() });
    await command(setCode(2));
    await until("the next one is answered", () => said("reply").length > 0);
    expect(done).toEqual([2]);
    expect(said("reply")).toHaveLength(1);
  });

  test("says what the lock refuses, in the wire's words, and no more than that", async () => {
    const refusing = {
      readCode: () => undefined,
      setCode: () => {
        throw Object.assign(new Error("full"), { statusCode: "resourceExhausted" });
      },
      deleteCode: () => {
        throw new Error("jammed");
      },
    };
    const { command, said } = await commanded(refusing);
    await command(setCode(1));
    await command({ type: "deleteCode", codeSlot: 1 });
    await command({ type: "unlock" });
    await until("all are answered", () => said("reply").length === 3);
    const result = (statusCode: string) => ({ type: "commandResult", statusCode });
    expect(said("reply")).toEqual([result("resourceExhausted"), result("failure"), result("invalidCommand")]);
    expect(said("event")).toEqual([]);
  });

  test("is said to be away when it is lost, and does then what came meanwhile", {
    timeout: 30_000,
  }, async () => {
    const { done, lock } = recorded();
    const { adapter, command, said, availability } = await commanded(lock);
    expect(availability()).toBe("online");
    adapter.stream.destroy();
    await until("it is away", () => availability() === "offline");
    await command(setCode(3));
    await until("it is back", () => availability() === "online");
    await until("what came meanwhile is answered", () => said("reply").length === 1);
    expect(done).toEqual([3]);
  });
});
