import { describe, expect, test } from "vitest";
import { StepClock } from "../../src/conformance/step-clock.ts";
import { FaultEngine, type FaultHands } from "../../src/faults/fault-engine.ts";
import { SeededIds, seededRandom } from "../../src/kernel/random.ts";

const start = Date.UTC(2026, 0, 1);
const minuteMs = 60_000;

function engine() {
  const clock = new StepClock(start);
  const done: string[] = [];
  const hands: FaultHands = {
    locks: () => [
      { deviceId: "front", gateway: "hub-1", vendor: "august", conditions: ["keypad.missing"] },
      { deviceId: "back", gateway: "hub-2", vendor: "smartthings", conditions: ["lock.offline"] },
    ],
    setHubOnline: (gateway, online) => done.push(`${gateway} ${online ? "online" : "offline"}`),
    setCondition: (deviceId, condition, active) => done.push(`${deviceId} ${condition} ${active}`),
    setLinkCut: (from, to, cut) => done.push(`${from}-${to} ${cut ? "cut" : "restored"}`),
    crashService: (downForMs) => done.push(`crash ${downForMs}`),
    note: () => {},
  };
  const ids = new SeededIds(seededRandom(1));
  const random = () => seededRandom(7);
  return { clock, done, faults: new FaultEngine({ clock, ids, random, hands }) };
}

const command = { vendor: "august", gateway: "hub-1", deviceId: "front", command: "pin.put" };

describe("a fault", () => {
  test("lasts for as long as it says", () => {
    const { clock, done, faults } = engine();
    faults.inject({ kind: "hub.offline", target: "hub:hub-1", for: "2h" });
    clock.advance(119 * minuteMs);
    expect(done).toEqual(["hub-1 offline"]);
    clock.advance(minuteMs);
    expect(done).toEqual(["hub-1 offline", "hub-1 online"]);
    expect(faults.list()).toEqual([]);
  });

  test("heals itself after ten minutes unless told otherwise", () => {
    const { clock, done, faults } = engine();
    faults.inject({ kind: "keypad.missing", target: "lock:*" });
    clock.advance(10 * minuteMs);
    expect(done).toEqual(["front keypad.missing true", "front keypad.missing false"]);
  });

  test("begins at the instant that it names", () => {
    const { clock, done, faults } = engine();
    faults.inject({
      kind: "link.cut",
      target: "link:service>broker",
      when: { at: "2026-01-01T00:05:00Z" },
      for: "1m",
    });
    clock.advance(5 * minuteMs - 1);
    expect(done).toEqual([]);
    clock.advance(1);
    expect(done).toEqual(["service-broker cut"]);
  });

  test("lets go of what it holds only with the last that holds it", () => {
    const { done, faults } = engine();
    const first = faults.inject({ kind: "hub.offline", target: "hub:hub-1" });
    const second = faults.inject({ kind: "hub.offline", target: "vendor:august" });
    faults.heal(first);
    expect(done).toEqual(["hub-1 offline"]);
    faults.heal(second);
    expect(done).toEqual(["hub-1 offline", "hub-1 online"]);
  });

  test("hits the n-th command that matches, and no other", () => {
    const { faults } = engine();
    faults.inject({
      kind: "lock.noReply",
      target: "lock:front",
      match: { command: "pin.put" },
      when: { nth: 2 },
    });
    expect(faults.onCommand({ ...command, command: "pins.get" })).toBeUndefined();
    expect(faults.onCommand(command)).toBeUndefined();
    expect(faults.onCommand(command)).toEqual({ type: "swallow" });
    expect(faults.onCommand(command)).toBeUndefined();
  });

  test("skips some commands and hits the next ones", () => {
    const { faults } = engine();
    faults.inject({
      kind: "lock.nak",
      target: "hub:hub-*",
      when: { skip: 1, count: 2 },
      params: { code: "423" },
    });
    const hits = Array.from({ length: 5 }, () => faults.onCommand(command)?.type);
    expect(hits).toEqual([undefined, "refuse", "refuse", undefined, undefined]);
  });

  test("hits with the probability that it names, drawn from a stream of its own", () => {
    const { faults } = engine();
    faults.inject({ kind: "lock.doubleReply", target: "vendor:august", when: { p: 0.25 } });
    const hits = Array.from({ length: 1_000 }, () => faults.onCommand(command)).filter(Boolean).length;
    expect(hits).toBeGreaterThan(200);
    expect(hits).toBeLessThan(300);
  });

  test("crashes the service once", () => {
    const { done, faults } = engine();
    faults.inject({ kind: "service.crash", target: "service", params: { downFor: "30s" } });
    expect(done).toEqual(["crash 30000"]);
    expect(faults.list()).toEqual([]);
  });

  test.each([
    [{ kind: "hub.onfire", target: "hub:hub-1" }, "kind", /hub\.offline, lock\.offline/],
    [{ kind: "hub.offline", target: "lock:front" }, "target", /hub:<gateway> or vendor:<name>/],
    [{ kind: "hub.offline", target: "hub:nowhere" }, "target", /matches no hub/],
    [{ kind: "keypad.missing", target: "lock:back" }, "kind", /can have: lock\.offline/],
    [{ kind: "hub.offline", target: "hub:hub-1", for: "soon" }, "for", /PT2H/],
    [
      { kind: "hub.offline", target: "hub:hub-1", for: "1h", until: "2027-01-01T00:00:00Z" },
      "until",
      /beside/,
    ],
    [{ kind: "hub.offline", target: "hub:hub-1", when: { at: "2025-01-01T00:00:00Z" } }, "when.at", /past/],
    [{ kind: "hub.offline", target: "hub:hub-1", when: { nth: 1 } }, "when", /only be "at"/],
    [{ kind: "lock.nak", target: "lock:front" }, "params.code", /required/],
    [
      { kind: "lock.nak", target: "lock:front", params: { vendorCode: "423" } },
      "params.vendorCode",
      /has code/,
    ],
    [{ kind: "lock.noReply", target: "lock:front", colour: "red" }, "", /not valid/],
  ])(
    "that is wrong is refused in words that name the field and what is allowed: %j",
    (input, field, words) => {
      const { done, faults } = engine();
      expect(() => faults.inject(input)).toThrow(words);
      try {
        faults.inject(input);
      } catch (error) {
        expect(error).toMatchObject({ type: "invalid_input" });
        if (field) expect(Object.keys((error as { parameters: object }).parameters)).toEqual([field]);
      }
      expect(done).toEqual([]);
      expect(faults.list()).toEqual([]);
    },
  );

  test("that nobody injected cannot be healed", () => {
    expect(() => engine().faults.heal("nobody")).toThrow(/No fault/);
  });
});
