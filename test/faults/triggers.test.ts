import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FaultInput } from "../../src/index.ts";
import { start, toyFaults } from "../support/toy-faults.ts";

const second = 1_000;
const minute = 60 * second;

const lasting = { kind: "toy.lasts", target: "lock:front" } satisfies FaultInput;
const acting = { kind: "toy.acts", target: "lock:front" } satisfies FaultInput;
const watching = {
  kind: "toy.watches",
  target: "lock:front",
  params: { code: "no" },
} satisfies FaultInput;

const command = { vendor: "acme", gateway: "hub-1", deviceId: "id-1", command: "put" };

/** What a fault does in so many seconds. */
function doneIn(seconds: number, input: FaultInput): string[] {
  const { clock, done, faults } = toyFaults();
  faults.inject(input);
  clock.advance(seconds * second);
  return done;
}

/** Which of so many commands, one a second, a fault hits; counted from 1. */
function hits(count: number, input: FaultInput, seed = 1): number[] {
  const { clock, faults } = toyFaults(seed);
  faults.inject(input);
  return Array.from({ length: count }, (_, place) => {
    const hit = faults.onCommand(command) !== undefined;
    clock.advance(second);
    return hit ? place + 1 : 0;
  }).filter((place) => place > 0);
}

describe("at once", () => {
  test("a fault lasts for as long as it says, until then, or for ten minutes", () => {
    expect(doneIn(9_000, { ...lasting, for: "2h" })).toEqual(["front begins 3 0", "front ends 7200"]);
    expect(doneIn(9_000, { ...lasting, until: "2026-01-01T00:01:30Z" })).toEqual([
      "front begins 3 0",
      "front ends 90",
    ]);
    expect(doneIn(9_000, lasting)).toEqual(["front begins 3 0", "front ends 600"]);
  });

  test("what acts, acts once", () => {
    expect(doneIn(9_000, acting)).toEqual(["front acts 0"]);
  });
});

describe("at", () => {
  test.each(["2026-01-01T00:05:00Z", "5m", "PT5M"])("%s begins then, and lasts from then on", (at) => {
    expect(doneIn(9_000, { ...lasting, when: { at }, for: "1m" })).toEqual([
      "front begins 3 300",
      "front ends 360",
    ]);
    expect(doneIn(9_000, { ...acting, when: { at } })).toEqual(["front acts 300"]);
    expect(hits(400, { ...watching, when: { at }, for: "3s" })).toEqual([301, 302, 303]);
  });
});

describe("window", () => {
  test("says from when and for how long", () => {
    const when = { window: { from: "10s", for: "4s" } };
    expect(doneIn(9_000, { ...lasting, when })).toEqual(["front begins 3 10", "front ends 14"]);
    expect(hits(30, { ...watching, when })).toEqual([11, 12, 13, 14]);
  });
});

describe("every", () => {
  test("again and again, with a phase, for a while, and until the fault is over", () => {
    const when = { every: "10s", phase: "3s", lasting: "2s" };
    expect(doneIn(100, { ...lasting, when, for: "30s" })).toEqual([
      "front begins 3 3",
      "front ends 5",
      "front begins 3 13",
      "front ends 15",
      "front begins 3 23",
      "front ends 25",
    ]);
    expect(doneIn(100, { ...acting, when: { every: "10s" }, for: "25s" })).toEqual([
      "front acts 0",
      "front acts 10",
      "front acts 20",
    ]);
    expect(hits(30, { ...watching, when, for: "20s" })).toEqual([4, 5, 14, 15]);
  });

  test("a period that is under way when the fault ends, ends with it", () => {
    const when = { every: "10s", lasting: "8s" };
    expect(doneIn(100, { ...lasting, when, for: "13s" })).toEqual([
      "front begins 3 0",
      "front ends 8",
      "front begins 3 10",
      "front ends 13",
    ]);
  });

  test("begins and ends as often as there are periods, whatever their lengths", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 50 }),
        fc.nat(30),
        fc.integer({ min: 1, max: 400 }),
        (every, phase, life) => {
          const done = doneIn(1_000, {
            ...acting,
            when: { every: `${every}s`, phase: `${phase}s` },
            for: `${life}s`,
          });
          const expected = [];
          for (let at = phase; at < life; at += every) expected.push(`front acts ${at}`);
          // What falls together with the end may happen or not: the end was planned first.
          expect(done.filter((act) => act !== `front acts ${life}`)).toEqual(expected);
        },
      ),
    );
  });
});

