import { describe, expect, test } from "vitest";
import type { TtlockCommand, TtlockReply } from "../../drivers/ttlock/wire.ts";
import catalogue from "../../fixtures/ttlock/errors.json" with { type: "json" };
import { ttlock } from "../../simulators/ttlock/index.ts";
import { type BenchOptions, SimulatorBench } from "../../src/conformance/simulator-bench.ts";
import { type FaultPoint, noFaults } from "../../src/simulator/fault-point.ts";

const minute = 60_000;
const bench = (options?: BenchOptions) => new SimulatorBench(ttlock, options);
const withOptions = (options: Record<string, unknown>) => bench({ locks: [options] });

type Add = Extract<TtlockCommand, { type: "keyboardPwd/add" }>;

const add = (on: SimulatorBench, keyboardPwd: string, more: Partial<Add> = {}) =>
  on.ask({
    type: "keyboardPwd/add",
    keyboardPwd,
    keyboardPwdName: "Ada",
    startDate: 0,
    endDate: 0,
    addType: 2,
    date: on.clock.now(),
    ...more,
  } satisfies TtlockCommand) as TtlockReply;

const change = (on: SimulatorBench, keyboardPwdId: number, newKeyboardPwd: string, times: object) =>
  on.ask({
    type: "keyboardPwd/change",
    keyboardPwdId,
    newKeyboardPwd,
    changeType: 2,
    date: on.clock.now(),
    ...times,
  } as TtlockCommand) as TtlockReply;

const always = { startDate: 0, endDate: 0 };

const idOf = (reply: TtlockReply): number => {
  if (reply.type !== "added") throw new Error("the passcode was not added");
  return reply.keyboardPwdId;
};

const errcodeOf = (reply: TtlockReply): string => (reply.type === "result" ? String(reply.errcode) : "none");

const listed = (on: SimulatorBench): number[] => {
  const reply = on.ask({ type: "lock/listKeyboardPwd", date: on.clock.now() }) as TtlockReply;
  return reply.type === "list" ? reply.list.map(({ keyboardPwdId }) => keyboardPwdId) : [];
};

const inCondition = (condition: string) => {
  const on = bench();
  on.lock().setCondition(condition, true);
  return errcodeOf(add(on, "0427"));
};

/** An account's trouble, or the cloud's, has no circumstance at the lock. */
const told = (vendorCode: string) => {
  const faults: FaultPoint = { ...noFaults, onCommand: () => ({ type: "refuse", vendorCode }) };
  return errcodeOf(add(bench({ faults }), "0427"));
};

/** How to bring the lock into each documented refusal without reaching inside it. */
const provoke: Readonly<Record<string, () => string>> = {
  "-2012": () => inCondition("bridge.missing"),
  "-4043": () => {
    const on = bench();
    on.lock().setCondition("remoteUnlock.off", true);
    return errcodeOf(on.ask({ type: "lock/unlock", date: on.clock.now() }) as TtlockReply);
  },
  "-3002": () => {
    const on = bench();
    on.gateway.setOnline(false);
    return errcodeOf(add(on, "0427"));
  },
  "-3034": () => {
    const on = withOptions({ wifi: true });
    on.gateway.setOnline(false);
    return errcodeOf(add(on, "0427"));
  },
  "-3003": () => inCondition("gateway.busy"),
  "-3036": () => inCondition("lock.offline"),
  "-3037": () => inCondition("lock.busy"),
  "-3006": () => errcodeOf(add(bench(), "0427581300")),
  "-2032": () => errcodeOf(add(withOptions({ refusesSimpleCodes: true }), "4321")),
  "-3007": () => {
    const on = bench();
    add(on, "0427");
    return errcodeOf(add(on, "0427"));
  },
  "-3008": () => {
    const on = withOptions({ changesOnlyUsedCodes: true });
    return errcodeOf(change(on, idOf(add(on, "0427")), "5813", always));
  },
  "-3009": () => {
    const on = withOptions({ capacity: 1 });
    add(on, "0427");
    return errcodeOf(add(on, "5813"));
  },
  "-2009": () => errcodeOf(change(bench(), 24_242, "5813", always)),
  "-2018": () => told("-2018"),
  "10004": () => told("10004"),
  "30006": () => told("30006"),
  "80000": () => {
    const on = bench();
    return errcodeOf(add(on, "0427", { date: on.clock.now() - 6 * minute }));
  },
  "90000": () => told("90000"),
};

