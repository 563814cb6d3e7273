import { describe, expect, test } from "vitest";
import { RequestError } from "../../src/lock/errors.ts";
import { day, deviceIds, type Family, hour, iso, SeamWorld, startAt } from "../support/seam-world.ts";

const stay = (from: number, to: number) => ({ starts_at: iso(startAt + from), ends_at: iso(startAt + to) });

/** A code that is set, with the PIN 1111. */
function setCode(family: Family, options: { capacity?: number; times?: ReturnType<typeof stay> } = {}) {
  const world = new SeamWorld(options.capacity === undefined ? {} : { capacity: options.capacity });
  const id = world.create(family, { code: "1111", name: "Ann", ...options.times });
  world.confirm(id);
  world.locks.calls.length = 0;
  const update = (input: Omit<Parameters<typeof world.service.accessCodes.update>[0], "access_code_id">) =>
    world.service.accessCodes.update({ access_code_id: id, ...input });
  return { world, id, update };
}

describe("another PIN", () => {
  test("is written into the same entry where the lock can edit", () => {
    const { world, id, update } = setCode("editing");
    update({ code: "2222" });
    expect(world.locks.calls).toEqual(["change"]);
    expect(world.placement(id).content.pin === "2222").toBe(true);
    expect(world.code(id).status).toBe("setting");
    world.confirm(id);
    expect(world.code(id).status).toBe("set");
    expect(world.eventsOf(id)).toEqual(["created", "set_on_device", "changed", "set_on_device"]);
  });

  test("is placed beside the old one elsewhere, and the old one goes when the new one is confirmed", () => {
    const { world, id, update } = setCode("native");
    update({ code: "2222" });
    expect(world.code(id).status).toBe("setting");
    const [old, fresh] = world.placements(id);
    expect([old?.intent, fresh?.intent]).toEqual(["present", "present"]);
    world.locks.confirm(fresh?.placementId ?? "");
    expect(world.code(id).status).toBe("set");
    expect(world.placements(id)[0]?.intent).toBe("absent");
    world.locks.confirm(old?.placementId ?? "");
    expect(world.placements(id)).toHaveLength(1);
    expect(world.eventsOf(id)).toEqual(["created", "set_on_device", "changed", "set_on_device"]);
  });

  test("waits for the old one to go where there is no room for both", () => {
    const { world, id, update } = setCode("native", { capacity: 1 });
    update({ code: "2222" });
    const [old, fresh] = world.placements(id);
    expect(old?.intent).toBe("absent");
    expect(fresh?.slot).toBe(0);
    world.locks.confirm(old?.placementId ?? "");
    expect(world.placement(id).slot).toBe(1);
    world.confirm(id);
    expect(world.code(id)).toMatchObject({ status: "set", errors: [] });
  });

  test("may be the old one again before the new one has arrived", () => {
    const { world, id, update } = setCode("native");
    update({ code: "2222" });
    update({ code: "1111" });
    world.locks.confirmAll();
    expect(world.placement(id).content.pin === "1111").toBe(true);
    expect(world.code(id).status).toBe("set");
  });

  test("may be the old one again while the old one is leaving: it comes back when it is gone, and the other stays so long", () => {
    const { world, id, update } = setCode("native");
    update({ code: "2222" });
    const [old, fresh] = world.placements(id);
    world.locks.confirm(fresh?.placementId ?? "");
    update({ code: "1111" });
    expect(world.placements(id).map(({ intent }) => intent)).toEqual(["absent", "present"]);
    expect(world.code(id).status).toBe("setting");
    world.locks.confirm(old?.placementId ?? "");
    expect(world.locks.standing(deviceIds.native)).toHaveLength(1);
    world.locks.confirmAll();
    expect(world.placement(id).content.pin === "1111").toBe(true);
  });

  test("replaces at once one that the lock refused", () => {
    const world = new SeamWorld();
    const id = world.create("native", { code: "1111" });
    world.locks.refuse(
      world.placement(id).placementId,
      {
        vendorCode: "taken",
        code: "duplicate_code_on_device",
        retry: "whenCodeChanges",
        outcome: "notDone",
        message: "Taken.",
      },
      { isFailing: true },
    );
    expect(world.errors(id)).toEqual(["duplicate_code_on_device"]);
    world.service.accessCodes.update({ access_code_id: id, code: "2222" });
    expect(world.placement(id).content.pin === "2222").toBe(true);
    expect(world.code(id)).toMatchObject({ status: "setting", errors: [] });
  });

  test("is refused when it breaks a rule or is another's, and may be what this code leaves behind", () => {
    const { world, id, update } = setCode("justInTime");
    world.create("justInTime", { code: "3333" });
    expect(() => update({ code: "3333" })).toThrow(
      expect.objectContaining({ type: "duplicate_access_code" }),
    );
    expect(() => update({ code: "333" })).toThrow(RequestError);
    expect(world.eventsOf(id)).toEqual(["created", "set_on_device"]);
    update({ code: "4444" });
    expect(() => world.create("justInTime", { code: "1111" })).toThrow(
      expect.objectContaining({ type: "duplicate_access_code" }),
    );
  });
});

