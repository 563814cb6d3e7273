import { describe, expect, test } from "vitest";
import type {
  SmartThingsCommand,
  SmartThingsReply,
  SmartThingsState,
} from "../../drivers/smartthings/wire.ts";
import catalogue from "../../fixtures/smartthings/errors.json" with { type: "json" };
import { smartthings } from "../../simulators/smartthings/index.ts";
import { type BenchOptions, SimulatorBench } from "../../src/conformance/simulator-bench.ts";
import { seededRandom } from "../../src/kernel/random.ts";
import { type FaultPoint, noFaults } from "../../src/simulator/fault-point.ts";

const minute = 60_000;
const bench = (options?: BenchOptions) => new SimulatorBench(smartthings, options);
const withOptions = (options: Record<string, unknown>) => bench({ locks: [options] });

const setCode = (codeSlot: number, codePIN: string): SmartThingsCommand => ({
  type: "setCode",
  codeSlot,
  codePIN,
  codeName: "Ada",
});

/** A command's statusCode, once the lock has come to rest after it. */
const statusOf = (on: SimulatorBench, command: SmartThingsCommand) => {
  const reply = on.ask(command) as SmartThingsReply | undefined;
  on.advance(10_000);
  return reply?.type === "commandResult" ? reply.statusCode : undefined;
};

/** What the hub says that a slot holds. */
const slotOf = (on: SimulatorBench, codeSlot: number) => {
  const reply = on.ask({ type: "requestCode", codeSlot }) as SmartThingsReply | undefined;
  if (reply?.type !== "code") throw new Error("the slot was not read");
  return reply.codePIN ?? reply.status;
};

const listedSlots = (on: SimulatorBench) => {
  const reply = on.ask({ type: "getCodes" }) as SmartThingsReply | undefined;
  return reply?.type === "codes" ? reply.lockCodes.map(({ codeSlot }) => codeSlot) : undefined;
};

const stateOf = (on: SimulatorBench, lock = 0) => on.state(lock) as SmartThingsState;

/** How to bring the lock into each documented refusal without reaching inside it. */
const provoke: Readonly<Record<string, () => string | undefined>> = {
  failure: () => {
    const faults: FaultPoint = { ...noFaults, onCommand: () => ({ type: "refuse", vendorCode: "failure" }) };
    return statusOf(bench({ faults }), setCode(1, "0427"));
  },
  duplicate: () => {
    const on = bench();
    statusOf(on, setCode(1, "0427"));
    return statusOf(on, setCode(2, "0427"));
  },
  occupied: () => {
    const on = withOptions({ refusesOverwrite: true });
    statusOf(on, setCode(1, "0427"));
    return statusOf(on, setCode(1, "5813"));
  },
  invalidCommand: () => statusOf(bench(), setCode(21, "0427")),
  resourceExhausted: () => {
    const on = withOptions({ capacity: 1 });
    statusOf(on, setCode(1, "0427"));
    return statusOf(on, setCode(2, "5813"));
  },
  busy: () => {
    const on = bench();
    on.send(setCode(1, "0427"));
    on.advance(300);
    return statusOf(on, setCode(2, "5813"));
  },
};

test.each(catalogue)("the refusal $vendorCode happens", ({ vendorCode }) => {
  expect(provoke[vendorCode]?.()).toBe(vendorCode);
});

