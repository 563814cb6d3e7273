import { describe, expect, test } from "vitest";
import type { Refusal } from "../../src/lock/refusal.ts";
import { deviceIds, hour, iso, minute, SeamWorld, startAt } from "../support/seam-world.ts";

const slotsFull: Refusal = {
  vendorCode: "409",
  code: "august_device_slots_full",
  retry: "whenSlotFrees",
  outcome: "notDone",
  message: "All slots are taken.",
};

const offline: Refusal = {
  vendorCode: "422",
  code: "august_lock_temporarily_offline",
  warnFirst: "august_lock_temporarily_offline",
  retry: "later",
  outcome: "notDone",
  message: "The lock does not answer its bridge.",
};

describe("a refusal", () => {
  test("is a warning while attempts are left, then an error, and goes when the code is set", () => {
    const world = new SeamWorld();
    const id = world.create("native");
    const { placementId } = world.placement(id);
    world.locks.refuse(placementId, offline, { isFailing: false });
    world.clock.advance(minute);
    expect(world.code(id).warnings).toEqual([
      {
        warning_code: "august_lock_temporarily_offline",
        message: offline.message,
        created_at: iso(startAt),
      },
    ]);
    expect(world.errors(id)).toEqual([]);
    world.locks.refuse(placementId, offline, { isFailing: true });
    expect(world.warnings(id)).toEqual([]);
    expect(world.code(id).errors).toEqual([
      {
        error_code: "august_lock_temporarily_offline",
        is_access_code_error: true,
        message: offline.message,
        created_at: iso(startAt + minute),
      },
    ]);
    world.confirm(id);
    expect(world.code(id)).toMatchObject({ status: "set", errors: [], warnings: [] });
    expect(world.eventsOf(id)).toEqual(["created", "failed_to_set_on_device", "set_on_device"]);
  });

  test("without a warning of its own shows nothing until the attempts are spent", () => {
    const world = new SeamWorld();
    const id = world.create("native");
    world.locks.refuse(world.placement(id).placementId, slotsFull, { isFailing: false });
    expect([...world.errors(id), ...world.warnings(id)]).toEqual([]);
  });

  test("reported twice is one failure, and one that comes back is another", () => {
    const world = new SeamWorld();
    const id = world.create("editing");
    const { placementId } = world.placement(id);
    world.locks.refuse(placementId, slotsFull, { isFailing: true });
    world.locks.refuse(placementId, slotsFull, { isFailing: true });
    world.confirm(id);
    world.service.accessCodes.update({ access_code_id: id, code: "9090" });
    world.locks.refuse(placementId, slotsFull, { isFailing: true });
    expect(world.eventsOf(id).filter((type) => type === "failed_to_set_on_device")).toHaveLength(2);
  });
});

describe("silence", () => {
  test("while setting ends as failed_to_set_on_device, and the status is unknown", () => {
    const world = new SeamWorld();
    const id = world.create("native");
    world.locks.fallSilent(world.placement(id).placementId);
    expect(world.code(id).status).toBe("unknown");
    expect(world.errors(id)).toEqual(["failed_to_set_on_device"]);
    expect(world.eventsOf(id)).toEqual(["created", "failed_to_set_on_device"]);
  });

  test("while removing ends as failed_to_remove_from_device, and the code stays removing", () => {
    const world = new SeamWorld();
    const id = world.create("native");
    world.confirm(id);
    const attempt = world.service.accessCodes.delete({ access_code_id: id });
    world.locks.fallSilent(world.placement(id).placementId);
    expect(world.code(id).status).toBe("removing");
    expect(world.errors(id)).toEqual(["failed_to_remove_from_device"]);
    const { action_attempt_id } = attempt;
    expect(world.service.actionAttempts.get({ action_attempt_id })).toMatchObject({
      status: "error",
      error: { type: "failed_to_remove_from_device" },
    });
    world.confirm(id);
    expect(world.eventsOf(id)).toEqual([
      "created",
      "set_on_device",
      "failed_to_remove_from_device",
      "removed_from_device",
      "deleted",
    ]);
  });

  test("a lock's bare failure is named after what was being tried", () => {
    const world = new SeamWorld();
    const id = world.create("native");
    world.confirm(id);
    world.service.accessCodes.delete({ access_code_id: id });
    const failure: Refusal = { ...slotsFull, code: "failed_to_set_on_device", message: "Busy." };
    world.locks.refuse(world.placement(id).placementId, failure, { isFailing: true });
    expect(world.errors(id)).toEqual(["failed_to_remove_from_device"]);
  });
});

