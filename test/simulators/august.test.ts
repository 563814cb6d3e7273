import { describe, expect, test } from "vitest";
import type { AugustReply, AugustState } from "../../drivers/august/wire.ts";
import catalogue from "../../fixtures/august/errors.json" with { type: "json" };
import { august } from "../../simulators/august/index.ts";
import { type BenchOptions, SimulatorBench } from "../../src/conformance/simulator-bench.ts";
import { type FaultPoint, noFaults } from "../../src/simulator/fault-point.ts";
import { augustLoad, augustUser } from "../conformance/simulator-subjects.ts";

const minute = 60_000;
const bench = (options?: BenchOptions) => new SimulatorBench(august, options);
const withOptions = (options: Record<string, unknown>) => bench({ locks: [options] });
const inCondition = (condition: string) => {
  const on = bench();
  on.lock().setCondition(condition, true);
  return on;
};

const ask = (on: SimulatorBench, ...command: Parameters<SimulatorBench["ask"]>) =>
  on.ask(...command) as AugustReply | undefined;

const commitLoad = (on: SimulatorBench, entry: number, pin: string, accessTimes?: string) => {
  const intended = ask(on, augustLoad("intent", entry, pin, accessTimes));
  return intended?.type === "error" ? intended : ask(on, augustLoad("commit", entry, pin, accessTimes));
};

/** Which entries the cloud lists, by phase. */
const list = (on: SimulatorBench) => {
  const reply = ask(on, { type: "pins.get" });
  if (reply?.type !== "pins") throw new Error("the cloud did not answer with its list");
  const users = (phase: "created" | "loaded") => reply[phase].map(({ userID }) => userID);
  return { created: users("created"), loaded: users("loaded") };
};

const loaded = (entry: number) => ({ created: [], loaded: [augustUser(entry)] });
const onItsWay = (entry: number) => ({ created: [augustUser(entry)], loaded: [] });

const vendorCode = (reply: AugustReply | undefined) =>
  reply?.type === "error" ? (reply.reason ?? String(reply.status)) : undefined;

/** Cloud trouble that nobody at the door can cause. */
const inTheCloud = (code: string) => () => {
  const faults: FaultPoint = { ...noFaults, onCommand: () => ({ type: "refuse", vendorCode: code }) };
  return commitLoad(bench({ faults }), 1, "0427");
};

/** How to bring the lock into each documented refusal without reaching inside it. */
const provoke: Readonly<Record<string, () => AugustReply | undefined>> = {
  "422": () => {
    const on = bench();
    on.gateway.setOnline(false);
    return commitLoad(on, 1, "0427");
  },
  "423": () => commitLoad(inCondition("bridge.busy"), 1, "0427"),
  "408": () => commitLoad(inCondition("lock.offline"), 1, "0427"),
  "429": inTheCloud("429"),
  "502": inTheCloud("502"),
  "409": () => ask(bench(), augustLoad("commit", 1, "0427")),
  bad_pin_format: () => commitLoad(bench(), 1, "0427000"),
  no_keypad: () => commitLoad(inCondition("keypad.missing"), 1, "0427"),
  no_bridge: () => commitLoad(inCondition("bridge.missing"), 1, "0427"),
  slots_full: () => {
    const on = withOptions({ capacity: 1 });
    commitLoad(on, 1, "0427");
    return commitLoad(on, 2, "5813");
  },
  duplicate_pin: () => {
    const on = bench();
    commitLoad(on, 1, "0427");
    return commitLoad(on, 2, "0427");
  },
  not_authorized: inTheCloud("not_authorized"),
};

/** The list tells it, and no answer. */
const inNoAnswer = new Set(["not_loaded"]);

test.each(catalogue.filter((row) => !inNoAnswer.has(row.vendorCode)))(
  "the refusal $vendorCode happens",
  ({ vendorCode: code }) => {
    expect(vendorCode(provoke[code]?.())).toBe(code);
  },
);

