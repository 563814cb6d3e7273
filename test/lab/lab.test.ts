import { describe, expect, test } from "vitest";
import { drivers } from "../../drivers/index.ts";
import { createLab, LabRequestError } from "../../src/index.ts";

describe("a lab", () => {
  test("has two healthy locks of each vendor, each with a hub, unless told otherwise", async () => {
    const lab = await createLab();
    expect(lab.locks.map(({ name }) => name)).toEqual(
      Object.keys(drivers).flatMap((vendor) => [`${vendor}-1`, `${vendor}-2`]),
    );
    const { devices } = await lab.request("/devices/list");
    expect(devices).toHaveLength(lab.locks.length);
    for (const { properties } of devices) expect(properties.online).toBe(true);
    for (const { gateway } of lab.locks) expect(gateway).toMatch(/-hub-\d$/);
    await lab.close();
  });

  test("shares locks out to hubs", async () => {
    const lab = await createLab({ fleet: [{ vendor: "smartthings", count: 5, locksPerHub: 2 }] });
    expect(lab.locks.map(({ gateway }) => gateway)).toEqual([
      "smartthings-hub-1",
      "smartthings-hub-1",
      "smartthings-hub-2",
      "smartthings-hub-2",
      "smartthings-hub-3",
    ]);
    await lab.close();
  });

  test("knows a lock by its name and by its device id, and no others", async () => {
    const lab = await createLab({ fleet: [{ vendor: "august" }] });
    expect(lab.lock(lab.lock("august-1").deviceId)).toBe(lab.lock("august-1"));
    expect(() => lab.lock("august-2")).toThrow(/no lock "august-2"/);
    await lab.close();
  });

  test("throws an answer that is an error, with its status and type", async () => {
    const lab = await createLab({ fleet: [{ vendor: "august" }] });
    const refused = lab.request("/access_codes/get", { access_code_id: "nobody" });
    await expect(refused).rejects.toBeInstanceOf(LabRequestError);
    await expect(refused).rejects.toMatchObject({ status: 404, type: "access_code_not_found" });
    await lab.close();
  });

  test.each([
    [{ fleet: [{ vendor: "yale" }] }, /"fleet.0.vendor" is not one of august, /],
    [{ fleet: [{ vendor: "august", count: 0 }] }, /"fleet.0.count"/],
    [{ fleet: [{ vendor: "august", zone: "Mars/Olympus" }] }, /"fleet.0.zone" is no IANA time zone/],
    [{ fleet: [{ vendor: "august", options: { capacity: "many" } }] }, /"options.capacity"/],
    [{ fleet: [] }, /"fleet"/],
    [{ start: "yesterday" }, /"start".*ISO 8601/],
    [{ seed: 1.5 }, /"seed" must be a whole number/],
  ])("is refused in words that name the option: %j", async (options, words) => {
    await expect(createLab(options)).rejects.toThrow(words);
  });

  test.each([
    ["3 fortnights", /"by".*PT2H/],
    [{ to: "2020-01-01T00:00:00Z" }, /"to" is in the past/],
    [{ to: "noon" }, /"to".*ISO 8601/],
  ])("does not advance by %j", async (target, words) => {
    const lab = await createLab({ fleet: [{ vendor: "august" }] });
    const before = lab.now;
    await expect(lab.advance(target)).rejects.toThrow(words);
    expect(lab.now).toBe(before);
    await lab.close();
  });

  test("runs one event at a time when asked to", async () => {
    const lab = await createLab({ fleet: [{ vendor: "august" }] });
    await lab.request("/access_codes/create", { device_id: lab.lock("august-1").deviceId });
    const before = lab.eventCount;
    expect(await lab.step()).toBe(true);
    expect(lab.eventCount).toBe(before + 1);
    await lab.close();
  });

  test("says that its service is down while it is", async () => {
    const lab = await createLab({ fleet: [{ vendor: "august" }] });
    lab.inject({ kind: "service.crash", target: "service", params: { downFor: "10s" } });
    await expect(lab.request("/devices/list")).rejects.toMatchObject({ status: 503 });
    await lab.advance("11s");
    expect((await lab.request("/devices/list")).devices).toHaveLength(1);
    await lab.close();
  });
});

test.each(["service.pause", "disk.slow"])(
  "whoever asks at the instant at which %s stops the service is answered when it goes on",
  async (kind) => {
    const lab = await createLab({ fleet: [{ vendor: "august" }] });
    const [lock] = lab.locks;
    lab.inject({ kind, target: "service", when: { after: { event: "request" } }, for: "45s" });
    const body = { device_id: lock?.deviceId, code: "4821" };
    // The first may be what stops it, and the others find it stopped.
    const answers = await Promise.all([
      lab.request("/access_codes/create", body),
      lab.request("/devices/list", {}),
      lab.request("/access_codes/list", {}),
    ]);
    expect(answers).toHaveLength(3);
    await lab.close();
  },
);