test.each(catalogue)("the refusal $vendorCode happens", ({ vendorCode }) => {
  expect(provoke[vendorCode]?.()).toBe(vendorCode);
});

describe("the lock", () => {
  test("has to be woken, which takes seven seconds, and answers sooner while it is awake", () => {
    const on = bench();
    const took = (pin: string) => {
      const begun = on.clock.now();
      add(on, pin);
      return on.clock.now() - begun;
    };
    expect(took("0427")).toBeGreaterThanOrEqual(7_000);
    expect(took("5813")).toBeLessThan(5_000);
    on.advance(minute);
    expect(took("9036")).toBeGreaterThanOrEqual(7_000);
  });

  test("keeps a passcode's times", () => {
    const on = bench();
    const now = on.clock.now();
    add(on, "0427", { startDate: now + 10 * minute, endDate: now + 20 * minute });
    const opens = () => on.lock().opensWith("0427");
    expect(opens()).toBe(false);
    on.advance(12 * minute);
    expect(opens()).toBe(true);
    on.advance(10 * minute);
    expect(opens()).toBe(false);
  });
});

describe("the cloud", () => {
  test("lists what was added with the wrong addType, refuses it a second time, and the keypad knows nothing of it", () => {
    const on = bench();
    const id = idOf(add(on, "0427", { addType: 1 }));
    on.advance(minute);
    expect(listed(on)).toEqual([id]);
    expect(on.lock().opensWith("0427")).toBe(false);
    expect(errcodeOf(add(on, "0427"))).toBe("-3007");
    on.lock().setCondition("app.wrongAddType", true);
    on.lock().edit({ action: "add_code", code: "5813" });
    expect(listed(on)).toHaveLength(2);
    expect(on.lock().opensWith("5813")).toBe(false);
  });

  test("answers a change without its start with success, and changes nothing", () => {
    const on = bench();
    const id = idOf(add(on, "0427"));
    expect(change(on, id, "5813", {})).toEqual({ type: "result", errcode: 0 });
    expect([on.lock().opensWith("0427"), on.lock().opensWith("5813")]).toEqual([true, false]);
    change(on, id, "5813", always);
    expect([on.lock().opensWith("0427"), on.lock().opensWith("5813")]).toEqual([false, true]);
  });

  test("says that the lock is offline when its answer is lost, and learns later what it holds", () => {
    let isLossy = true;
    const faults: FaultPoint = {
      ...noFaults,
      onFrame: ({ direction }) => (isLossy && direction === "fromLock" ? { type: "lose" } : undefined),
    };
    const on = bench({ faults });
    expect(errcodeOf(add(on, "0427"))).toBe("-3036");
    expect(on.lock().opensWith("0427")).toBe(true);
    isLossy = false;
    on.advance(minute);
    expect(listed(on)).toHaveLength(1);
  });

  test.each([1, 2, 3, 4, 5, 6])("adds one passcode by a frame that comes twice: seed %i", (seed) => {
    let isFirst = true;
    const faults: FaultPoint = {
      ...noFaults,
      onFrame: ({ direction }) => {
        if (!isFirst || direction === "fromLock") return undefined;
        isFirst = false;
        return { type: "double" };
      },
    };
    const on = bench({ faults, seed });
    change(on, idOf(add(on, "0427")), "1234", always);
    on.advance(minute);
    expect(["0427", "1234"].filter((pin) => on.lock().opensWith(pin))).toEqual(["1234"]);
  });

  test("is refused by a gateway that carries another lock's command", () => {
    const on = bench({ locks: [{}, {}] });
    const command = { type: "lock/lock", date: on.clock.now() } satisfies TtlockCommand;
    on.send(command);
    on.advance(1_500);
    expect(on.ask(command, { lock: 1 })).toEqual({ type: "result", errcode: -3003 });
  });

  test("tells of a lock on a keypad of six keys, which takes no other digits from hands", () => {
    const on = withOptions({ missingKeys: "0789" });
    expect(on.state()).toMatchObject({ missingKeys: "0789" });
    expect(() => on.lock().edit({ action: "add_code", code: "1237" })).toThrow(/no such keys/);
    on.lock().edit({ action: "add_code", code: "1236" });
    expect(on.lock().opensWith("1236")).toBe(true);
  });
});
