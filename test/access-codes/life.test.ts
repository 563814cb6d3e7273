import { describe, expect, test } from "vitest";
import { day, hour, iso, SeamWorld, startAt } from "../support/seam-world.ts";

const stay = (from: number, to: number) => ({ starts_at: iso(startAt + from), ends_at: iso(startAt + to) });

describe("an ongoing code", () => {
  test("is placed at once, is set when the lock confirms it, and stays", () => {
    const world = new SeamWorld();
    const id = world.create("native", { name: "A guest with a long name" });
    expect(world.placement(id).content.window).toBeUndefined();
    world.locks.send(world.placement(id).placementId);
    expect(world.code(id).status).toBe("setting");
    world.confirm(id);
    expect(world.code(id)).toMatchObject({
      status: "set",
      appearance: { name: "A guest with a" },
      is_scheduled_on_device: false,
    });
    world.clock.advance(400 * day);
    expect(world.code(id).status).toBe("set");
    expect(world.eventsOf(id)).toEqual(["created", "set_on_device"]);
  });
});

describe("a code for a lock that keeps schedules", () => {
  test("is preloaded 72 hours ahead, is scheduled when confirmed, and set when it starts", () => {
    const world = new SeamWorld();
    const id = world.create("native", stay(10 * day, 12 * day));
    world.clock.advanceTo(startAt + 7 * day - 1);
    expect(world.placements(id)).toEqual([]);
    world.clock.advance(1);
    expect(world.placement(id).content.window).toEqual({
      startsAt: startAt + 10 * day,
      endsAt: startAt + 12 * day,
    });
    expect(world.code(id)).toMatchObject({ status: "unset", is_scheduled_on_device: false });
    world.confirm(id);
    expect(world.code(id)).toMatchObject({ status: "unset", is_scheduled_on_device: true });
    expect(world.eventsOf(id)).toEqual(["created", "scheduled_on_device"]);
    world.clock.advanceTo(startAt + 10 * day - 1);
    expect(world.code(id).status).toBe("unset");
    world.clock.advance(1);
    expect(world.code(id).status).toBe("set");
    expect(world.eventsOf(id)).toEqual(["created", "scheduled_on_device", "set_on_device"]);
  });

  test("is placed at once when it starts sooner than that", () => {
    const world = new SeamWorld();
    const id = world.create("native", stay(2 * hour, 4 * hour));
    expect(world.placement(id).content.window?.startsAt).toBe(startAt + 2 * hour);
  });

  test("is setting when it should work and is not on the lock yet", () => {
    const world = new SeamWorld();
    const id = world.create("native", stay(2 * hour, 4 * hour));
    world.clock.advance(2 * hour);
    expect(world.code(id).status).toBe("setting");
    expect(world.warnings(id)).toEqual(["delay_in_setting_on_device"]);
  });

  test("is programmed just in time, without a schedule, when native scheduling is not preferred", () => {
    const world = new SeamWorld();
    const id = world.create("native", { ...stay(2 * hour, 4 * hour), prefer_native_scheduling: false });
    world.clock.advance(hour - 1);
    expect(world.placements(id)).toEqual([]);
    world.clock.advance(1);
    expect(world.placement(id).content.window).toBeUndefined();
  });

  test("is removed by us as well when it ends", () => {
    const world = new SeamWorld();
    const id = world.create("native", stay(0, hour));
    world.confirm(id);
    world.clock.advance(hour);
    expect(world.placement(id).intent).toBe("absent");
    expect(world.code(id).status).toBe("removing");
  });
});

describe("a code for a lock without schedules", () => {
  test("is programmed 60 minutes ahead and is set when the lock confirms it, also before its start", () => {
    const world = new SeamWorld();
    const id = world.create("justInTime", stay(5 * hour, 9 * hour));
    world.clock.advance(4 * hour - 1);
    expect(world.code(id).status).toBe("unset");
    world.clock.advance(1);
    expect(world.code(id).status).toBe("setting");
    world.confirm(id);
    expect(world.code(id)).toMatchObject({ status: "set", is_scheduled_on_device: false });
    expect(world.eventsOf(id)).toEqual(["created", "set_on_device"]);
  });
});

describe("a code that has ended", () => {
  test("is removing until the lock confirms that it is gone, and then it is no more", () => {
    const world = new SeamWorld();
    const id = world.create("justInTime", stay(0, hour));
    world.confirm(id);
    world.clock.advance(hour);
    expect(world.code(id).status).toBe("removing");
    expect(world.eventsOf(id)).toEqual(["created", "set_on_device"]);
    world.confirm(id);
    expect(world.eventsOf(id)).toEqual(["created", "set_on_device", "removed_from_device", "deleted"]);
    expect(() => world.code(id)).toThrow("Access code not found");
    expect(world.clock.pending).toBe(0);
  });

  test("and was never sent anywhere is deleted without a removal", () => {
    const world = new SeamWorld();
    const id = world.create("justInTime", stay(0, hour));
    world.clock.advance(hour);
    expect(world.exists(id)).toBe(false);
    expect(world.eventsOf(id).filter((type) => !type.startsWith("delay"))).toEqual(["created", "deleted"]);
  });

  test("and was perhaps on the lock counts as removed when it is known to be gone", () => {
    const world = new SeamWorld();
    const id = world.create("justInTime", stay(0, hour));
    world.locks.send(world.placement(id).placementId);
    world.clock.advance(hour);
    expect(world.code(id).status).toBe("removing");
    world.confirm(id);
    expect(world.eventsOf(id).slice(-2)).toEqual(["removed_from_device", "deleted"]);
  });

  test("is removed when the clock jumps over its end, as after a suspended laptop", () => {
    const world = new SeamWorld();
    const id = world.create("justInTime", stay(0, hour));
    world.confirm(id);
    world.clock.jumpTo(startAt + 30 * day);
    expect(world.placement(id).intent).toBe("absent");
  });
});

