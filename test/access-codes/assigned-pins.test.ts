import { describe, expect, test } from "vitest";
import { day, hour, iso, SeamWorld, startAt } from "../support/seam-world.ts";

describe("where the device's maker chooses the PIN", () => {
  test("a code has none until it is told, and then it is the code's", () => {
    const world = new SeamWorld();
    const id = world.create("assigning");
    expect(world.code(id)).toMatchObject({
      code: null,
      is_waiting_for_code_assignment: true,
      status: "setting",
    });
    world.locks.assign(world.placement(id).placementId, "705316");
    expect(world.code(id)).toMatchObject({
      code: "705316",
      is_waiting_for_code_assignment: false,
      status: "set",
    });
    expect(world.locks.calls).toEqual(["place"]);
    expect(world.eventsOf(id)).toEqual(["created", "set_on_device"]);
    world.restart();
    expect(world.code(id).code === "705316").toBe(true);
  });

  test("nobody else can choose it", () => {
    const world = new SeamWorld();
    expect(() => world.create("assigning", { code: "4821" })).toThrow('"code" must be left out');
    expect(() => world.create("assigning", { common_code_key: "k" })).toThrow('"code" must be left out');
    const id = world.create("assigning");
    world.locks.assign(world.placement(id).placementId, "705316");
    const { update } = world.service.accessCodes;
    expect(() => update({ access_code_id: id, code: "4821" })).toThrow('"code" must be left out');
  });

  test("a PIN that had to be made again is the code's from then on, and there is none in between", () => {
    const world = new SeamWorld();
    const id = world.create("assigning");
    const { placementId } = world.placement(id);
    world.locks.assign(placementId, "705316");
    world.locks.loseAssigned(placementId);
    expect(world.code(id)).toMatchObject({
      code: null,
      is_waiting_for_code_assignment: true,
      status: "setting",
    });
    world.locks.assign(placementId, "918273");
    expect(world.code(id)).toMatchObject({ code: "918273", status: "set" });
    expect(world.locks.calls).toEqual(["place"]);
    expect(world.eventsOf(id)).toEqual([
      "created",
      "set_on_device",
      "deleted_external_to_seam",
      "set_on_device",
    ]);
  });

  test("a change of times keeps the PIN where the maker does", () => {
    const world = new SeamWorld();
    const id = world.create("assigning");
    world.locks.assign(world.placement(id).placementId, "705316");
    world.service.accessCodes.update({ access_code_id: id, name: "Bob" });
    expect(world.locks.calls).toEqual(["place"]);
  });
});

describe("an offline code", () => {
  const stay = (from: number, until: number) => ({
    starts_at: iso(startAt + from),
    ends_at: iso(startAt + until),
    is_offline_access_code: true,
  });

  test("is issued at once, works by the maker's times, and goes when they are over", () => {
    const world = new SeamWorld();
    const id = world.create("offline", stay(2 * day + 10 * 60_000, 3 * day - 10 * 60_000));
    expect(world.code(id)).toMatchObject({
      code: null,
      status: "unset",
      starts_at: iso(startAt + 2 * day),
      ends_at: iso(startAt + 3 * day),
      is_offline_access_code: true,
      is_waiting_for_code_assignment: true,
    });
    world.locks.assign(world.placement(id).placementId, "123456789");
    expect(world.code(id)).toMatchObject({ status: "unset", is_scheduled_on_device: false });
    expect(world.warnings(id)).toEqual(["igloo_algopin_must_be_used_within_24_hours"]);
    world.clock.advance(2 * day);
    expect(world.code(id).status).toBe("set");
    world.clock.advance(hour);
    expect(world.warnings(id)).toEqual([]);
    world.clock.advance(day);
    expect(world.exists(id)).toBe(false);
    expect(world.eventsOf(id)).toEqual(["created", "set_on_device", "removed_from_device", "deleted"]);
  });

  test("cannot be taken back, changed or chosen, and says until when it stays valid", () => {
    const world = new SeamWorld();
    const id = world.create("offline", stay(0, day));
    const { update, delete: remove } = world.service.accessCodes;
    expect(() => update({ access_code_id: id, name: "Bob" })).toThrow("no offline code can be changed");
    world.locks.assign(world.placement(id).placementId, "123456789");
    expect(() => remove({ access_code_id: id })).toThrow(`stays valid until ${iso(startAt + day)}`);
    expect(() => world.create("offline", { ...stay(0, day), code: "4821" })).toThrow(
      '"code" must be left out',
    );
    expect(() => world.create("offline", stay(30 * 60_000 + 30 * 60_000 - 1, day))).not.toThrow();
    expect(world.code(id).status).toBe("set");
  });

  test("that was never issued can be deleted", () => {
    const world = new SeamWorld();
    const id = world.create("offline", stay(0, day));
    world.service.accessCodes.delete({ access_code_id: id });
    expect(world.exists(id)).toBe(false);
    expect(world.eventsOf(id)).toEqual(["created", "deleted"]);
  });

  test("is refused where a device has none, where it has none such, and an online one where it has only offline ones", () => {
    const world = new SeamWorld();
    expect(() => world.create("native", stay(0, day))).toThrow("no offline access codes");
    expect(() => world.create("offline", { code: "4821" })).toThrow("offline codes only");
    expect(() => world.create("native", { is_one_time_use: true })).toThrow(
      "must be false for an online code",
    );
    expect(() =>
      world.create("offline", { is_offline_access_code: true, use_offline_access_code: false }),
    ).toThrow("contradicts");
  });

  test("that opens once ends by the maker's rule", () => {
    const world = new SeamWorld();
    const id = world.create("offline", {
      starts_at: iso(startAt),
      is_offline_access_code: true,
      is_one_time_use: true,
    });
    expect(world.code(id)).toMatchObject({ is_one_time_use: true, ends_at: iso(startAt + day) });
  });
});
