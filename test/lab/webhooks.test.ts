import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLab, type Lab, type LabOptions } from "../../src/index.ts";
import { WebhookReceiver } from "../support/webhook-receiver.ts";

const fleet = [{ vendor: "august", count: 1 }] as const;

let receiver: WebhookReceiver;
let lab: Lab;

async function start(options: LabOptions = {}): Promise<void> {
  lab = await createLab({ seed: 7, fleet: [...fleet], ...options });
}

const hook = (event_types?: readonly string[]) =>
  lab.request("/webhooks/create", { url: receiver.url, ...(event_types && { event_types }) });

const create = (code: string) =>
  lab.request("/access_codes/create", { device_id: lab.lock("august-1").deviceId, code });

beforeEach(async () => {
  receiver = await WebhookReceiver.listen();
});

afterEach(async () => {
  await lab.close();
  await receiver.close();
});

const life = [
  "access_code.created",
  "access_code.set_on_device",
  "access_code.removed_from_device",
  "access_code.deleted",
];

test("a receiver has heard of everything by the time at which it has happened", async () => {
  await start();
  await hook();
  const { access_code } = await create("4821");
  await lab.advance("15m");
  expect(receiver.eventTypes).toEqual(life.slice(0, 2));
  await lab.request("/access_codes/delete", { access_code_id: access_code.access_code_id });
  await lab.advance("15m");
  expect(receiver.eventTypes).toEqual(life);
  const { events } = await lab.request("/events/list", { since: "2000-01-01T00:00:00Z" });
  const aboutCode = events.filter(({ event_type }: { event_type: string }) => life.includes(event_type));
  expect(receiver.received.map(({ body }) => JSON.parse(body))).toEqual(aboutCode);
});

test("a message that is refused is tried again in the time of the lab, and the code's later ones wait for it", async () => {
  await start();
  await hook();
  receiver.answer = (response) => response.writeHead(500).end();
  await create("4821");
  await lab.advance("3m");
  expect(receiver.eventTypes).toEqual(["access_code.created", "access_code.created"]);
  receiver.answer = (response) => response.writeHead(204).end();
  await lab.advance("3m");
  expect(receiver.eventTypes.slice(2)).toEqual(life.slice(0, 2));
});

test("a crash of the service loses no message and doubles none", async () => {
  await start();
  await hook();
  receiver.answer = (response) => response.writeHead(500).end();
  await create("4821");
  await lab.advance("10s");
  lab.inject({ kind: "service.crash", target: "service" });
  receiver.answer = (response) => response.writeHead(204).end();
  receiver.received.length = 0;
  await lab.advance("20m");
  expect(receiver.eventTypes.filter((type) => type.startsWith("access_code."))).toEqual(life.slice(0, 2));
});

test("what has not been taken is sent by the next process on the same data", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-webhooks-"));
  const data = join(folder, "lab.db");
  try {
    await start({ data });
    await hook(["access_code.created"]);
    receiver.answer = (response) => response.writeHead(500).end();
    await create("4821");
    await lab.advance("1s");
    const [first] = receiver.received;
    await lab.close();

    receiver.answer = (response) => response.writeHead(204).end();
    await start({ data });
    await lab.advance("10m");
    expect(receiver.eventTypes).toEqual(["access_code.created", "access_code.created"]);
    expect(receiver.received[1]?.headers["svix-id"]).toBe(first?.headers["svix-id"]);
    expect(receiver.received[1]?.body).toBe(first?.body);
    await lab.advance("2d");
    expect(receiver.received).toHaveLength(2);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("webhooks change nothing of what happens: the same digest with them and without", async () => {
  const digestOf = async (isHooked: boolean): Promise<string> => {
    await start();
    if (isHooked) await hook();
    else await lab.request("/webhooks/list");
    await create("4821");
    await lab.advance("1h");
    return lab.digest;
  };
  const without = await digestOf(false);
  await lab.close();
  expect(await digestOf(true)).toBe(without);
});

test("a paced lab answers its clients while a receiver hangs", async () => {
  await start({ mode: "paced" });
  let isGivenUp = false;
  receiver.answer = (response) => {
    response.on("close", () => {
      isGivenUp = true;
    });
  };
  await hook();
  await create("4821");
  await expect.poll(() => receiver.received.length).toBeGreaterThan(0);
  const { devices } = await lab.request("/devices/list");
  expect(devices).toHaveLength(1);
  expect(isGivenUp, "and does not wait until the receiver has had its time").toBe(false);
});