describe("a delay", () => {
  test("in setting an ongoing code is noticed after 15 minutes, once, and forgotten when it is set", () => {
    const world = new SeamWorld();
    const id = world.create("native");
    world.clock.advance(15 * minute - 1);
    expect(world.warnings(id)).toEqual([]);
    world.clock.advance(1);
    expect(world.code(id).warnings).toMatchObject([
      { warning_code: "delay_in_setting_on_device", created_at: iso(startAt + 15 * minute) },
    ]);
    world.clock.advance(hour);
    expect(world.code(id).warnings[0]?.created_at).toBe(iso(startAt + 15 * minute));
    world.confirm(id);
    expect(world.warnings(id)).toEqual([]);
    expect(world.eventsOf(id)).toEqual(["created", "delay_in_setting_on_device", "set_on_device"]);
  });

  test("in setting a time-bound code is noticed when it should work", () => {
    const world = new SeamWorld();
    const id = world.create("justInTime", {
      starts_at: iso(startAt + 2 * hour),
      ends_at: iso(startAt + 9 * hour),
    });
    world.clock.advance(2 * hour - 1);
    expect(world.warnings(id)).toEqual([]);
    world.clock.advance(1);
    expect(world.warnings(id)).toEqual(["delay_in_setting_on_device"]);
  });

  test("in setting a code that should work already is noticed after 15 minutes", () => {
    const world = new SeamWorld();
    const id = world.create("justInTime", { ends_at: iso(startAt + 9 * hour) });
    expect(world.warnings(id)).toEqual([]);
    world.clock.advance(15 * minute);
    expect(world.warnings(id)).toEqual(["delay_in_setting_on_device"]);
  });

  test("in removing is noticed after 15 minutes, once", () => {
    const world = new SeamWorld();
    const id = world.create("native");
    world.confirm(id);
    world.service.accessCodes.delete({ access_code_id: id });
    world.clock.advance(15 * minute - 1);
    expect(world.warnings(id)).toEqual([]);
    world.clock.advance(hour);
    expect(world.warnings(id)).toEqual(["delay_in_removing_from_device"]);
    world.confirm(id);
    expect(world.eventsOf(id)).toEqual([
      "created",
      "set_on_device",
      "delay_in_removing_from_device",
      "removed_from_device",
      "deleted",
    ]);
  });

  test("of the vendor's own is its warning", () => {
    const world = new SeamWorld();
    const id = world.create("native");
    world.locks.slow(world.placement(id).placementId, "august_device_programming_delay");
    expect(world.warnings(id)).toEqual(["august_device_programming_delay"]);
    world.confirm(id);
    expect(world.warnings(id)).toEqual([]);
  });
});

describe("other hands", () => {
  const setCode = (isAllowed: boolean) => {
    const world = new SeamWorld();
    const id = world.create("native", { code: "1111", is_external_modification_allowed: isAllowed });
    world.confirm(id);
    return { world, id, placementId: world.placement(id).placementId };
  };

  test("that change a code are undone: an error until it is as it was", () => {
    const { world, id, placementId } = setCode(false);
    world.clock.advance(minute);
    world.locks.modifyExternally(placementId, "9999");
    expect(world.code(id).code === "1111").toBe(true);
    expect(world.code(id)).toMatchObject({
      status: "setting",
      warnings: [],
      errors: [
        {
          error_code: "code_modified_external_to_seam",
          is_access_code_error: true,
          created_at: iso(startAt + minute),
        },
      ],
    });
    world.confirm(id);
    expect(world.code(id)).toMatchObject({ status: "set", errors: [] });
    expect(world.eventsOf(id)).toEqual([
      "created",
      "set_on_device",
      "modified_external_to_seam",
      "set_on_device",
    ]);
  });

  test("that may change a code are followed: its PIN is adopted, and a warning says so", () => {
    const { world, id, placementId } = setCode(true);
    world.locks.modifyExternally(placementId, "9999");
    expect(world.code(id).code === "9999").toBe(true);
    expect(world.code(id)).toMatchObject({ status: "set", errors: [] });
    expect(world.warnings(id)).toEqual(["code_modified_external_to_seam"]);
    expect(world.eventsOf(id)).toEqual(["created", "set_on_device", "modified_external_to_seam"]);
    expect(world.locks.calls).toEqual(["place"]);
  });

  test("that may change a code with a schedule may change the schedule too", () => {
    const world = new SeamWorld();
    const id = world.create("native", {
      ends_at: iso(startAt + hour),
      is_external_modification_allowed: true,
    });
    world.confirm(id);
    world.locks.modifyExternally(world.placement(id).placementId, "9999");
    expect(world.locks.calls).toEqual(["place"]);
    expect(world.code(id).status).toBe("set");
    world.clock.advance(hour);
    expect(world.code(id).status).toBe("removing");
  });

  test("that delete a code are undone", () => {
    const { world, id, placementId } = setCode(false);
    world.locks.deleteExternally(placementId);
    expect(world.errors(id)).toEqual(["code_modified_external_to_seam"]);
    world.confirm(id);
    expect(world.eventsOf(id)).toEqual([
      "created",
      "set_on_device",
      "deleted_external_to_seam",
      "set_on_device",
    ]);
  });

  test("that may delete a code leave it unset, with a warning, and that is no delay", () => {
    const { world, id, placementId } = setCode(true);
    world.locks.deleteExternally(placementId);
    world.clock.advance(hour);
    expect(world.code(id)).toMatchObject({ status: "unset", errors: [] });
    expect(world.warnings(id)).toEqual(["code_modified_external_to_seam"]);
    expect(world.eventsOf(id)).toEqual(["created", "set_on_device", "deleted_external_to_seam"]);
  });

  test("that insist are reported as a third party", () => {
    const { world, id, placementId } = setCode(false);
    world.locks.modifyExternally(placementId, "9999");
    world.locks.giveUpUndoing(placementId);
    expect(world.warnings(id)).toContain("third_party_integration_detected");
  });

  test("that touch a code which is leaving are of no interest", () => {
    const { world, id, placementId } = setCode(false);
    world.service.accessCodes.delete({ access_code_id: id });
    world.store.transaction(() =>
      world.parts.listener.changedExternally(world.locks.get(placementId), { type: "deleted" }),
    );
    expect(world.eventsOf(id)).toEqual(["created", "set_on_device"]);
  });
});