describe("another name", () => {
  test("is written where the lock can edit", () => {
    const { world, id, update } = setCode("editing");
    update({ name: "Bob" });
    expect(world.locks.calls).toEqual(["change"]);
    world.confirm(id);
    expect(world.code(id)).toMatchObject({ name: "Bob", appearance: { name: "Bob" } });
  });

  test("leaves the lock alone elsewhere, and appearance shows what stands there", () => {
    const { world, id, update } = setCode("native");
    expect(update({ name: "Bob" }).status).toBe("success");
    expect(world.locks.calls).toEqual([]);
    expect(world.code(id)).toMatchObject({ name: "Bob", appearance: { name: "Ann" }, status: "set" });
    expect(world.eventsOf(id)).toEqual(["created", "set_on_device", "changed"]);
  });
});

describe("another time", () => {
  test("on a lock with schedules that cannot edit takes the code off and puts it on again", () => {
    const { world, id, update } = setCode("native", { times: stay(0, hour) });
    update({ ends_at: iso(startAt + 5 * hour) });
    expect(world.locks.calls).toEqual(["remove"]);
    expect(world.code(id).status).toBe("setting");
    world.confirm(id);
    expect(world.placement(id).content.window?.endsAt).toBe(startAt + 5 * hour);
    world.confirm(id);
    expect(world.code(id).status).toBe("set");
    expect(world.eventsOf(id)).toEqual(["created", "set_on_device", "changed", "set_on_device"]);
  });

  test("on one that can edit is written into the same entry, so that no guest stands before a door without a code", () => {
    const { world, id, update } = setCode("nativeEditing", { times: stay(0, hour) });
    update({ ends_at: iso(startAt + 5 * hour) });
    expect(world.locks.calls).toEqual(["change"]);
    expect(world.code(id).status).toBe("setting");
    expect(world.placement(id).content.window?.endsAt).toBe(startAt + 5 * hour);
    world.confirm(id);
    expect(world.code(id).status).toBe("set");
    expect(world.eventsOf(id)).toEqual(["created", "set_on_device", "changed", "set_on_device"]);
  });

  test("on any other lock touches only our own alarms", () => {
    const { world, id, update } = setCode("justInTime", { times: stay(0, hour) });
    update({ ends_at: iso(startAt + 5 * hour) });
    world.clock.advance(5 * hour - 1);
    expect(world.locks.calls).toEqual([]);
    world.clock.advance(1);
    expect(world.code(id).status).toBe("removing");
  });

  test("far ahead takes the code off the lock until then, and that is no removal", () => {
    const { world, id, update } = setCode("justInTime");
    update({ type: "time_bound", ...stay(5 * day, 6 * day) });
    expect(world.code(id)).toMatchObject({ status: "removing", type: "time_bound" });
    world.confirm(id);
    expect(world.code(id).status).toBe("unset");
    world.clock.advanceTo(startAt + 5 * day - hour);
    world.confirm(id);
    expect(world.code(id).status).toBe("set");
    expect(world.eventsOf(id)).toEqual(["created", "set_on_device", "changed", "set_on_device"]);
  });

  test("none at all makes the code ongoing, and it no longer ends", () => {
    for (const input of [{ type: "ongoing" as const }, { starts_at: null, ends_at: null }]) {
      const { world, id, update } = setCode("justInTime", { times: stay(0, hour) });
      update(input);
      world.clock.advance(day);
      expect(world.code(id)).toMatchObject({
        type: "ongoing",
        status: "set",
        starts_at: null,
        ends_at: null,
      });
    }
  });

  test.each([
    [{ starts_at: iso(startAt + hour) }, "ends_at"],
    [{ type: "time_bound" as const }, "ends_at"],
    [{ ends_at: iso(startAt - hour) }, "ends_at"],
    [{ type: "ongoing" as const, ends_at: iso(startAt + hour) }, "type"],
  ])("that makes no sense is refused: %j", (input, parameter) => {
    const { world, id, update } = setCode("native");
    let refusal: unknown;
    try {
      update(input);
    } catch (error) {
      refusal = error;
    }
    expect(Object.keys((refusal as RequestError).parameters)).toEqual([parameter]);
    expect(world.code(id).type).toBe("ongoing");
  });
});

test("an update that changes nothing says nothing", () => {
  const { world, id, update } = setCode("native");
  expect(update({ name: "Ann", code: "1111" }).status).toBe("success");
  expect(world.eventsOf(id)).toEqual(["created", "set_on_device"]);
});

test("a code that is being removed, or has ended, cannot be updated", () => {
  const { world, id, update } = setCode("native");
  world.service.accessCodes.delete({ access_code_id: id });
  expect(() => update({ name: "Bob" })).toThrow(expect.objectContaining({ status: 400 }));
  expect(world.code(id).name).toBe("Ann");
});

test("permission for other hands reaches the placements, by either name", () => {
  const { world, id, update } = setCode("native");
  update({ allow_external_modification: true });
  expect(world.placement(id).acceptsExternalChange).toBe(true);
  update({ is_external_modification_allowed: false });
  expect(world.placement(id).acceptsExternalChange).toBe(false);
});
