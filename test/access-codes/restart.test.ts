import { describe, expect, test } from "vitest";
import { day, hour, iso, minute, SeamWorld, startAt } from "../support/seam-world.ts";

const stay = (from: number, to: number) => ({ starts_at: iso(startAt + from), ends_at: iso(startAt + to) });

describe("after a restart", () => {
  test("deadlines are kept: a code is placed, starts and ends when it should", () => {
    const world = new SeamWorld();
    const id = world.create("native", stay(5 * day, 6 * day));
    world.restart();
    world.clock.advanceTo(startAt + 2 * day);
    world.confirm(id);
    world.restart();
    world.clock.advanceTo(startAt + 5 * day);
    expect(world.code(id).status).toBe("set");
    world.restart();
    world.clock.advanceTo(startAt + 6 * day);
    expect(world.code(id).status).toBe("removing");
  });

  test("what became due in the meantime is done, overdue removals first", () => {
    const world = new SeamWorld();
    const placed = world.create("justInTime", stay(5 * hour, 9 * hour));
    const ended = world.create("justInTime", stay(0, 2 * hour));
    world.confirm(ended);
    world.locks.calls.length = 0;
    world.clock.die();
    world.clock.jumpTo(startAt + 6 * hour);
    world.restart();
    expect(world.locks.calls).toEqual(["remove", "place"]);
    expect(world.code(ended).status).toBe("removing");
    expect(world.code(placed).status).toBe("setting");
    expect(world.warnings(ended)).toEqual(["delay_in_removing_from_device"]);
  });

  test("nothing is said or asked a second time", () => {
    const world = new SeamWorld();
    const id = world.create("native");
    world.clock.advance(20 * minute);
    world.locks.fallSilent(world.placement(id).placementId);
    world.confirm(id);
    const before = world.eventsOf(id);
    world.restart();
    expect(world.locks.calls).toEqual([]);
    world.clock.advance(day);
    expect(world.eventsOf(id)).toEqual(before);
  });

  test("a removal goes on and ends as it would have", () => {
    const world = new SeamWorld();
    const id = world.create("native");
    world.confirm(id);
    const { action_attempt_id } = world.service.accessCodes.delete({ access_code_id: id });
    world.restart();
    world.confirm(id);
    expect(world.exists(id)).toBe(false);
    expect(world.service.actionAttempts.get({ action_attempt_id }).status).toBe("success");
  });

  test("an exchange of PINs goes on and ends as it would have", () => {
    const world = new SeamWorld();
    const id = world.create("native", { code: "1111" });
    world.confirm(id);
    world.service.accessCodes.update({ access_code_id: id, code: "2222" });
    world.restart();
    world.locks.confirmAll();
    expect(world.placement(id).content.pin === "2222").toBe(true);
    expect(world.code(id).status).toBe("set");
  });
});