describe("after", () => {
  const after = { event: "command", match: { command: "put" }, delay: "5s" };

  test("waits for an observation, and then for the delay", () => {
    const { clock, done, faults } = toyFaults();
    faults.inject({ ...lasting, when: { after }, for: "10s" });
    clock.advance(60 * minute);
    faults.onCommand({ ...command, command: "get" });
    clock.advance(minute);
    expect(done).toEqual([]);
    faults.onCommand(command);
    clock.advance(minute);
    faults.onCommand(command);
    clock.advance(minute);
    expect(done).toEqual(["front begins 3 3665", "front ends 3675"]);
    expect(faults.list()).toEqual([]);
  });

  test("counts what it waits for: the nth, or some after others", () => {
    const { clock, done, faults } = toyFaults();
    faults.inject({ ...acting, when: { after: { ...after, nth: 2 } } });
    faults.inject({
      kind: "toy.acts",
      target: "lock:back",
      when: { after: { ...after, skip: 2, count: 2 } },
    });
    for (let sent = 0; sent < 6; sent++) {
      faults.onCommand(command);
      clock.advance(10 * second);
    }
    expect(done).toEqual(["front acts 15", "back acts 25", "back acts 35"]);
    expect(faults.list()).toEqual([]);
  });

  test("waits for what concerns another than its target", () => {
    const { clock, done, faults } = toyFaults();
    const match = { hub: "hub-1", vendor: "acme", lock: "front" };
    faults.inject({ kind: "toy.service", target: "service", when: { after: { event: "command", match } } });
    faults.onCommand({ ...command, deviceId: "id-2" });
    clock.advance(second);
    expect(done).toEqual([]);
    faults.onCommand(command);
    clock.advance(second);
    expect(done).toEqual(["service acts 1"]);
  });

  test("waits for events of Seam's, by their type", () => {
    const { clock, done, faults } = toyFaults();
    faults.inject({
      ...acting,
      when: { after: { event: "access_code.*_on_device", match: { lock: "front" } } },
    });
    faults.tell("event", { event: "access_code.created", deviceId: "id-1" });
    faults.tell("event", { event: "access_code.set_on_device", deviceId: "id-2" });
    clock.advance(second);
    expect(done).toEqual([]);
    faults.tell("event", { event: "access_code.set_on_device", deviceId: "id-1" });
    clock.advance(second);
    expect(done).toEqual(["front acts 1"]);
  });

  test("waits for requests, by their path", () => {
    const { clock, done, faults } = toyFaults();
    faults.inject({ ...acting, when: { after: { event: "request", match: { path: "/access_codes/*" } } } });
    faults.tell("request", { path: "/devices/list" });
    faults.tell("request", { path: "/access_codes/create" });
    clock.advance(second);
    expect(done).toEqual(["front acts 0"]);
  });

  test("stops waiting at its end", () => {
    const { clock, done, faults } = toyFaults();
    faults.inject({ ...lasting, when: { after }, until: "1m" });
    clock.advance(minute);
    expect(faults.list()).toEqual([]);
    faults.onCommand(command);
    clock.advance(minute);
    expect(done).toEqual([]);
  });
});

describe("which of what is observed", () => {
  test("all, the nth, some after others, or each with a probability", () => {
    expect(hits(4, watching)).toEqual([1, 2, 3, 4]);
    expect(hits(6, { ...watching, when: { nth: 3 } })).toEqual([3]);
    expect(hits(6, { ...watching, when: { skip: 1, count: 2 } })).toEqual([2, 3]);
    expect(hits(5, { ...watching, when: { skip: 3 } })).toEqual([4, 5]);
    const share = hits(1_000, { ...watching, when: { p: 0.25 }, for: "1h" }).length;
    expect(share).toBeGreaterThan(200);
    expect(share).toBeLessThan(300);
  });

  test("within the time that is said too", () => {
    expect(hits(20, { ...watching, when: { at: "5s", nth: 2 }, for: "1m" })).toEqual([7]);
    expect(
      hits(20, { ...watching, when: { every: "10s", lasting: "3s", skip: 1, count: 3 }, for: "1m" }),
    ).toEqual([2, 3, 11]);
  });

  test("only what matches is counted", () => {
    const { faults } = toyFaults();
    faults.inject({ ...watching, match: { command: ["put", "de*"], slot: ["1-3", 7] }, when: { nth: 2 } });
    const ask = (name: string, slot: number, deviceId = "id-1") =>
      faults.onCommand({ ...command, command: name, slot, deviceId }) !== undefined;
    expect(ask("put", 2)).toBe(false);
    expect(ask("get", 2)).toBe(false);
    expect(ask("put", 4)).toBe(false);
    expect(ask("put", 3, "id-2")).toBe(false);
    expect(ask("delete", 7)).toBe(true);
    expect(ask("delete", 7)).toBe(false);
  });
});

