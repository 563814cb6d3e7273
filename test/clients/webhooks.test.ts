import { SeamWebhook } from "@seamapi/webhook";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLab, type Lab } from "../../src/index.ts";
import { type ReceivedMessage, WebhookReceiver } from "../support/webhook-receiver.ts";
import { expectSeamObject } from "./seam-schemas.ts";

let lab: Lab;
let receiver: WebhookReceiver;

beforeEach(async () => {
  receiver = await WebhookReceiver.listen();
  lab = await createLab({ seed: 7, fleet: [{ vendor: "august", count: 1 }] });
});

afterEach(async () => {
  await lab.close();
  await receiver.close();
});

const headersOf = ({ headers }: ReceivedMessage) => headers as Record<string, string>;

test("Seam's own client verifies what a lab sends, and every body is an event by Seam's schema", async () => {
  const { webhook } = await lab.request("/webhooks/create", { url: receiver.url });
  expectSeamObject("webhook", webhook);
  const device_id = lab.lock("august-1").deviceId;
  const { access_code } = await lab.request("/access_codes/create", { device_id, code: "4821" });
  await lab.advance("15m");
  await lab.lock("august-1").press("4821");
  await lab.request("/locks/lock_door", { device_id });
  lab.inject({ kind: "hub.offline", target: lab.lock("august-1").hub, for: "1h" });
  await lab.advance("2h");
  await lab.request("/access_codes/delete", { access_code_id: access_code.access_code_id });
  await lab.advance("15m");

  const verifier = new SeamWebhook(webhook.secret);
  const events = receiver.received.map((message) => verifier.verify(message.body, headersOf(message)));
  expect(new Set(events.map(({ event_type }) => event_type)).size).toBeGreaterThan(6);
  for (const event of events) expectSeamObject("seam_event", event);
});

test("Seam's own client refuses what somebody else has written", async () => {
  const { webhook } = await lab.request("/webhooks/create", { url: receiver.url });
  await lab.request("/access_codes/create", { device_id: lab.lock("august-1").deviceId, code: "4821" });
  await lab.advance("1s");
  const [message] = receiver.received;
  if (!message) throw new Error("nothing has been received");
  const verifier = new SeamWebhook(webhook.secret);
  expect(() => verifier.verify(`${message.body} `, headersOf(message))).toThrow("No matching signature");
  const tomorrow = {
    ...headersOf(message),
    "svix-timestamp": String(Math.floor(Date.now() / 1000) + 86_400),
  };
  expect(() => verifier.verify(message.body, tomorrow)).toThrow("timestamp");
});
