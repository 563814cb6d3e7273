import { describe, expect, test } from "vitest";
import { RequestError } from "../../src/lock/errors.ts";
import { day, deviceIds, hour, iso, minute, SeamWorld, startAt } from "../support/seam-world.ts";

/** The error that a request is turned down with, and that nothing has come of it. */
function refusalOf(world: SeamWorld, request: () => unknown): RequestError {
  const before = world.log.list({ since: iso(0) }).length;
  const codes = world.service.accessCodes.list({}).items.length;
  let refusal: unknown;
  try {
    request();
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(RequestError);
  expect(world.log.list({ since: iso(0) })).toHaveLength(before);
  expect(world.service.accessCodes.list({}).items).toHaveLength(codes);
  return refusal as RequestError;
}

describe("a request for a code is turned down", () => {
  test("for a device that does not exist", () => {
    const world = new SeamWorld();
    const { create } = world.service.accessCodes;
    const refusal = refusalOf(world, () => create({ device_id: "no-such-device" }));
    expect([refusal.status, refusal.type]).toEqual([404, "device_not_found"]);
  });

  test.each([
    ["letters", { code: "12ab" }, "code"],
    ["a length that the family does not take", { code: "12345" }, "code"],
    ["an end in the past", { ends_at: iso(startAt - 1) }, "ends_at"],
    ["an end now", { ends_at: iso(startAt) }, "ends_at"],
    ["an end before the start", { starts_at: iso(startAt + day), ends_at: iso(startAt + hour) }, "ends_at"],
    ["a start without an end", { starts_at: iso(startAt + day) }, "ends_at"],
    ["a time that is none", { ends_at: "tomorrow" }, "ends_at"],
    [
      "a lock that is offline, if that matters",
      { attempt_for_offline_device: false },
      "attempt_for_offline_device",
    ],
    [
      "a permission that contradicts itself",
      { allow_external_modification: true, is_external_modification_allowed: false },
      "allow_external_modification",
    ],
  ])("for %s, by the name of the parameter", (_what, input, parameter) => {
    const world = new SeamWorld();
    const refusal = refusalOf(world, () => world.create("justInTime", input));
    expect(refusal.status).toBe(400);
    expect(Object.keys(refusal.parameters)).toEqual([parameter]);
  });

  test("for a PIN that the device itself says it does not take", () => {
    const world = new SeamWorld();
    const facts = { reachable: true, locked: true, battery: 1 };
    world.create("native", { code: "0123" });
    world.parts.listener.deviceReported(deviceIds.native, {
      ...facts,
      pinLengths: [6],
      pinConstraints: ["no_zeros"],
    });
    for (const code of ["4821", "482100"]) {
      const refusal = refusalOf(world, () => world.create("native", { code }));
      expect(Object.keys(refusal.parameters)).toEqual(["code"]);
      expect(refusal.message).not.toContain(code);
    }
    world.create("native", { code: "482111" });
  });

  test("for a PIN that another code of the device has, whatever their windows, until that one is off the lock", () => {
    const world = new SeamWorld();
    const first = world.create("justInTime", {
      code: "4821",
      starts_at: iso(startAt),
      ends_at: iso(startAt + hour),
    });
    const again = () =>
      world.create("justInTime", {
        code: "4821",
        starts_at: iso(startAt + 9 * day),
        ends_at: iso(startAt + 10 * day),
      });
    const refusal = refusalOf(world, again);
    expect([refusal.status, refusal.type]).toEqual([409, "duplicate_access_code"]);
    world.confirm(first);
    world.service.accessCodes.delete({ access_code_id: first });
    expect(world.code(first).status).toBe("removing");
    expect(refusalOf(world, again).type).toBe("duplicate_access_code");
    world.confirm(first);
    expect(world.code(again()).status).toBe("unset");
    world.create("native", { code: "4821" });
  });
});

describe("a PIN that nobody chose", () => {
  test("has the preferred length, or the shortest that the device takes", () => {
    const world = new SeamWorld();
    const lengthOf = (preferred?: number) =>
      world.code(
        world.create("justInTime", preferred === undefined ? {} : { preferred_code_length: preferred }),
      ).code?.length;
    expect([lengthOf(6), lengthOf(5), lengthOf()]).toEqual([6, 4, 4]);
  });

  test("is nobody else's, ours or not", () => {
    const world = new SeamWorld({ capacity: 10_000 });
    const free = "4821";
    for (let pin = 0; pin < 9_990; pin++) {
      const digits = String(pin).padStart(4, "0");
      if (digits !== free) world.locks.addForeign(deviceIds.justInTime, digits);
    }
    for (let pin = 9_990; pin < 10_000; pin++) world.create("justInTime", { code: String(pin) });
    // A hundred draws hit the one free PIN of 10,000 rarely, ten thousand nearly two times in three.
    let drawn: string | undefined;
    for (let attempt = 0; attempt < 20 && drawn === undefined; attempt++) {
      try {
        drawn = world.service.accessCodes.generateCode({ device_id: deviceIds.justInTime }).code;
      } catch (error) {
        expect(error).toBeInstanceOf(RequestError);
      }
    }
    expect(drawn === free).toBe(true);
  });

  test("is the one of the other codes with the same key", () => {
    const world = new SeamWorld();
    const one = world.create("justInTime", { common_code_key: "guest" });
    const other = world.create("native", { common_code_key: "guest" });
    expect(world.code(one).code === world.code(other).code).toBe(true);
    expect(world.code(other).common_code_key).toBe("guest");
    const refusal = refusalOf(world, () =>
      world.create("editing", { common_code_key: "guest", code: "000000000" }),
    );
    expect(Object.keys(refusal.parameters)).toEqual(["code"]);
  });
});

describe("the first answer", () => {
  test("of an ongoing code is setting, with an attempt that is pending", () => {
    const world = new SeamWorld();
    const { accessCode, actionAttempt } = world.service.accessCodes.create({
      device_id: deviceIds.native,
      name: "Ann",
      code: "0042",
    });
    expect(accessCode).toMatchObject({
      type: "ongoing",
      status: "setting",
      name: "Ann",
      code: "0042",
      starts_at: null,
      ends_at: null,
      appearance: null,
      errors: [],
      warnings: [],
      pending_mutations: [],
    });
    expect(actionAttempt).toMatchObject({ action_type: "CREATE_ACCESS_CODE", status: "pending" });
    expect(world.eventsOf(accessCode.access_code_id)).toEqual(["created"]);
  });

  test.each([
    ["native", 2 * hour],
    ["native", 10 * day],
    ["justInTime", 2 * hour],
  ] as const)("of a time-bound code of the future is unset (%s, in %i ms)", (family, delayMs) => {
    const world = new SeamWorld();
    const id = world.create(family, {
      starts_at: iso(startAt + delayMs),
      ends_at: iso(startAt + 20 * day),
    });
    expect(world.code(id)).toMatchObject({ type: "time_bound", status: "unset" });
  });

  test("of a code that only ends is setting, and it starts now", () => {
    const world = new SeamWorld();
    const id = world.create("justInTime", { ends_at: iso(startAt + 30 * minute) });
    expect(world.code(id)).toMatchObject({ status: "setting", starts_at: iso(startAt) });
  });
});

test("times are read with their offset, and without one as UTC", () => {
  const world = new SeamWorld();
  const id = world.create("native", {
    starts_at: "2026-03-08T01:30:00-08:00",
    ends_at: "2026-03-09T00:00:00",
  });
  expect(world.code(id)).toMatchObject({
    starts_at: "2026-03-08T09:30:00.000Z",
    ends_at: "2026-03-09T00:00:00.000Z",
  });
});