describe("a delete", () => {
  test("of a code whose time has not come takes effect at once", () => {
    const world = new SeamWorld();
    const id = world.create("native", stay(10 * day, 11 * day));
    const attempt = world.service.accessCodes.delete({ access_code_id: id });
    expect(attempt).toMatchObject({ action_type: "DELETE_ACCESS_CODE", status: "success" });
    expect(world.exists(id)).toBe(false);
    expect(world.eventsOf(id)).toEqual(["created", "deleted"]);
  });

  test("may come twice, and both succeed when the code is off the lock", () => {
    const world = new SeamWorld();
    const id = world.create("native");
    world.confirm(id);
    const attempts = [0, 1].map(() => world.service.accessCodes.delete({ access_code_id: id }));
    expect(attempts.map(({ status }) => status)).toEqual(["pending", "pending"]);
    world.confirm(id);
    for (const { action_attempt_id } of attempts) {
      expect(world.service.actionAttempts.get({ action_attempt_id }).status).toBe("success");
    }
    expect(world.eventsOf(id).filter((type) => type === "deleted")).toHaveLength(1);
  });

  test("of a code that does not exist, or is on another device, is a 404", () => {
    const world = new SeamWorld();
    const id = world.create("native");
    const { delete: remove } = world.service.accessCodes;
    expect(() => remove({ access_code_id: "nobody" })).toThrow("Access code not found");
    expect(() => remove({ access_code_id: id, device_id: "elsewhere" })).toThrow("Access code not found");
    expect(world.code(id).status).toBe("setting");
  });
});

describe("an attempt", () => {
  test("to create succeeds when the code is set, or has nothing to do on the lock yet", () => {
    const world = new SeamWorld();
    const { accessCode, actionAttempt } = world.service.accessCodes.create({
      device_id: world.service.devices.list({}).items[0]?.device_id ?? "",
    });
    world.confirm(accessCode.access_code_id);
    const { action_attempt_id } = actionAttempt;
    expect(world.service.actionAttempts.get({ action_attempt_id })).toMatchObject({
      status: "success",
      result: { access_code: { access_code_id: accessCode.access_code_id, status: "set" } },
    });
    const later = world.service.accessCodes.create({
      device_id: accessCode.device_id,
      ...stay(10 * day, 11 * day),
    });
    expect(later.actionAttempt.status).toBe("success");
  });

  test("fails with the words of the code's error", () => {
    const world = new SeamWorld({ capacity: 0 });
    const { accessCode, actionAttempt } = world.service.accessCodes.create({
      device_id: world.service.devices.list({}).items[0]?.device_id ?? "",
    });
    expect(actionAttempt).toMatchObject({
      status: "error",
      error: { type: "no_space_for_access_code_on_device" },
    });
    expect(world.errors(accessCode.access_code_id)).toEqual(["no_space_for_access_code_on_device"]);
  });

  test("to create is overtaken by a delete", () => {
    const world = new SeamWorld();
    const { accessCode, actionAttempt } = world.service.accessCodes.create({
      device_id: world.service.devices.list({}).items[0]?.device_id ?? "",
    });
    world.service.accessCodes.delete({ access_code_id: accessCode.access_code_id });
    const { action_attempt_id } = actionAttempt;
    expect(world.service.actionAttempts.get({ action_attempt_id })).toMatchObject({
      status: "error",
      error: { type: "access_code_removed" },
    });
  });

  test("of another id is not found", () => {
    const world = new SeamWorld();
    expect(() => world.service.actionAttempts.get({ action_attempt_id: "nobody" })).toThrow("not found");
  });
});

test("a request that fails in the middle leaves nothing behind", () => {
  const world = new SeamWorld();
  const id = world.create("justInTime", stay(0, hour));
  world.confirm(id);
  const before = { code: world.code(id), events: world.eventsOf(id) };
  world.locks.remove = () => {
    throw new Error("the programmer broke");
  };
  expect(() => world.service.accessCodes.delete({ access_code_id: id })).toThrow("the programmer broke");
  expect({ code: world.code(id), events: world.eventsOf(id) }).toEqual(before);
  // The alarm for its end is still set.
  expect(() => world.clock.advance(hour)).toThrow("the programmer broke");
  expect(world.clock.now()).toBe(startAt + hour);
});
