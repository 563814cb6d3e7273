import { expect, test } from "vitest";
import { createLab } from "../../src/index.ts";
import { ownVendors } from "../../src/lab/vendors.ts";
import { pinsFor, stay } from "../support/guest-stay.ts";

// A code of Oracode's is calculated, and nothing of it goes over the wire.
const vendors = Object.keys(ownVendors).filter((vendor) => vendor !== "dormakaba-oracode");

test.each(vendors)("the life of a code on a lock of %s can be read, without its PINs", async (vendor) => {
  const lab = await createLab({ fleet: [{ vendor, count: 2, locksPerHub: 1 }] });
  const [lock, other] = lab.locks;
  if (!lock || !other) throw new Error("two locks were asked for");
  await stay(lab, lock.name, "ongoing");
  const own = lab.history(lock.name).join("\n");
  expect(own).toContain(`${lock.name} command: `);
  expect(own).toContain(`${lock.name} access_code.deleted `);
  for (const pin of Object.values(pinsFor(vendor) ?? {})) expect(own).not.toContain(pin);
  expect(lab.history(other.name).join("\n")).not.toContain(lock.name);
  await lab.close();
});

test("faults stand where they acted, and those of other locks do not", async () => {
  const lab = await createLab({ fleet: [{ vendor: "august", count: 2, locksPerHub: 1 }] });
  lab.inject({ kind: "hub.offline", target: "hub:august-hub-1", for: "10m" });
  lab.inject({ kind: "lock.noReply", target: "lock:august-2", for: "10m" });
  lab.inject({ kind: "service.crash", target: "service", when: { at: "5m" } });
  await lab.advance("1h");
  const told = (lock: string) =>
    lab
      .history(lock)
      .filter((line) => /fault\.fired|[0-9]Z crash/.test(line))
      .map((line) => line.replace(/^\S+ /, ""));
  expect(told("august-1")).toEqual([
    "fault.fired: hub.offline hub:august-hub-1",
    "fault.fired: service.crash service",
    "crash: service",
  ]);
  expect(told("august-2")).not.toContain("fault.fired: hub.offline hub:august-hub-1");
  expect(lab.history("august-1").some((line) => line.endsWith("august-1 device.disconnected"))).toBe(true);
  expect(() => lab.history("august-3")).toThrow("august-3");
  await lab.close();
});

test("it is the last fifty lines in the order of time, of all locks unless one is named", async () => {
  const lab = await createLab({ fleet: [{ vendor: "august", count: 2 }] });
  for (const { deviceId } of [...lab.locks, ...lab.locks, ...lab.locks])
    await lab.request("/access_codes/create", { device_id: deviceId });
  await lab.advance("1h");
  const lines = lab.history();
  expect(lines).toHaveLength(50);
  expect(lines).toEqual([...lines].sort((one, other) => (one.slice(0, 24) < other.slice(0, 24) ? -1 : 1)));
  for (const { name } of lab.locks) expect(lines.join("\n")).toContain(`${name} command: `);
  await lab.close();
});

test("what a gateway says of itself and of its account is shown whole", async () => {
  const lab = await createLab({ fleet: [{ vendor: "august" }] });
  lab.inject({ kind: "net.partition", target: "hub:august-hub-1", for: "10m" });
  await lab.advance("1h");
  const words = lab.history("august-1").map((line) => line.replace(/^\S+ /, ""));
  expect(words).toContain("august-hub-1 availability: offline");
  expect(words).toContain(
    `august-hub-1 account: {"errors":[],"devices":["${lab.lock("august-1").deviceId}"]}`,
  );
  await lab.close();
});
