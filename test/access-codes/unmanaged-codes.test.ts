import { expect, test } from "vitest";
import { RequestError } from "../../src/lock/errors.ts";
import { accountId, deviceIds, hour, iso, SeamWorld, startAt } from "../support/seam-world.ts";

const device_id = deviceIds.native;

/** A lock on which its owner has made a code. */
function ownersCode(pin: string | null = "9402") {
  const world = new SeamWorld();
  const entry = world.locks.addForeign(device_id, pin ?? undefined, "Owner");
  return { world, entry, access_code_id: entry.foreignId, codes: world.service.unmanagedCodes };
}

const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof RequestError) return error.type;
    throw error;
  }
  return "none";
};

test("what others put on a lock is listed, found by id and by PIN, and told of", () => {
  const { world, access_code_id, codes } = ownersCode();
  const listed = codes.list({ device_id }).items;
  expect(listed).toMatchObject([{ access_code_id, name: "Owner", is_managed: false, type: "ongoing" }]);
  expect(codes.get({ access_code_id })).toEqual(listed[0]);
  expect(codes.get({ device_id, code: "9402" })).toEqual(listed[0]);
  expect(world.eventsOf(access_code_id)).toEqual(["unmanaged.created"]);
  expect(world.service.accessCodes.list({ device_id }).items).toEqual([]);
});

test("what others take off the lock is no longer listed", () => {
  const { world, entry, access_code_id, codes } = ownersCode();
  world.locks.removeForeign(entry);
  expect(codes.list({ device_id }).items).toEqual([]);
  expect(refusal(() => codes.get({ access_code_id }))).toBe("access_code_not_found");
  expect(world.eventsOf(access_code_id)).toEqual(["unmanaged.created", "unmanaged.removed"]);
});

test("a code is converted once the lock has been looked at, keeps its id, and is then ours to change", () => {
  const { world, access_code_id, codes } = ownersCode();
  codes.convertToManaged({ access_code_id, is_external_modification_allowed: true });
  expect(codes.list({ device_id }).items).toHaveLength(1);
  world.locks.showForeign();

  expect(codes.list({ device_id }).items).toEqual([]);
  expect(world.code(access_code_id)).toMatchObject({
    name: "Owner",
    status: "set",
    is_managed: true,
    is_external_modification_allowed: true,
    errors: [],
  });
  world.service.accessCodes.delete({ access_code_id });
  world.locks.confirmAll();
  expect(world.eventsOf(access_code_id)).toEqual([
    "unmanaged.created",
    "unmanaged.converted_to_managed",
    "removed_from_device",
    "deleted",
  ]);
});

test("a schedule that stands on the lock becomes the code's own", () => {
  const { world, entry, access_code_id, codes } = ownersCode();
  const window = { startsAt: startAt + hour, endsAt: startAt + 3 * hour };
  world.store.foreignEntries.save({ ...entry, window });
  codes.convertToManaged({ access_code_id });
  world.locks.showForeign();
  expect(world.code(access_code_id)).toMatchObject({
    type: "time_bound",
    starts_at: iso(window.startsAt),
    ends_at: iso(window.endsAt),
    status: "unset",
    is_scheduled_on_device: true,
  });
  world.clock.advance(2 * hour);
  expect(world.code(access_code_id).status).toBe("set");
  world.clock.advance(2 * hour);
  world.locks.confirmAll();
  expect(world.exists(access_code_id)).toBe(false);
});

test.each([
  ["is gone when the lock is looked at", "9402", "gone"],
  ["does not show its PIN", null, "hidden"],
  ["has the PIN of one of ours", "9402", "twice"],
])("a code that %s is not converted, and an event says so", (_words, pin, how) => {
  const { world, entry, access_code_id, codes } = ownersCode(pin);
  codes.convertToManaged({ access_code_id });
  if (how === "gone") world.locks.removeForeign(entry);
  if (how === "twice") world.create("native", { code: "9402" });
  world.locks.showForeign();
  expect(world.eventsOf(access_code_id)).toContain("unmanaged.failed_to_convert_to_managed");
  expect(world.exists(access_code_id)).toBe(false);
});

test("a conversion outlives the process", () => {
  const { world, access_code_id, codes } = ownersCode();
  codes.convertToManaged({ access_code_id });
  world.restart();
  world.locks.showForeign();
  expect(world.code(access_code_id).status).toBe("set");
});

test("a code of others is taken off the lock by request, and the attempt ends when it is", () => {
  const { world, access_code_id, codes } = ownersCode();
  const { action_attempt_id } = codes.delete({ access_code_id });
  world.locks.showForeign();
  expect(codes.list({ device_id }).items).toHaveLength(1);
  expect(world.service.actionAttempts.get({ action_attempt_id }).status).toBe("pending");
  expect(refusal(() => codes.convertToManaged({ access_code_id }))).toBe("invalid_input");
  world.locks.confirmAll();
  expect(codes.list({ device_id }).items).toEqual([]);
  expect(world.service.actionAttempts.get({ action_attempt_id }).status).toBe("success");
  expect(world.eventsOf(access_code_id)).toEqual(["unmanaged.created", "unmanaged.removed"]);
});

test("a managed code can be given up: it stays on its lock under its id, and is managed again by conversion", () => {
  const world = new SeamWorld();
  const access_code_id = world.create("native", { code: "4821", name: "Ann" });
  const update = () => world.service.accessCodes.update({ access_code_id, is_managed: false });
  expect(refusal(update)).toBe("invalid_input");
  world.confirm(access_code_id);
  expect(update().status).toBe("success");
  expect(world.exists(access_code_id)).toBe(false);
  expect(world.service.unmanagedCodes.get({ access_code_id })).toMatchObject({ name: "Ann", status: "set" });
  world.service.unmanagedCodes.convertToManaged({ access_code_id });
  world.locks.showForeign();
  expect(world.code(access_code_id).status).toBe("set");
});

test("a list is of one user's accounts, where a user is named", () => {
  const { world, codes } = ownersCode();
  const count = (user_identifier_key: string) => codes.list({ device_id, user_identifier_key }).items.length;
  const account = world.accounts.get(accountId);
  if (!account) throw new Error("no account");
  world.accounts.save({ ...account, userIdentifierKey: "ann" });
  expect([count("ann"), count("bob")]).toEqual([1, 0]);
});

test("codes of others are seen on a device that is online and that its account lists, and on no other", () => {
  const { world, codes } = ownersCode();
  const { listener } = world.parts;
  const seen = () => refusal(() => codes.requireVisible({ device_id }));
  const listed = (devices: string[]) =>
    listener.accountReported("native", "gateway-native", { errors: [], devices });
  listed([device_id]);
  expect(seen()).toBe("invalid_input");
  listener.gatewayReported("native", "gateway-native", true);
  listener.deviceReported(device_id, { reachable: true });
  expect(seen()).toBe("none");
  listed([]);
  expect(seen()).toBe("invalid_input");
});
