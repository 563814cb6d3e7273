import { expect, test } from "vitest";
import { createLab, type Lab } from "../../src/index.ts";

const metricsOf = (lab: Lab, key = lab.apiKey): Promise<Response> =>
  lab.fetch(new Request("http://lab/metrics", { headers: { authorization: `Bearer ${key}` } }));

const valueIn = (text: string, line: string): number | undefined => {
  const found = text.split("\n").find((candidate) => candidate.startsWith(`${line} `));
  return found === undefined ? undefined : Number(found.slice(line.length + 1));
};

test("metrics tell of operations by vendor and outcome, of times, queues, reconnects and violations", async () => {
  const lab = await createLab({ fleet: [{ vendor: "smartthings" }, { vendor: "august" }] });
  const devices = [lab.lock("smartthings-1"), lab.lock("august-1")];
  for (const { deviceId } of devices) {
    await lab.request("/access_codes/create", { device_id: deviceId, code: "4821", name: "Ada Lovelace" });
  }
  const waiting = await (await metricsOf(lab)).text();
  expect(valueIn(waiting, 'lockstep_queue_depth{queue="programming"}')).toBe(2);

  await lab.advance("15m");
  await lab.request("/access_codes/delete", {
    device_id: lab.lock("smartthings-1").deviceId,
    access_code_id: (
      await lab.request("/access_codes/list", { device_id: lab.lock("smartthings-1").deviceId })
    ).access_codes[0].access_code_id,
  });
  await lab.advance("15m");
  lab.inject({ kind: "service.crash", target: "service", params: { downFor: "1s" } });
  await lab.advance("1m");

  const response = await metricsOf(lab);
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  const text = await response.text();
  expect(valueIn(text, 'lockstep_operations_total{vendor="smartthings",outcome="set"}')).toBe(1);
  expect(valueIn(text, 'lockstep_operations_total{vendor="august",outcome="set"}')).toBe(1);
  expect(valueIn(text, 'lockstep_operations_total{vendor="smartthings",outcome="removed"}')).toBe(1);
  expect(valueIn(text, 'lockstep_time_to_set_seconds_count{vendor="august"}')).toBe(1);
  expect(valueIn(text, 'lockstep_time_to_set_seconds_sum{vendor="august"}')).toBeGreaterThan(0);
  expect(valueIn(text, 'lockstep_queue_depth{queue="programming"}')).toBe(0);
  expect(valueIn(text, 'lockstep_queue_depth{queue="unacknowledged"}')).toBe(0);
  expect(valueIn(text, "lockstep_reconnects_total")).toBe(1);
  expect(text).toContain("# TYPE lockstep_violations_total counter");
  expect(text).not.toContain("4821");
  expect(text).not.toContain("Ada");
  await lab.close();
});

test("metrics are for those who have a key", async () => {
  const lab = await createLab({ fleet: [{ vendor: "smartthings" }] });
  expect((await metricsOf(lab, "somebody")).status).toBe(401);
  await lab.close();
});
