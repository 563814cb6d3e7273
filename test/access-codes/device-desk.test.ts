import { describe, expect, test } from "vitest";
import { RequestError } from "../../src/lock/errors.ts";
import { accountId, day, deviceIds, hour, iso, SeamWorld, startAt } from "../support/seam-world.ts";

const device_id = deviceIds.native;

const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof RequestError) return error.type;
    throw error;
  }
  return "none";
};

const eventTypes = (world: SeamWorld, id = device_id): string[] =>
  world.log.list({ device_id: id, since: iso(0) }).map(({ event_type }) => event_type);

describe("a device's name and metadata", () => {
  test("are a client's to set, are found by, and go back to the device's own", () => {
    const { service, ...world } = withWorld();
    const name = () => service.devices.get({ device_id })["display_name"];
    service.devices.update({
      device_id,
      name: "Porch",
      custom_metadata: { room: "12", vip: true, gone: "x" },
    });
    service.devices.update({ device_id, custom_metadata: { gone: null } });
    expect(service.devices.get({ name: "Porch" })["custom_metadata"]).toEqual({ room: "12", vip: true });
    const listed = (custom_metadata_has: Record<string, string | boolean>) =>
      service.devices.list({ custom_metadata_has }).items.map((device) => device.device_id);
    expect([listed({ room: "12" }), listed({ vip: "true" }), listed({ room: "12", vip: false })]).toEqual([
      [device_id],
      [device_id],
      [],
    ]);
    service.devices.update({ device_id, properties: { name: null } });
    expect(name()).toBe("Door native");
    expect(eventTypes(world.world)).toEqual(["device.name_changed", "device.name_changed"]);
  });

  test("travel with every event, the account's too", () => {
    const { world, service } = withWorld();
    service.devices.update({ device_id, custom_metadata: { room: "12" } });
    service.connectedAccounts.update({ connected_account_id: accountId, custom_metadata: { site: "north" } });
    world.create("native", { code: "4821" });
    expect(world.log.get({ device_id })).toMatchObject({
      event_type: "access_code.created",
      device_custom_metadata: { room: "12" },
      connected_account_custom_metadata: { site: "north" },
    });
  });

  test("are bounded", () => {
    const { service } = withWorld();
    const custom_metadata = Object.fromEntries(
      Array.from({ length: 51 }, (_, index) => [`key${index}`, "x"]),
    );
    expect(refusal(() => service.devices.update({ device_id, custom_metadata }))).toBe("invalid_input");
    expect(service.devices.get({ device_id })["custom_metadata"]).toEqual({});
  });
});

describe("an unmanaged device", () => {
  test("is listed apart, takes no codes and moves no bolt, until it is managed again", () => {
    const { world, service } = withWorld();
    service.devices.update({ device_id, is_managed: false });
    expect(refusal(() => service.devices.get({ device_id }))).toBe("device_not_found");
    expect(service.devices.getUnmanaged({ device_id }).device_id).toBe(device_id);
    expect(service.devices.listUnmanaged({}).items.map((device) => device.device_id)).toEqual([device_id]);
    expect(refusal(() => world.create("native"))).toBe("device_unmanaged");
    expect(refusal(() => service.locks.unlockDoor({ device_id }))).toBe("device_unmanaged");
    world.parts.listener.gatewayReported("native", "gateway-native", true);
    world.parts.listener.deviceReported(device_id, { reachable: true, locked: true, battery: 1 });
    service.devices.update({ device_id, is_managed: true });
    world.create("native");
    expect(eventTypes(world).filter((type) => type.startsWith("device."))).toEqual([
      "device.converted_to_unmanaged",
      "device.unmanaged.connected",
      "device.unmanaged.converted_to_managed",
    ]);
  });

  test("is none while it has codes that nobody would take off; its backup codes go", () => {
    const { world, service } = withWorld();
    const code = world.create("native", {
      use_backup_access_code_pool: true,
      starts_at: iso(startAt),
      ends_at: iso(startAt + day),
    });
    world.locks.confirmAll();
    const unmanage = () => service.devices.update({ device_id, is_managed: false });
    expect(refusal(unmanage)).toBe("invalid_input");
    service.accessCodes.delete({ access_code_id: code });
    world.locks.confirmAll();
    unmanage();
    world.locks.confirmAll();
    expect(world.locks.live.filter((placement) => placement.deviceId === device_id)).toEqual([]);
  });
});

test("a deleted device is forgotten with its codes, whose PINs stay on the lock, and what it tells is not heard", () => {
  const { world, service } = withWorld();
  const code = world.create("native", { code: "4821" });
  const pending = service.accessCodes.update({ access_code_id: code, code: "7305" });
  service.devices.delete({ device_id });
  expect(refusal(() => service.devices.get({ device_id }))).toBe("device_not_found");
  expect(refusal(() => world.create("native"))).toBe("device_not_found");
  expect(world.exists(code)).toBe(false);
  expect(world.eventsOf(code).at(-1)).toBe("deleted");
  expect(world.eventsOf(code)).not.toContain("removed_from_device");
  expect(service.actionAttempts.get(pending).status).toBe("error");
  const count = world.log.list({ since: iso(0) }).length;
  world.parts.listener.deviceReported(device_id, { reachable: true, locked: true, battery: 1 });
  world.parts.listener.gatewayReported("native", "gateway-native", false);
  world.parts.listener.doorMoved(device_id, { messageId: "m", locked: false, method: "manual" });
  world.locks.addForeign(device_id, "9402");
  world.clock.advance(2 * hour);
  world.restart();
  expect(world.log.list({ since: iso(0) })).toHaveLength(count);
  expect(refusal(() => world.service.devices.get({ device_id }))).toBe("device_not_found");
});

