import { afterEach, expect, test } from "vitest";
import { drivers } from "../../drivers/index.ts";
import { createLab, type Lab } from "../../src/index.ts";

let lab: Lab | undefined;

afterEach(() => lab?.close());

test.each(Object.keys(drivers))(
  "a lock of %s is disconnected, unhubbed, removed, and each time back",
  async (vendor) => {
    lab = await createLab({ seed: 5, fleet: [{ vendor, count: 1 }] });
    const running = lab;
    const { deviceId: device_id } = lab.lock(`${vendor}-1`);
    const ask = (path: string) => running.request(`/devices/simulate/${path}`, { device_id });
    const shown = async () => {
      const { device } = await running.request("/devices/get", { device_id });
      return { online: device.properties.online, errors: device.errors.length > 0 };
    };
    for (const [away, back] of [
      ["disconnect", "connect"],
      ["disconnect_from_hub", "connect_to_hub"],
    ] as const) {
      await ask(away);
      expect(await shown(), away).toEqual({ online: false, errors: true });
      await ask(away);
      await lab.advance("1d");
      expect((await shown()).online, `${away} lasts`).toBe(false);
      await ask(back);
      expect(await shown(), back).toEqual({ online: true, errors: false });
    }
    await ask("remove");
    const owner = { device_id, name: "Owner", code: "482166" };
    await expect(
      running.request("/access_codes/simulate/create_unmanaged_access_code", owner),
      "nobody would see it",
    ).rejects.toMatchObject({ status: 400 });
    await lab.advance("20m");
    const removed = await lab.request("/devices/get", { device_id });
    expect(removed.device.errors).toMatchObject([{ error_code: "device_removed" }]);
    await ask("connect");
    expect(await shown()).toEqual({ online: true, errors: false });
    const { events } = await lab.request("/events/list", { since: "2000-01-01T00:00:00Z", device_id });
    const types: string[] = events.map((event: { event_type: string }) => event.event_type);
    expect(types).toEqual(
      expect.arrayContaining(["device.disconnected", "device.connected", "device.removed"]),
    );
  },
);

test("somebody locks the door by hand", async () => {
  lab = await createLab({ seed: 5, fleet: [{ vendor: "august", count: 1 }] });
  const { deviceId: device_id } = lab.lock("august-1");
  await lab.request("/locks/unlock_door", { device_id, sync: true });
  await lab.request("/locks/simulate/manual_lock_via_keypad", { device_id });
  await lab.advance("1m");
  expect(lab.lock("august-1").inspect().locked).toBe(true);
  const { event } = await lab.request("/events/get", { device_id, event_type: "lock.locked" });
  expect(event.method).toBe("manual");
});

test("a sandbox is reset: its locks open to nobody's code", async () => {
  lab = await createLab({ seed: 5, fleet: [{ vendor: "smartthings", count: 1 }] });
  const { deviceId: device_id } = lab.lock("smartthings-1");
  await lab.request("/access_codes/create", { device_id, code: "4821" });
  await lab.advance("15m");
  expect(lab.lock("smartthings-1").opensWith("4821")).toBe(true);
  const { action_attempt } = await lab.request("/workspaces/reset_sandbox");
  expect(action_attempt.action_type).toBe("RESET_SANDBOX_WORKSPACE");
  await lab.advance("15m");
  expect(lab.lock("smartthings-1").opensWith("4821")).toBe(false);
});
