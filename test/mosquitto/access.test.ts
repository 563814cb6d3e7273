import mqtt from "mqtt";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { passwordOf } from "../../src/broker/access.ts";
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

  test("forwards nothing that a gateway says for its neighbour, or as a command", async () => {
    const allowed = `lockstep/smartthings/${mine}/lock/state`;
    const forbidden = [
      `lockstep/smartthings/${theirs}/lock/state`,
      `lockstep/smartthings/${theirs}/lock/command`,
      `lockstep/smartthings/${mine}/lock/command`,
      `lockstep/smartthings/${theirs}/availability`,
    ];
    expect(await heardOf(mine, forbidden, allowed)).toEqual([allowed]);
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
