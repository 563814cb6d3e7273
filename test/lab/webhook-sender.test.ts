import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebhookSender } from "../../src/lab/webhook-sender.ts";
import { WebhookReceiver } from "../support/webhook-receiver.ts";

const secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";
const body = JSON.stringify({ event_id: "e1", event_type: "access_code.created" });
const patienceMs = 200;

let receiver: WebhookReceiver;
let sender: WebhookSender;
/** How much patience was asked for, message by message. It runs out when a test says so, whatever the machine does. */
let patience: { readonly afterMs: number; readonly end: () => void }[];

beforeEach(async () => {
  receiver = await WebhookReceiver.listen();
  patience = [];
  sender = new WebhookSender({
    holdsTime: true,
    patienceMs,
    timeOut: (afterMs) => {
      const controller = new AbortController();
      patience.push({ afterMs, end: () => controller.abort() });
      return controller.signal;
    },
  });
});

afterEach(async () => {
  sender.close();
  await receiver.close();
});

const send = (url = receiver.url) => sender.send({ messageId: "msg_1", url, secret, body });

test("a message is signed, and stamped with the wall clock's time at sending", async () => {
  expect(await send()).toBe("taken");
  const [message] = receiver.received;
  expect(message?.body).toBe(body);
  expect(message?.headers).toMatchObject({ "content-type": "application/json", "svix-id": "msg_1" });
  const sentAt = Number(message?.headers["svix-timestamp"]) * 1000;
  expect(Math.abs(Date.now() - sentAt)).toBeLessThan(10_000);
  const headers = message?.headers as Record<string, string>;
  expect(new Webhook(secret).verify(message?.body ?? "", headersOf(headers))).toMatchObject({
    event_id: "e1",
  });
  expect(() => new Webhook(secret).verify(`${message?.body} `, headersOf(headers))).toThrow();
});

const headersOf = (headers: Readonly<Record<string, string>>) => ({
  "webhook-id": headers["svix-id"] ?? "",
  "webhook-timestamp": headers["svix-timestamp"] ?? "",
  "webhook-signature": headers["svix-signature"] ?? "",
});

test.each([200, 201, 204, 299])("an answer of %d takes the message", async (status) => {
  receiver.answer = (response) => response.writeHead(status).end();
  expect(await send()).toBe("taken");
});

test.each([304, 400, 404, 410, 429, 500, 503])("an answer of %d does not", async (status) => {
  receiver.answer = (response) => response.writeHead(status).end();
  expect(await send()).toBe("refused");
});

test.each([301, 302, 303, 307, 308])("a redirect (%d) is not followed", async (status) => {
  const elsewhere = await WebhookReceiver.listen();
  receiver.answer = (response) => response.writeHead(status, { location: elsewhere.url }).end();
  expect(await send()).toBe("refused");
  expect(elsewhere.received).toEqual([]);
  await elsewhere.close();
});

test("an answer that never ends is not read", async () => {
  let written = 0;
  let isClosed = false;
  receiver.answer = (response) => {
    response.on("close", () => {
      isClosed = true;
    });
    response.writeHead(200);
    const flood = (): void => {
      while (!isClosed && response.write(Buffer.alloc(64 * 1024))) written += 64 * 1024;
      if (!isClosed) response.once("drain", flood);
    };
    flood();
  };
  expect(await send()).toBe("taken");
  await expect.poll(() => isClosed).toBe(true);
  expect(written).toBeLessThan(64 * 1024 * 1024);
});

test("headers without an end are cut off", async () => {
  receiver.answer = (response) => {
    response.socket?.write("HTTP/1.1 200 OK\r\n");
    for (let line = 0; line < 10_000; line++) response.socket?.write(`x-${line}: ${"y".repeat(100)}\r\n`);
  };
  expect(await send()).toBe("refused");
});

test.each([
  ["what is no HTTP", "SSH-2.0-OpenSSH\r\n\r\n"],
  ["half an answer", "HTTP/1.1 200"],
])("%s is refused", async (_name, text) => {
  receiver.answer = (response) => response.socket?.end(text);
  expect(await send()).toBe("refused");
});

test("nobody there is refused at once", async () => {
  const { url } = receiver;
  await receiver.close();
  expect(await send(url)).toBe("refused");
});

test("a receiver that does not answer has hung after all of its patience, and gets less the next time", async () => {
  receiver.answer = () => patience.at(-1)?.end();
  expect(await send()).toBe("hung");
  expect(await send()).toBe("hung");
  receiver.answer = (response) => response.writeHead(204).end();
  expect(await send()).toBe("taken");
  expect(await send()).toBe("taken");
  const [whole, ...later] = patience.map(({ afterMs }) => afterMs);
  expect(whole).toBe(patienceMs);
  expect(later).toEqual([patienceMs / 10, patienceMs / 10, patienceMs]);
});

test("where time does not stand still, a receiver that hung keeps all of its patience", async () => {
  let end = () => {};
  const asked: number[] = [];
  sender = new WebhookSender({
    holdsTime: false,
    patienceMs,
    timeOut: (afterMs) => {
      asked.push(afterMs);
      const controller = new AbortController();
      end = () => controller.abort();
      return controller.signal;
    },
  });
  receiver.answer = () => end();
  expect([await send(), await send()]).toEqual(["hung", "hung"]);
  expect(asked).toEqual([patienceMs, patienceMs]);
});

test("closing breaks off what is on its way", async () => {
  receiver.answer = () => sender.close();
  expect(await send()).toBe("refused");
});