describe("a code on its way to the lock", () => {
  test("takes an intent and a commit; the intent alone leaves nothing", () => {
    const on = bench();
    ask(on, augustLoad("intent", 1, "0427"));
    on.advance(15 * minute);
    expect(list(on)).toEqual({ created: [], loaded: [] });
    expect(on.lock().opensWith("0427")).toBe(false);
  });

  test("is created first and does not open; it opens when it is loaded", () => {
    const on = bench();
    commitLoad(on, 1, "0427");
    expect(list(on)).toEqual(onItsWay(1));
    expect(on.lock().opensWith("0427")).toBe(false);
    on.advance(minute);
    expect(list(on)).toEqual(loaded(1));
    expect(on.lock().opensWith("0427")).toBe(true);
  });

  test("waits while the bridge is away, and the cloud says so; it is loaded when the bridge is back", () => {
    const on = bench();
    commitLoad(on, 1, "0427");
    on.gateway.setOnline(false);
    on.advance(120 * minute);
    expect((on.state() as AugustState).bridge).toEqual({ status: "offline" });
    expect(list(on)).toEqual(onItsWay(1));
    on.gateway.setOnline(true);
    on.advance(minute);
    expect((on.state() as AugustState).bridge).toEqual({ status: "online" });
    expect(list(on)).toEqual(loaded(1));
  });

  test("takes minutes while loading is slow, and seconds again when that is over", () => {
    const on = inCondition("load.slow");
    commitLoad(on, 1, "0427");
    on.advance(5 * minute);
    expect(list(on)).toEqual(onItsWay(1));
    on.advance(25 * minute);
    expect(list(on)).toEqual(loaded(1));
    commitLoad(on, 2, "5813");
    on.lock().setCondition("load.slow", false);
    on.advance(minute);
    expect(on.lock().opensWith("5813")).toBe(true);
  });

  test("is on the list although the lock gave no answer, and is loaded when it answers again", () => {
    const on = inCondition("lock.offline");
    expect(vendorCode(commitLoad(on, 1, "0427"))).toBe("408");
    expect(list(on)).toEqual(onItsWay(1));
    on.lock().setCondition("lock.offline", false);
    on.advance(minute);
    expect(on.lock().opensWith("0427")).toBe(true);
  });

  test("that comes late finds what others have done meanwhile, and spares it", () => {
    let late = false;
    const faults: FaultPoint = {
      ...noFaults,
      onCommand: () => (late ? { type: "delayEffect", delayMs: 10 * minute } : undefined),
    };
    const on = bench({ locks: [{ capacity: 1 }], faults });
    ask(on, augustLoad("intent", 1, "0427"));
    late = true;
    expect(ask(on, augustLoad("commit", 1, "0427"))).toMatchObject({ type: "ok" });
    late = false;
    on.lock().edit({ action: "add_code", code: "5813" });
    on.advance(30 * minute);
    expect([on.lock().opensWith("0427"), on.lock().opensWith("5813")]).toEqual([false, true]);
  });

  test("can be deleted before it arrives, and never arrives", () => {
    const on = bench();
    commitLoad(on, 1, "0427");
    expect(ask(on, { type: "pin.delete", userID: augustUser(1) })).toMatchObject({ type: "ok" });
    on.advance(15 * minute);
    expect(on.lock().opensWith("0427")).toBe(false);
    expect(list(on)).toEqual({ created: [], loaded: [] });
  });
});

test("the list tells of what it did not answer: a code that was loaded, another hand's change", () => {
  const on = bench();
  commitLoad(on, 1, "0427");
  expect(on.events()).toHaveLength(0);
  on.advance(2 * minute);
  expect(on.events()).toEqual([{ type: "pins.changed" }]);
});

test("codes that fall back are created again and do not open until that is over", () => {
  const on = bench();
  commitLoad(on, 1, "0427");
  on.advance(minute);
  on.lock().setCondition("code.fallsBack", true);
  on.advance(60 * minute);
  expect(list(on)).toEqual(onItsWay(1));
  expect(on.lock().opensWith("0427")).toBe(false);
  on.lock().setCondition("code.fallsBack", false);
  on.advance(minute);
  expect(on.lock().opensWith("0427")).toBe(true);
});

