import { expect, test } from "vitest";
import { banner } from "../../src/cli/banner.ts";

const lab = (count: number) => ({
  version: "0.1.0",
  apiUrl: "http://127.0.0.1:3900",
  mqttUrl: "mqtt://127.0.0.1:18830",
  onlooker: { username: "onlooker", password: "sesame" },
  apiKey: "seam_apikey1_token",
  now: "2026-01-01T00:00:00.000Z",
  pace: 1,
  locks: Array.from({ length: count }, (_, index) => ({
    name: `august-${index + 1}`,
    deviceId: `device-${index + 1}`,
    gateway: `august-hub-${index + 1}`,
  })),
});

test("a small fleet is listed as a whole", () => {
  expect(banner(lab(30))).toContain("august-30 ");
  expect(banner(lab(30))).not.toContain("more:");
});

test("a large fleet is not poured out: the rest is counted, and where to see it is said", () => {
  const text = banner(lab(1000));
  expect(text).toContain("and 970 more: http://127.0.0.1:3900/devices/list");
  expect(text).not.toContain("august-31");
});