test("an account is found by its address, narrowed down, and deleted with all that is behind it", () => {
  const { world, service } = withWorld();
  const { connectedAccounts } = service;
  const account = connectedAccounts.get({ connected_account_id: accountId });
  const { email } = account["user_identifier"] as { email: string };
  expect(connectedAccounts.get({ email })).toEqual(
    connectedAccounts.get({ connected_account_id: accountId }),
  );
  connectedAccounts.update({
    connected_account_id: accountId,
    automatically_manage_new_devices: false,
    accepted_capabilities: ["lock", "thermostat"],
    custom_metadata: { site: "north" },
  });
  expect(connectedAccounts.get({ email })).toMatchObject({
    automatically_manage_new_devices: false,
    accepted_capabilities: ["lock", "thermostat"],
    custom_metadata: { site: "north" },
  });
  const found = (input: Parameters<typeof connectedAccounts.list>[0]) =>
    connectedAccounts.list(input).items.length;
  expect([
    found({ search: "NORTH" }),
    found({ search: "south" }),
    found({ custom_metadata_has: { site: "north" } }),
    found({ user_identifier_key: "ann" }),
  ]).toEqual([1, 0, 1, 0]);
  connectedAccounts.sync({ connected_account_id: accountId });

  const code = world.create("native", { code: "4821" });
  connectedAccounts.delete({ connected_account_id: accountId });
  const types = world.log.list({ since: iso(0) }).map(({ event_type }) => event_type);
  expect(types.slice(-3)).toEqual(["device.deleted", "device.deleted", "device.deleted"]);
  expect(types).toEqual(expect.arrayContaining(["connected_account.deleted", "access_code.deleted"]));
  expect(world.exists(code)).toBe(false);
  expect([found({}), service.devices.list({}).items.length]).toEqual([0, 0]);
  expect(refusal(() => connectedAccounts.sync({ connected_account_id: accountId }))).toBe(
    "connected_account_not_found",
  );
});

test("devices are narrowed down by what they can", () => {
  const { service } = withWorld();
  const ids = (input: Parameters<typeof service.devices.list>[0]) =>
    service.devices.list(input).items.map((device) => device.device_id);
  expect(ids({ include_if: ["can_program_offline_access_codes"] })).toEqual([deviceIds.offline]);
  expect(ids({ exclude_if: ["can_program_online_access_codes"] })).toEqual([deviceIds.offline]);
  expect(ids({ customer_ids: ["somebody"] })).toEqual([]);
});

test("a reset takes every code off its lock and brings back what was deleted; its attempt ends with the last", () => {
  const { world, service } = withWorld();
  const code = world.create("native", { code: "4821" });
  world.confirm(code);
  service.devices.update({ device_id, name: "Porch", custom_metadata: { room: "12" } });
  service.devices.delete({ device_id: deviceIds.editing });
  const { action_attempt_id } = service.resetSandbox();
  const status = () => service.actionAttempts.get({ action_attempt_id }).status;
  expect(status()).toBe("pending");
  world.locks.confirmAll();
  expect([status(), world.exists(code)]).toEqual(["success", false]);
  expect(service.devices.get({ device_id })).toMatchObject({
    display_name: "Door native",
    custom_metadata: {},
  });
  expect(service.devices.get({ device_id: deviceIds.editing })).toMatchObject({ is_managed: true });
  expect(service.resetSandbox().status).toBe("success");
});

test("a deleted device that comes back is known as it has told of itself meanwhile", () => {
  const { world, service } = withWorld();
  const { listener } = world.parts;
  listener.gatewayReported("native", "gateway-native", true);
  listener.deviceReported(device_id, { reachable: true, locked: true, battery: 0.9 });
  service.devices.delete({ device_id });
  listener.deviceReported(device_id, { reachable: true, locked: false, battery: 0.5 });
  listener.gatewayReported("native", "gateway-native", false);
  service.resetSandbox();
  expect(service.devices.get({ device_id })).toMatchObject({
    properties: { online: false, locked: false, battery_level: 0.5 },
    errors: [{ error_code: "hub_disconnected" }],
  });
});

test("an answer to what was under way when a device was deleted is not heard, though the device is back", () => {
  const { world, service } = withWorld();
  const { action_attempt_id } = service.locks.unlockDoor({ device_id });
  service.devices.delete({ device_id });
  service.resetSandbox();
  world.locks.answerDoor({ moved: true, locked: false });
  expect(service.actionAttempts.get({ action_attempt_id })).toMatchObject({
    error: { type: "device_deleted" },
  });
});

test("several attempts are asked for at once; those that there never were are left out", () => {
  const { service } = withWorld();
  const { action_attempt_id } = service.locks.lockViaKeypad({ device_id });
  const listed = service.actionAttempts.list({ action_attempt_ids: ["none", action_attempt_id] });
  expect(listed).toMatchObject([{ action_type: "SIMULATE_MANUAL_LOCK_VIA_KEYPAD", status: "success" }]);
});

function withWorld() {
  const world = new SeamWorld();
  return { world, service: world.service };
}