describe("the hub", () => {
  test("shows what it knew until the lock has reported, and tells when it has", () => {
    const on = bench();
    statusOf(on, setCode(1, "0427"));
    expect(on.events()).toEqual([{ type: "codeChanged", codeSlot: 1, change: "set" }]);
    expect((on.ask(setCode(1, "5813")) as SmartThingsReply).type).toBe("commandResult");
    const reported = on.events().length;
    // The answer is here, the report is not: the lock has the new code, the hub still the old one.
    expect(reported).toBe(1);
    expect([on.lock().opensWith("0427"), on.lock().opensWith("5813")]).toEqual([false, true]);
    expect(on.lock().inspect().cloudView).toMatchObject({ lockCodes: [{ slot: 1, pin: "0427" }] });
    on.advance(4_200);
    expect(on.events().at(-1)).toEqual({ type: "codeChanged", codeSlot: 1, change: "changed" });
    expect(slotOf(on, 1) === "5813").toBe(true);
  });

  test("reads an old slot, when asked too soon", () => {
    const stale = Array.from({ length: 20 }, (_, seed) => {
      const on = bench({ seed });
      on.ask(setCode(1, "0427"));
      return slotOf(on, 1);
    }).filter((content) => content === "available");
    expect(stale.length).toBeGreaterThan(0);
  });

  test("tells of a deletion, and lists the slot no longer", () => {
    const on = bench();
    statusOf(on, setCode(3, "0427"));
    expect(listedSlots(on)).toEqual([3]);
    expect(statusOf(on, { type: "deleteCode", codeSlot: 3 })).toBe("success");
    expect(on.events().at(-1)).toEqual({ type: "codeChanged", codeSlot: 3, change: "deleted" });
    expect(listedSlots(on)).toEqual([]);
  });

  test("calls what hands at the keypad add a guest's", () => {
    const on = bench();
    on.lock().edit({ action: "add_code", code: "0427" });
    expect(listedSlots(on)).toEqual([]);
    on.advance(4_200);
    expect(on.ask({ type: "getCodes" })).toEqual({
      type: "codes",
      lockCodes: [{ codeSlot: 1, codeName: "Guest 1" }],
    });
  });

  test("that loses its internet says no goodbye, and keeps no news", () => {
    const on = bench();
    on.gateway.setOnline(false);
    const said = on.link.published.length;
    on.lock().edit({ action: "add_code", code: "0427" });
    on.lock().press("0427");
    on.advance(minute);
    expect(on.link.published).toHaveLength(said);
    expect(on.link.connected).toBe(false);
    on.gateway.setOnline(true);
    expect(stateOf(on).lock).toBe("unlocked");
    expect(listedSlots(on)).toEqual([1]);
  });
});

test("a hub that restarts before the lock has reported learns of the change all the same", () => {
  const on = bench();
  on.lock().edit({ action: "add_code", code: "0427" });
  on.restart();
  on.advance(4_200);
  expect(on.events()).toEqual([{ type: "codeChanged", codeSlot: 1, change: "set" }]);
  expect(listedSlots(on)).toEqual([1]);
  on.lock().edit({ action: "remove_code", code: "0427" });
  on.restart();
  expect(on.lock().opensWith("0427")).toBe(false);
  on.advance(4_200);
  expect(on.events()).toEqual([{ type: "codeChanged", codeSlot: 1, change: "deleted" }]);
});

describe("a lock out of range", () => {
  test("answers nothing, keeps the hub busy for ten seconds, and is called offline in a while", () => {
    const on = bench();
    on.lock().setCondition("lock.offline", true);
    const id = on.send(setCode(1, "0427"));
    on.advance(5_000);
    expect(on.ask(setCode(2, "5813"))).toEqual({ type: "commandResult", statusCode: "busy" });
    on.advance(10_000);
    expect(on.repliesTo(id)).toHaveLength(0);
    expect(on.ask(setCode(2, "5813"))).toBeUndefined();
    expect(stateOf(on).healthState).toBe("online");
    on.advance(10 * minute);
    expect(stateOf(on).healthState).toBe("offline");
    expect(on.lock().inspect()).toMatchObject({ online: false, slots: [] });
    on.lock().setCondition("lock.offline", false);
    on.advance(minute);
    expect(stateOf(on).healthState).toBe("online");
    expect(statusOf(on, setCode(2, "5813"))).toBe("success");
  });

  test("keeps its news until it is heard again", () => {
    const on = bench();
    on.lock().setCondition("lock.offline", true);
    on.lock().edit({ action: "add_code", code: "0427" });
    on.lock().press("0427");
    on.advance(60 * minute);
    expect(on.events()).toEqual([]);
    expect([listedSlots(on), stateOf(on).lock]).toEqual([[], "locked"]);
    on.lock().setCondition("lock.offline", false);
    on.advance(minute);
    expect(on.events()).toEqual([{ type: "codeChanged", codeSlot: 1, change: "set" }]);
    expect(stateOf(on).lock).toBe("unlocked");
  });
});

