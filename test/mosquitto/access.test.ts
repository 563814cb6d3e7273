import mqtt from "mqtt";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { passwordOf } from "../../src/broker/access.ts";
import { Topics } from "../../src/wire/topics.ts";
import { until } from "../support/until.ts";
import { brokerKey, isMissing, Mosquitto } from "./mosquitto.ts";

const mine = "smartthings-hub-1";
const theirs = "smartthings-hub-2";

describe.skipIf(isMissing)("Mosquitto with the ACL file of the documents", () => {
  let mosquitto: Mosquitto;
  const clients: mqtt.MqttClient[] = [];
  beforeAll(async () => {
    mosquitto = await Mosquitto.start([mine, theirs]);
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.endAsync(true);
  });
  afterAll(() => mosquitto.remove());

  const connect = async (username: string, options: mqtt.IClientOptions = {}): Promise<mqtt.MqttClient> => {
    const client = await mqtt.connectAsync(
      mosquitto.url,
      {
        clientId: username,
        username,
        password: passwordOf(brokerKey, username),
        reconnectPeriod: 0,
        ...options,
      },
      false,
    );
    clients.push(client);
    return client;
  };

  /** What an onlooker hears of messages on these topics, each published by the user; the last one is always allowed. */
  async function heardOf(username: string, topics: readonly string[], allowed: string): Promise<string[]> {
    const onlooker = await connect("onlooker");
    const heard: string[] = [];
    onlooker.on("message", (topic) => heard.push(topic));
    await onlooker.subscribeAsync("lockstep/#", { qos: 1 });
    const client = await connect(username);
    for (const topic of [...topics, allowed]) await client.publishAsync(topic, "x", { qos: 1 });
    await until("the allowed message is heard", () => heard.includes(allowed));
    return heard;
  }

  test("knows nobody without a password", async () => {
    await expect(connect(mine, { password: "wrong" })).rejects.toThrow();
    await expect(mqtt.connectAsync(mosquitto.url, { reconnectPeriod: 0 }, false)).rejects.toThrow();
  });

  const said = ["reply", "event", "state"].map((channel) => `lock/${channel}`);
  const told = [...said, "availability", "account"];

  test("forwards all that a gateway says for itself, and nothing for its neighbour, or as a command", async () => {
    const own = told.map((channel) => `lockstep/smartthings/${mine}/${channel}`);
    const forbidden = [
      ...[...told, "lock/command"].map((channel) => `lockstep/smartthings/${theirs}/${channel}`),
      `lockstep/smartthings/${mine}/lock/command`,
      "elsewhere",
    ];
    expect(await heardOf(mine, [...forbidden, ...own.slice(1)], own[0] ?? "")).toEqual([
      ...own.slice(1),
      own[0],
    ]);
  });

  test("forwards the service's commands, and nothing that it says for a gateway", async () => {
    const command = `lockstep/smartthings/${mine}/lock/command`;
    const forbidden = told.map((channel) => `lockstep/smartthings/${mine}/${channel}`);
    expect(await heardOf("service", forbidden, command)).toEqual([command]);
  });

  test("lets an onlooker hear, and say nothing", async () => {
    const onlooker = await connect("onlooker", { clientId: "onlooker" });
    const heard: string[] = [];
    onlooker.on("message", (topic) => heard.push(topic));
    await onlooker.subscribeAsync("lockstep/#", { qos: 1 });
    for (const channel of [...told, "lock/command"])
      await onlooker.publishAsync(`lockstep/smartthings/${mine}/${channel}`, "x", { qos: 1 });
    const allowed = `lockstep/smartthings/${mine}/lock/command`;
    await (await connect("service")).publishAsync(allowed, "x", { qos: 1 });
    await until("the service is heard", () => heard.length > 0);
    expect(heard).toEqual([allowed]);
  });

  test("lets the service hear what gateways say, and no commands", async () => {
    const service = await connect("service");
    const heard: string[] = [];
    service.on("message", (topic) => heard.push(topic));
    await service.subscribeAsync(["lockstep/#", ...new Topics().forService()], { qos: 1 }).catch(() => {});
    await service.publishAsync(`lockstep/smartthings/${mine}/lock/command`, "x", { qos: 1 });
    const gateway = await connect(mine);
    const own = told.map((channel) => `lockstep/smartthings/${mine}/${channel}`);
    for (const topic of own) await gateway.publishAsync(topic, "x", { qos: 1 });
    await until("the last is heard", () => heard.includes(own.at(-1) ?? ""));
    expect([...new Set(heard)].toSorted()).toEqual(own.toSorted());
  });

  test("lets a gateway hear the commands to its own locks, and nothing else", async () => {
    const gateway = await connect(mine);
    const heard: string[] = [];
    gateway.on("message", (topic) => heard.push(topic));
    for (const filter of ["lockstep/#", `lockstep/smartthings/${theirs}/+/command`, "#"]) {
      await gateway.subscribeAsync(filter, { qos: 1 }).catch(() => {});
    }
    await gateway.subscribeAsync(`lockstep/smartthings/${mine}/+/command`, { qos: 1 });
    const service = await connect("service");
    const own = `lockstep/smartthings/${mine}/lock/command`;
    await service.publishAsync(`lockstep/smartthings/${theirs}/lock/command`, "x", { qos: 1 });
    await service.publishAsync(own, "x", { qos: 1 });
    await until("its own command is heard", () => heard.length > 0);
    expect(new Set(heard)).toEqual(new Set([own]));
  });

  test("lets nobody take another's client id over", async () => {
    const neighbour = await connect(theirs);
    const intruder = await connect(mine, { clientId: theirs });
    await intruder.publishAsync(`lockstep/smartthings/${mine}/lock/state`, "x", { qos: 1 });
    await neighbour.publishAsync(`lockstep/smartthings/${theirs}/lock/state`, "x", { qos: 1 });
    expect([neighbour.connected, intruder.connected]).toEqual([true, true]);
  });
});