describe("streams of chance", () => {
  const chosen = (inputs: readonly FaultInput[], place: number): number[] => {
    const { faults } = toyFaults(5);
    const ids = inputs.map((input) => faults.inject(input));
    return Array.from({ length: 200 }, (_, sent) => {
      const before = faults.list().find(({ fault_id }) => fault_id === ids[place])?.fired ?? 0;
      faults.onCommand(command);
      const after = faults.list().find(({ fault_id }) => fault_id === ids[place])?.fired ?? 0;
      return after > before ? sent : -1;
    }).filter((sent) => sent >= 0);
  };
  const rare = { ...watching, when: { p: 0.2 } };
  const other = { ...watching, target: "lock:*", when: { p: 0.5 } };

  test("a fault more does not shift what another hits", () => {
    const alone = chosen([rare], 0);
    expect(alone.length).toBeGreaterThan(20);
    expect(chosen([rare, other], 0)).toEqual(alone);
    // Where both hit, the first that was injected has its say; the other's draws stay where they are.
    const second = chosen([other, rare], 1);
    expect(second.length).toBeGreaterThan(5);
    expect(alone).toEqual(expect.arrayContaining(second));
  });

  test("equal faults draw from streams of their own", () => {
    const [first, twin] = [chosen([rare, rare], 0), chosen([rare, rare], 1)];
    expect(twin).not.toEqual(first);
  });
});

describe("what several faults hold", () => {
  test("the latest is in force, and when it is over the one before is again", () => {
    const { clock, done, faults } = toyFaults();
    faults.inject({ ...lasting, params: { level: 1 }, for: "60s" });
    clock.advance(10 * second);
    faults.inject({ ...lasting, params: { level: 2 }, for: "20s" });
    clock.advance(5 * minute);
    expect(done).toEqual([
      "front begins 1 0",
      "front ends 10",
      "front begins 2 10",
      "front ends 30",
      "front begins 1 30",
      "front ends 60",
    ]);
  });

  test("one that is under another ends without a sign", () => {
    const { clock, done, faults } = toyFaults();
    const first = faults.inject({ ...lasting, params: { level: 1 }, for: "60s" });
    faults.inject({ ...lasting, params: { level: 2 }, for: "20s" });
    faults.heal(first);
    clock.advance(5 * minute);
    expect(done.slice(2)).toEqual(["front begins 2 0", "front ends 20"]);
  });

  test("whatever is injected and healed in whatever order, nothing is held in the end", () => {
    const steps = fc.array(fc.oneof(fc.constant("inject" as const), fc.nat(9)), { maxLength: 30 });
    fc.assert(
      fc.property(steps, (plan) => {
        const { done, faults } = toyFaults();
        const ids: string[] = [];
        for (const step of plan) {
          if (step === "inject") ids.push(faults.inject({ ...lasting, params: { level: ids.length % 10 } }));
          else if (ids[step] !== undefined) faults.heal(ids.splice(step, 1)[0]);
        }
        faults.heal();
        const begun = done.filter((act) => act.includes("begins")).length;
        expect(done.filter((act) => act.includes("ends")).length).toBe(begun);
        expect(faults.list()).toEqual([]);
      }),
    );
  });
});

describe("healing and listing", () => {
  test("a fault that waits, lasts or rests is listed, and healed for good", () => {
    const { clock, done, faults } = toyFaults();
    const waiting = faults.inject({ ...acting, when: { at: "1h" } });
    const resting = faults.inject({
      ...lasting,
      when: { every: "10s", phase: "5s", lasting: "1s" },
      for: "1h",
    });
    faults.inject({ ...acting, when: { after: { event: "command" } } });
    expect(faults.list()).toEqual([
      expect.objectContaining({ fault_id: waiting, kind: "toy.acts", is_active: false, fired: 0 }),
      expect.objectContaining({ fault_id: resting, is_active: false, ends_at: "2026-01-01T01:00:00.000Z" }),
      expect.objectContaining({ is_active: false, ends_at: null }),
    ]);
    expect(faults.heal()).toBe(3);
    clock.advance(120 * minute);
    expect(done).toEqual([]);
    expect(() => faults.heal(waiting)).toThrow(/No fault/);
  });

  test("everything that a fault does is noted", () => {
    const { clock, noted, faults } = toyFaults();
    faults.inject({ ...lasting, when: { every: "10s", lasting: "1s" }, for: "15s" });
    clock.advance(minute);
    const hit = faults.inject(watching);
    faults.onCommand(command);
    faults.heal(hit);
    expect(noted).toEqual([
      expect.stringMatching(/^fault\.injected \{"kind":"toy\.lasts"/),
      "fault.fired toy.lasts lock:id-1",
      "fault.rested toy.lasts",
      "fault.fired toy.lasts lock:id-1",
      "fault.rested toy.lasts",
      "fault.healed toy.lasts",
      expect.stringMatching(/^fault\.injected/),
      "fault.fired toy.watches id-1 put",
      "fault.healed toy.watches",
    ]);
    expect(clock.now()).toBe(start + minute);
  });
});