test("a bad radio loses commands and answers", () => {
  const outcomes = Array.from({ length: 60 }, (_, seed) => {
    const random = seededRandom(seed);
    const onFrame = () => (random.chance(0.3) ? ({ type: "lose" } as const) : undefined);
    const on = bench({ seed, faults: { ...noFaults, onFrame } });
    const answered = on.ask(setCode(1, "0427")) !== undefined;
    return `${answered ? "answered" : "silent"}, ${on.lock().opensWith("0427") ? "set" : "not set"}`;
  });
  expect([...new Set(outcomes)].sort()).toEqual(["answered, set", "silent, not set", "silent, set"]);
});

test("the first lock of a hub reports its capacity and lengths, the second does not, unless told otherwise", () => {
  const on = bench({ locks: [{}, {}, { reportsCapacity: false }, { reportsLengths: true }] });
  const reported = [0, 1, 2, 3].map((lock) => {
    const { maxCodes, minCodeLength, maxCodeLength } = stateOf(on, lock);
    return [maxCodes, minCodeLength, maxCodeLength];
  });
  const none = [undefined, undefined, undefined];
  expect(reported).toEqual([[20, 4, 8], none, none, [undefined, 4, 8]]);
});

test("a lock that masks its codes reads as asterisks", () => {
  const on = withOptions({ masksCodes: true });
  statusOf(on, setCode(1, "0427"));
  expect(slotOf(on, 1)).toBe("**********");
  expect(slotOf(on, 2)).toBe("available");
});

test("a lock overwrites a slot, also with the same code", () => {
  const on = bench();
  expect(["0427", "5813", "5813"].map((pin) => statusOf(on, setCode(1, pin)))).toEqual(
    Array(3).fill("success"),
  );
  expect([on.lock().opensWith("0427"), on.lock().opensWith("5813")]).toEqual([false, true]);
});

test.each([
  ["a PIN that is too short", { minCodeLength: 6 }, setCode(1, "0427")],
  ["a PIN that is too long", { maxCodeLength: 5 }, setCode(1, "042700")],
  ["a slot beyond the table", { capacity: 4 }, setCode(5, "0427")],
  ["a deletion beyond the table", { capacity: 4 }, { type: "deleteCode", codeSlot: 5 } as const],
])("%s is an invalid command", (_, options, command) => {
  expect(statusOf(withOptions(options), command)).toBe("invalidCommand");
});

test("a look at a slot beyond the table finds that there is none", () => {
  expect(slotOf(withOptions({ capacity: 4 }), 5)).toBe("notAvailable");
});

test("a full table still lets a taken slot be overwritten", () => {
  const on = withOptions({ capacity: 1 });
  statusOf(on, setCode(1, "0427"));
  expect(statusOf(on, setCode(1, "5813"))).toBe("success");
});

test("hands at the keypad cannot set a PIN twice", () => {
  const lock = bench().lock();
  lock.edit({ action: "add_code", code: "0427" });
  lock.edit({ action: "add_code", code: "5813" });
  expect(() => lock.edit({ action: "add_code", code: "0427" })).toThrow('"code" is on this lock already');
  const change = { action: "change_code", code: "5813", newCode: "0427" } as const;
  expect(() => lock.edit(change)).toThrow('"new_code" is on this lock already');
});

test("the door moves from afar, and tells which slot moved it", () => {
  const on = bench();
  statusOf(on, setCode(2, "0427"));
  expect([statusOf(on, { type: "unlock" }), statusOf(on, { type: "lock" })]).toEqual(["success", "success"]);
  on.lock().press("0427");
  expect(on.events().slice(-3)).toEqual([
    { type: "lock", value: "unlocked", method: "command" },
    { type: "lock", value: "locked", method: "command" },
    { type: "lock", value: "unlocked", method: "keypad", codeSlot: 2 },
  ]);
});
