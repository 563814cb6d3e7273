import { describe, expect, test } from "vitest";
import { accountId, deviceIds, iso, SeamWorld } from "../support/seam-world.ts";

const facts = { reachable: true, locked: true, battery: 0.8 };

const propertiesOf = (world: SeamWorld, deviceId: string): Record<string, unknown> =>
  world.service.devices.get({ device_id: deviceId })["properties"] as Record<string, unknown>;

describe("a device", () => {
  test("is offline and without fault until it has reported", () => {
    const world = new SeamWorld();
    expect(propertiesOf(world, deviceIds.native)["online"]).toBe(false);
    expect(world.service.devices.get({ device_id: deviceIds.native })["errors"]).toEqual([]);
  });

  test("shows what it has reported, and what its family is known for where it has not", () => {
    const world = new SeamWorld();
    world.parts.listener.deviceReported(deviceIds.justInTime, { ...facts, battery: 0.15, capacity: 30 });
    expect(propertiesOf(world, deviceIds.justInTime)).toMatchObject({
      online: true,
      locked: true,
      battery_level: 0.15,
      battery: { level: 0.15, status: "low" },
      max_active_codes_supported: 30,
      supported_code_lengths: [4, 6],
      supports_backup_access_code_pool: false,
    });
    world.parts.listener.deviceReported(deviceIds.justInTime, {
      ...facts,
      pinLengths: [8],
      pinConstraints: ["no_zeros"],
    });
    expect(propertiesOf(world, deviceIds.justInTime)).toMatchObject({
      max_active_codes_supported: 30,
      supported_code_lengths: [8],
      code_constraints: [{ constraint_type: "no_zeros" }],
    });
  });

  test("shows what only its vendor reports under the name that Seam has for it", () => {
    const world = new SeamWorld();
    const details = { lock_id: 7 };
    world.parts.listener.deviceReported(deviceIds.native, { ...facts, details });
    expect(propertiesOf(world, deviceIds.native)).toMatchObject({ august_metadata: details });
  });

  test("that lacks its keypad or its bridge cannot do what it needs them for; offline it still can", () => {
    const world = new SeamWorld();
    const flags = (reported: object) => {
      world.parts.listener.deviceReported(deviceIds.native, { ...facts, ...reported });
      const device = world.service.devices.get({ device_id: deviceIds.native });
      return [
        device["can_program_online_access_codes"],
        device["can_remotely_unlock"],
        device["can_unlock_with_code"],
      ];
    };
    expect(flags({})).toEqual([true, true, true]);
    expect(flags({ reachable: false })).toEqual([true, true, true]);
    expect(flags({ hasKeypad: false })).toEqual([false, true, false]);
    expect(flags({ hasKeypad: true, hasBridge: false })).toEqual([false, false, true]);
  });

  test("says when it comes and goes, once, and through what it was lost", () => {
    const world = new SeamWorld();
    const { listener } = world.parts;
    listener.deviceReported(deviceIds.native, facts);
    listener.deviceReported(deviceIds.native, facts);
    listener.gatewayReported("native", "gateway-native", false);
    listener.deviceReported(deviceIds.native, { ...facts, reachable: false });
    listener.gatewayReported("native", "gateway-native", true);
    listener.deviceReported(deviceIds.native, facts);
    listener.deviceReported(deviceIds.native, { ...facts, reachable: false });
    const events = world.log.list({ since: iso(0), device_id: deviceIds.native });
    expect(events.map((event) => [event.event_type, event["error_code"]])).toEqual([
      ["device.connected", undefined],
      ["device.disconnected", "hub_disconnected"],
      ["device.connected", undefined],
      ["device.disconnected", "device_disconnected"],
    ]);
  });

  test("that reports that its hub is away is not called offline besides", () => {
    const world = new SeamWorld();
    const { listener } = world.parts;
    listener.deviceReported(deviceIds.native, facts);
    listener.deviceReported(deviceIds.native, { ...facts, reachable: false, errors: ["hub_disconnected"] });
    const { errors } = world.service.devices.get({ device_id: deviceIds.native });
    expect(errors).toMatchObject([{ error_code: "hub_disconnected" }]);
    expect(world.log.list({ since: iso(0), device_id: deviceIds.native }).at(-1)).toMatchObject({
      event_type: "device.disconnected",
      error_code: "hub_disconnected",
    });
    listener.deviceReported(deviceIds.native, { ...facts, errors: [] });
    expect(world.service.devices.get({ device_id: deviceIds.native })["errors"]).toEqual([]);
  });

  test("that is seeded again keeps what is known of it", () => {
    const world = new SeamWorld();
    world.parts.listener.deviceReported(deviceIds.native, facts);
    world.restart();
    expect(propertiesOf(world, deviceIds.native)["online"]).toBe(true);
    expect(world.service.devices.list({}).items).toHaveLength(Object.keys(deviceIds).length);
  });
});

test("devices are found by id and by name, and filtered in lists", () => {
  const world = new SeamWorld();
  const { get, list } = world.service.devices;
  expect(get({ name: "Door native" }).device_id).toBe(deviceIds.native);
  expect(() => get({ device_id: "unknown-device" })).toThrow("Device not found");
  expect(() => get({})).toThrow("Device not found");
  const count = (query: Parameters<typeof list>[0]) => world.service.devices.list(query).items.length;
  expect(count({})).toBe(Object.keys(deviceIds).length);
  expect(count({ device_ids: [] })).toBe(0);
  expect(count({ device_ids: [deviceIds.native, "x"] })).toBe(1);
  expect(count({ search: "EDITING" })).toBe(2);
  expect(count({ manufacturer: "yale" })).toBe(0);
  expect(count({ device_type: "august_lock", connected_account_id: accountId })).toBe(
    Object.keys(deviceIds).length,
  );
  expect(count({ created_before: iso(world.clock.now()) })).toBe(0);
  expect(count({ limit: 3 })).toBe(3);
});
