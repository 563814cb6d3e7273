import { describe, expect, test } from "vitest";
import { deviceIds, hour, iso, SeamWorld } from "../support/seam-world.ts";

const device_id = deviceIds.native;

const doorEvents = (world: SeamWorld) =>
  world.log.list({ since: iso(0), event_types: ["lock.locked", "lock.unlocked"] }).map((event) => ({
    type: event.event_type,
    method: event["method"],
    attempt: event["action_attempt_id"],
    code: event["access_code_id"],
  }));

let messages = 0;
const hear = (
  world: SeamWorld,
  move: {
    locked: boolean;
    method: "keycode" | "manual" | "remote";
    accessCodeId?: string;
    messageId?: string;
  },
) => world.parts.listener.doorMoved(device_id, { messageId: `m${messages++}`, ...move });

describe("an order to the door", () => {
  test("is pending until the lock answers, and then tells what became of it", () => {
    const world = new SeamWorld();
    const status = (id: string) => world.service.actionAttempts.get({ action_attempt_id: id });
    const unlock = world.service.locks.unlockDoor({ device_id });
    expect(unlock).toMatchObject({ action_type: "UNLOCK_DOOR", status: "pending" });
    world.locks.answerDoor({ moved: true, locked: false });
    expect(status(unlock.action_attempt_id).status).toBe("success");
    const lock = world.service.locks.lockDoor({ device_id });
    world.locks.answerDoor({ moved: false, type: "jammed", message: "The bolt is stuck." });
    expect(status(lock.action_attempt_id)).toMatchObject({
      status: "error",
      error: { type: "jammed", message: "The bolt is stuck." },
    });
    expect(doorEvents(world)).toHaveLength(1);
  });

  test.each(["the answer first", "the report first"])("is one movement, %s", (order) => {
    const world = new SeamWorld();
    const { action_attempt_id } = world.service.locks.unlockDoor({ device_id });
    const answer = () => world.locks.answerDoor({ moved: true, locked: false });
    const report = () => hear(world, { locked: false, method: "remote" });
    for (const step of order === "the answer first" ? [answer, report] : [report, answer]) step();
    expect(doorEvents(world)).toEqual([
      { type: "lock.unlocked", method: "seamapi", attempt: action_attempt_id, code: undefined },
    ]);
    report();
    expect(doorEvents(world)).toHaveLength(2);
  });

  test("whose report never comes does not hide another's movement later", () => {
    const world = new SeamWorld();
    world.service.locks.unlockDoor({ device_id });
    world.locks.answerDoor({ moved: true, locked: false });
    world.clock.advance(hour);
    hear(world, { locked: false, method: "remote" });
    expect(doorEvents(world).map(({ method }) => method)).toEqual(["seamapi", "unknown"]);
  });

  test("to a device that does not exist is a 404", () => {
    const world = new SeamWorld();
    expect(() => world.service.locks.lockDoor({ device_id: "x" })).toThrow("Device not found");
  });

  test("that a restart interrupts fails, because nobody will hear its answer", () => {
    const world = new SeamWorld();
    const { action_attempt_id } = world.service.locks.unlockDoor({ device_id });
    world.restart();
    expect(world.service.actionAttempts.get({ action_attempt_id })).toMatchObject({
      status: "error",
      error: { type: "interrupted" },
    });
  });
});

describe("a movement", () => {
  test("by PIN or by hand is reported with its method, and whose PIN it was where the lock tells", () => {
    const world = new SeamWorld();
    const id = world.create("native");
    hear(world, { locked: false, method: "keycode", accessCodeId: id });
    hear(world, { locked: true, method: "manual" });
    expect(doorEvents(world)).toEqual([
      { type: "lock.unlocked", method: "keycode", attempt: undefined, code: id },
      { type: "lock.locked", method: "manual", attempt: undefined, code: undefined },
    ]);
  });

  test("told twice is one movement, also across a restart", () => {
    const world = new SeamWorld();
    hear(world, { locked: false, method: "manual", messageId: "twice" });
    hear(world, { locked: false, method: "manual", messageId: "twice" });
    world.restart();
    hear(world, { locked: false, method: "manual", messageId: "twice" });
    expect(doorEvents(world)).toHaveLength(1);
  });

  test("shows in the device", () => {
    const world = new SeamWorld();
    world.parts.listener.deviceReported(device_id, { reachable: true, locked: true, battery: 1 });
    hear(world, { locked: false, method: "manual" });
    expect(world.service.devices.get({ device_id })["properties"]).toMatchObject({ locked: false });
  });
});

test("pressing keys is done when they are pressed, whatever the door makes of it", () => {
  const world = new SeamWorld({ pressKeypad: () => ({ opened: false, reason: "wrong_code" }) });
  expect(world.service.locks.enterCode({ device_id, code: "0000" })).toMatchObject({
    action_type: "SIMULATE_KEYPAD_CODE_ENTRY",
    status: "success",
    result: { opened: false, reason: "wrong_code" },
  });
  expect(() => world.service.locks.enterCode({ device_id: "x", code: "0000" })).toThrow("Device not found");
});
