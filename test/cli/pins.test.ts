import mqtt from "mqtt";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pinCutter, vendorsOfChosenPins } from "../support/chosen-pins.ts";
import { KilledService } from "../support/kills/killed-service.ts";
import { until } from "../support/until.ts";

const key = "seam_apikey1_token";
const timeout = 180_000;

let service: KilledService;
beforeAll(async () => {
  service = await KilledService.start(vendorsOfChosenPins);
}, timeout);
afterAll(() => service.remove());

/** Every answer but those that are meant to show codes. */
const shown: string[] = [];

async function post(path: string, body: object): Promise<Record<string, unknown>> {
  const response = await fetch(`${service.apiUrl}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) shown.push(text);
  return JSON.parse(text);
}

test("no PIN is in anything that a run writes or shows, but the codes themselves", { timeout }, async () => {
  const codesOf = async () =>
    (await post("/access_codes/list", {}))["access_codes"] as { access_code_id: string; status: string }[];
  await until("every lock is heard of", async () => {
    const { devices } = await post("/devices/list", {});
    return (devices as { properties: { online: boolean } }[]).every(({ properties }) => properties.online);
  });
  const cut = await pinCutter((path) => post(path, {}));
  const pins = new Set<string>();
  const pinOf = (deviceId: string, digits: string) => {
    const pin = cut(deviceId, digits);
    pins.add(pin);
    return pin;
  };
  for (const { deviceId } of service.locks) {
    await post("/access_codes/create", { device_id: deviceId, code: pinOf(deviceId, "73194682") });
    // What is refused has a PIN too: twice the same, and of a length that no keypad takes.
    await post("/access_codes/create", { device_id: deviceId, code: pinOf(deviceId, "73194682") });
    await post("/access_codes/create", { device_id: deviceId, code: "739146827391468273914682" });
  }
  pins.add("739146827391468273914682");
  await until("every code is set", async () => (await codesOf()).every(({ status }) => status === "set"));
  for (const { access_code_id } of await codesOf()) {
    await post("/access_codes/update", { access_code_id, code: "7391468273914682" });
  }
  pins.add("7391468273914682");

  const headers = { authorization: `Bearer ${key}` };
  for (const path of ["/metrics", "/_lockstep/trace", "/_lockstep/faults/list", "/health"]) {
    shown.push(await (await fetch(`${service.apiUrl}${path}`, { headers })).text());
  }
  expect(shown.join("\n")).toContain("lockstep_operations_total");
  const { username, password, url } = service.onlooker;
  const onlooker = await mqtt.connectAsync(url, { username, password });
  const retained: string[] = [];
  onlooker.on("message", (_topic, payload, { retain }) => {
    if (retain) retained.push(payload.toString());
  });
  await onlooker.subscribeAsync("lockstep/#", { qos: 1 });
  await until("what is retained has come", () => retained.length >= service.locks.length);
  await onlooker.endAsync();
  expect(await service.stop()).toBe(0);

  for (const [place, text] of Object.entries({
    answers: shown.join("\n"),
    retained: retained.join("\n"),
    output: service.output,
  })) {
    expect(text.length, place).toBeGreaterThan(0);
    // The text itself is not shown: it would have a PIN in it.
    const found = [...pins].filter((pin) => text.includes(pin)).length;
    expect(found, `PINs in ${place}`).toBe(0);
  }
});