describe("the lock keeps schedules itself", () => {
  const window = "DTSTART=2026-01-05T10:00:00.000Z;DTEND=2026-01-05T12:00:00.000Z";
  /** Virtual time starts at 08:00. Whether the code opens at each of these minutes after it. */
  const openingAt = (options: Record<string, unknown>, minutes: readonly number[]) => {
    const on = withOptions(options);
    const start = on.clock.now();
    commitLoad(on, 1, "0427", window);
    return minutes.map((at) => {
      on.advance(start + at * minute - on.clock.now());
      return on.lock().press("0427").reason;
    });
  };

  test("the start is inside, the end outside", () => {
    const on = withOptions({});
    const start = on.clock.now();
    commitLoad(on, 1, "0427", window);
    const opensAt = (ms: number) => {
      on.advance(start + ms - on.clock.now());
      return on.lock().opensWith("0427");
    };
    const [opening, closing] = [120 * minute, 240 * minute];
    expect([opening - 1, opening, closing - 1, closing].map(opensAt)).toEqual([false, true, true, false]);
  });

  test("a press outside says why", () => {
    expect(openingAt({}, [60, 180, 300])).toEqual(["outside_schedule", "opened", "outside_schedule"]);
  });

  test("by its own clock, which may be wrong", () => {
    expect(openingAt({ clockSkewMs: 90 * minute }, [60, 180])).toEqual(["opened", "outside_schedule"]);
  });
});

test("there is no update in place: a user who has a PIN is refused another", () => {
  const on = bench();
  commitLoad(on, 1, "0427");
  on.advance(minute);
  expect(vendorCode(commitLoad(on, 1, "5813"))).toBe("409");
  expect([on.lock().opensWith("0427"), on.lock().opensWith("5813")]).toEqual([true, false]);
});

test("the owner's app can give two people the same PIN, which goes on opening when one of them loses it", () => {
  const on = bench();
  commitLoad(on, 1, "0427");
  on.advance(minute);
  on.lock().edit({ action: "add_code", code: "0427", name: "Grace Hopper" });
  expect(on.lock().inspect().slots).toHaveLength(2);
  ask(on, { type: "pin.delete", userID: augustUser(1) });
  expect(on.lock().opensWith("0427")).toBe(true);
});

test("without its keypad the lock says so and opens with nothing; with it again, all is as before", () => {
  const on = bench();
  commitLoad(on, 1, "0427");
  on.advance(minute);
  on.lock().setCondition("keypad.missing", true);
  expect((on.state() as AugustState).keypad).toBeNull();
  expect(on.lock().press("0427")).toEqual({ opened: false, reason: "no_keypad" });
  on.lock().setCondition("keypad.missing", false);
  expect((on.state() as AugustState).keypad).not.toBeNull();
  expect(on.lock().opensWith("0427")).toBe(true);
});

test("the door moves from afar, and tells whose PIN moved it", () => {
  const on = bench();
  commitLoad(on, 1, "0427");
  on.advance(2 * minute);
  expect(ask(on, { type: "remoteoperate", operation: "unlock" })).toMatchObject({ lockStatus: "unlocked" });
  expect(ask(on, { type: "remoteoperate", operation: "lock" })).toMatchObject({ lockStatus: "locked" });
  on.lock().press("0427");
  expect(on.events().slice(-3)).toEqual([
    { type: "lock.operated", lockStatus: "unlocked", method: "remote" },
    { type: "lock.operated", lockStatus: "locked", method: "remote" },
    { type: "lock.operated", lockStatus: "unlocked", method: "keypad", userID: augustUser(1) },
  ]);
});

test("a keypad that takes fewer lengths refuses the others", () => {
  const on = withOptions({ pinLengths: [6] });
  expect(vendorCode(commitLoad(on, 1, "0427"))).toBe("bad_pin_format");
  expect(vendorCode(commitLoad(on, 1, "042700"))).toBeUndefined();
});
