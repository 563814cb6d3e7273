// Puts a real lock into the place of a simulated one: speaks for it at Lockstep's broker, in SmartThings' words
// (drivers/smartthings/wire.ts). What the lock itself can do is handed in as `lock`.
import { randomUUID } from "node:crypto";
import mqtt from "mqtt";

/** How many answers are remembered, so that a command that arrives twice is carried out once. */
const answersMax = 1000;

/**
 * `lock` has `setCode(slot, pin, name)`, `deleteCode(slot)`, `readCode(slot)` and `listCodes()`, each of which may be a promise.
 * `setCode` and `deleteCode` throw with a `statusCode` of the wire (`duplicate`, `resourceExhausted` ...) when the lock refuses.
 */
export async function connectLock({ url, gateway, password, deviceId, lock }) {
  const root = `lockstep/smartthings/${gateway}`;
  const client = mqtt.connect(url, {
    // A gateway's credentials are for its own name as client id, and its own topics.
    clientId: gateway,
    username: gateway,
    password,
    // The broker keeps commands while the connection is away.
    clean: false,
    will: { topic: `${root}/availability`, payload: Buffer.from("offline"), qos: 1, retain: true },
  });
  let seq = 0;
  const say = (channel, body, { inReplyTo, retain = false } = {}) =>
    client.publishAsync(
      `${root}/${deviceId}/${channel}`,
      JSON.stringify({
        id: randomUUID(),
        seq: seq++,
        sentAt: new Date().toISOString(),
        ...(inReplyTo && { inReplyTo }),
        body,
      }),
      { qos: 1, retain },
    );

  const answers = new Map();
  client.on("message", async (_topic, payload) => {
    const { id, expiresAt, body } = JSON.parse(payload.toString());
    if (expiresAt && Date.parse(expiresAt) < Date.now()) return;
    if (!answers.has(id)) answers.set(id, carryOut(body, lock));
    if (answers.size > answersMax) answers.delete(answers.keys().next().value);
    const { reply, event } = await answers.get(id);
    await say("reply", reply, { inReplyTo: id });
    if (event) await say("event", event);
  });

  client.on("connect", async () => {
    await client.subscribeAsync(`${root}/+/command`, { qos: 1 });
    const account = JSON.stringify({ errors: [], devices: [deviceId] });
    await client.publishAsync(`${root}/account`, account, { qos: 1, retain: true });
    await client.publishAsync(`${root}/availability`, "online", { qos: 1, retain: true });
    const state = { type: "device", healthState: "online", lock: "locked", battery: 80 };
    await say("state", state, { retain: true });
  });
  await new Promise((resolve) => client.once("connect", resolve));
  return client;
}

/** A command of the wire, as a call of the lock's, and what came of it in the wire's words. */
async function carryOut(command, lock) {
  const { type, codeSlot } = command;
  try {
    switch (type) {
      case "setCode": {
        const change = (await lock.readCode(codeSlot)) === undefined ? "set" : "changed";
        await lock.setCode(codeSlot, command.codePIN, command.codeName);
        return { reply: result("success"), event: { type: "codeChanged", codeSlot, change } };
      }
      case "deleteCode":
        await lock.deleteCode(codeSlot);
        return { reply: result("success"), event: { type: "codeChanged", codeSlot, change: "deleted" } };
      case "requestCode": {
        const codePIN = await lock.readCode(codeSlot);
        const status = codePIN === undefined ? "available" : "occupied";
        return { reply: { type: "code", codeSlot, status, ...(codePIN !== undefined && { codePIN }) } };
      }
      case "getCodes":
        return { reply: { type: "codes", lockCodes: await lock.listCodes() } };
      default:
        return { reply: result("invalidCommand") };
    }
  } catch (error) {
    return { reply: result(error.statusCode ?? "failure") };
  }
}

const result = (statusCode) => ({ type: "commandResult", statusCode });