describe("the errors of a device and its account", () => {
  const facts = { reachable: true, locked: true, battery: 0.8 };

  test("are on each of its codes and on no other's, as long as they last", () => {
    const world = new SeamWorld();
    const ids = [
      world.create("native", { code: "1111" }),
      world.create("native", { code: "2222" }),
      world.create("editing"),
    ];
    world.parts.listener.deviceReported(deviceIds.native, facts);
    world.parts.listener.gatewayReported("native", "gateway-native", false);
    world.clock.advance(minute);
    world.parts.listener.gatewayReported("native", "gateway-native", false);
    expect(ids.map((id) => world.errors(id))).toEqual([["hub_disconnected"], ["hub_disconnected"], []]);
    expect(world.code(ids[0] ?? "").errors[0]).toMatchObject({
      is_device_error: true,
      created_at: iso(startAt),
    });
    world.parts.listener.gatewayReported("native", "gateway-native", true);
    expect(ids.map((id) => world.errors(id))).toEqual([[], [], []]);
  });

  test.each([
    ["native", { hasBridge: false, errors: ["august_lock_missing_bridge"] }, "august_lock_missing_bridge"],
    ["editing", { hasBridge: false }, "hub_disconnected"],
    ["native", { reachable: false }, "device_offline"],
  ] as const)("%s %j: %s", (family, reported, error) => {
    const world = new SeamWorld();
    const id = world.create(family);
    world.parts.listener.deviceReported(deviceIds[family], { ...facts, ...reported });
    expect(world.errors(id)).toEqual([error]);
    world.parts.listener.deviceReported(deviceIds[family], { ...facts, hasBridge: true, errors: [] });
    expect(world.errors(id)).toEqual([]);
  });

  test("a device that its account no longer lists is removed, if that lasts, and comes back", () => {
    const world = new SeamWorld();
    const id = world.create("native");
    world.confirm(id);
    const list = (...devices: string[]) =>
      world.parts.listener.accountReported("native", "gateway-native", { errors: [], devices });
    list();
    world.clock.advance(14 * minute);
    list(deviceIds.native);
    world.clock.advance(hour);
    expect(world.errors(id)).toEqual([]);
    list();
    world.clock.advance(minute);
    world.restart();
    world.clock.advance(14 * minute);
    expect(world.code(id)).toMatchObject({
      status: "set",
      errors: [{ error_code: "device_removed", is_device_error: true }],
    });
    list(deviceIds.native);
    expect(world.errors(id)).toEqual([]);
  });

  test("an account is in trouble as long as any of its gateways tells so", () => {
    const world = new SeamWorld();
    const id = world.create("editing");
    const tell = (family: "native" | "editing", errors: ("invalid_credentials" | "bridge_disconnected")[]) =>
      world.parts.listener.accountReported(family, `gateway-${family}`, {
        errors,
        devices: [deviceIds[family]],
      });
    tell("native", ["invalid_credentials"]);
    tell("editing", []);
    expect(world.code(id)).toMatchObject({
      status: "unknown",
      errors: [{ error_code: "invalid_credentials", is_bridge_error: true }],
    });
    tell("native", []);
    expect(world.errors(id)).toEqual([]);
  });

  test("an account's is not the device's own, and makes the status unknown", () => {
    const world = new SeamWorld();
    const id = world.create("native");
    world.confirm(id);
    const devices = [deviceIds.native];
    world.parts.listener.accountReported("native", "gateway-native", {
      errors: ["account_disconnected"],
      devices,
    });
    expect(world.code(id)).toMatchObject({
      status: "unknown",
      errors: [
        { error_code: "account_disconnected", is_connected_account_error: true, is_device_error: false },
      ],
    });
    world.parts.listener.accountReported("native", "gateway-native", { errors: [], devices });
    expect(world.code(id)).toMatchObject({ status: "set", errors: [] });
    expect(world.eventsOf(id)).toEqual(["created", "set_on_device"]);
  });
});
