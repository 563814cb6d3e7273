import { schemas } from "@seamapi/types/connect";
import { expect, test } from "vitest";
import { day, deviceIds, hour, iso, minute, SeamWorld, startAt } from "../support/seam-world.ts";

/** What a Seam schema finds wrong with an object, by the place where it is wrong; never the values. */
function problems(
  schema: { safeParse(value: unknown): { success: boolean; error?: { issues: readonly unknown[] } } },
  value: unknown,
): readonly unknown[] {
  return schema.safeParse(value).error?.issues ?? [];
}

/** A world in which a code of each kind has been through something, and the codes as they were on the way. */
function eventful() {
  const world = new SeamWorld({ capacity: 3 });
  const { listener } = world.parts;
  const codes: unknown[] = [];
  const look = () => codes.push(...world.service.accessCodes.list({}).items);

  for (const deviceId of Object.values(deviceIds)) {
    listener.deviceReported(deviceId, {
      reachable: true,
      locked: true,
      battery: 0.5,
      hasKeypad: true,
      pinConstraints: ["no_zeros"],
    });
  }
  const stay = { starts_at: iso(startAt + day), ends_at: iso(startAt + 2 * day) };
  const scheduled = world.create("native", { name: "Ann", ...stay });
  world.confirm(scheduled);
  const ongoing = world.create("editing", { is_external_modification_allowed: true, code: "111111" });
  world.confirm(ongoing);
  world.locks.modifyExternally(world.placement(ongoing).placementId, "222222");
  const failing = world.create("justInTime", { code: "1111" });
  world.locks.fallSilent(world.placement(failing).placementId);
  for (const code of ["3331", "3332", "3333"]) world.create("justInTime", { code });
  look();
  listener.accountReported("native", "gateway-native", {
    errors: ["account_disconnected", "bridge_disconnected"],
    devices: [deviceIds.native],
  });
  listener.gatewayReported("native", "gateway-native", false);
  look();
  world.clock.advance(day + 20 * minute);
  look();
  world.service.accessCodes.update({ access_code_id: ongoing, code: "4444" });
  world.service.accessCodes.delete({ access_code_id: failing });
  world.locks.confirmAll();
  world.clock.advance(2 * day);
  look();
  world.locks.confirmAll();
  world.service.locks.unlockDoor({ device_id: deviceIds.native });
  world.locks.answerDoor({ moved: true, locked: false });
  listener.doorMoved(deviceIds.native, {
    messageId: "m",
    locked: true,
    method: "keycode",
    accessCodeId: scheduled,
  });
  world.clock.advance(hour);
  return { world, codes };
}

test("every access code is one by Seam's schema, whatever it has been through", () => {
  const { codes } = eventful();
  expect(codes.length).toBeGreaterThan(15);
  for (const code of codes) expect(problems(schemas.access_code, code)).toEqual([]);
});

test("every event is one by Seam's schema", () => {
  const { world } = eventful();
  const events = world.log.list({ since: iso(0) });
  expect(new Set(events.map(({ event_type }) => event_type)).size).toBeGreaterThan(12);
  for (const event of events) {
    expect(problems(schemas.seam_event, event), event.event_type).toEqual([]);
  }
});

test("devices, accounts and attempts are what Seam's schemas say", () => {
  const { world } = eventful();
  const devices = world.service.devices.list({}).items;
  const accounts = world.service.connectedAccounts.list({}).items;
  expect([devices.length, accounts.length]).toEqual([Object.keys(deviceIds).length, 1]);
  for (const device of devices) expect(problems(schemas.device, device)).toEqual([]);
  for (const account of accounts) expect(problems(schemas.connected_account, account)).toEqual([]);

  const attempts = [
    world.service.locks.lockDoor({ device_id: deviceIds.native }),
    world.service.locks.enterCode({ device_id: deviceIds.native, code: "1234" }),
    world.service.accessCodes.create({ device_id: deviceIds.editing, code: "5555" }).actionAttempt,
  ];
  for (const attempt of attempts) expect(problems(schemas.action_attempt, attempt)).toEqual([]);
});

test("the schemas would notice a code that is none", () => {
  const { codes } = eventful();
  expect(problems(schemas.access_code, { ...(codes[0] as object), status: "ready" })).not.toEqual([]);
});
