import { describe, expect, test } from "vitest";
import type { LocklyCommand, LocklyReply, LocklyState } from "../../drivers/lockly/wire.ts";
import catalogue from "../../fixtures/lockly/errors.json" with { type: "json" };
import { lockly } from "../../simulators/lockly/index.ts";
import { type BenchOptions, SimulatorBench } from "../../src/conformance/simulator-bench.ts";
import { noFaults } from "../../src/simulator/fault-point.ts";

const bench = (options?: BenchOptions) => new SimulatorBench(lockly, options);
const inCondition = (condition: string) => {
  const on = bench();
  on.lock().setCondition(condition, true);
  return on;
};
const ask = (on: SimulatorBench, command: LocklyCommand) => on.ask(command) as LocklyReply | undefined;
const add = (on: SimulatorBench, passcode: string) =>
  ask(on, { type: "accessCode.add", name: "Ada", passcode });
const generate = (
  on: SimulatorBench,
  more: Partial<Extract<LocklyCommand, { type: "offlineCode.generate" }>> = {},
) =>
  ask(on, {
    type: "offlineCode.generate",
    kind: "timed",
    name: "Ada",
    from: "2026-01-05T09:00:00.000Z",
    to: "2026-01-05T12:00:00.000Z",
    sequence: 1,
    ...more,
  });
const reasonOf = (reply: LocklyReply | undefined) => (reply?.type === "failed" ? reply.reason : undefined);
const passcodeOf = (reply: LocklyReply | undefined) => (reply?.type === "offlineCode" ? reply.passcode : "");
const byFault = (vendorCode: string) => () =>
  add(bench({ faults: { ...noFaults, onCommand: () => ({ type: "refuse", vendorCode }) } }), "042100");

const provoke: Readonly<Record<string, () => LocklyReply | undefined>> = {
  no_wifi_bridge: () => add(inCondition("bridge.missing"), "042100"),
  bridge_offline: () => {
    const on = bench();
    on.gateway.setOnline(false);
    return add(on, "042100");
  },
  lock_not_responding: () => add(inCondition("lock.offline"), "042100"),
  passcode_exists: () => {
    const on = bench();
    on.lock().edit({ action: "add_code", code: "042100" });
    return add(on, "042100");
  },
  memory_full: () => {
    const on = bench({ locks: [{ capacity: 1 }] });
    add(on, "042100");
    return add(on, "581300");
  },
  invalid_passcode: () => add(bench(), "04210"),
  invalid_time: () => generate(bench(), { to: "2026-01-05T12:30:00.000Z" }),
  no_offline_code_left: () => {
    const on = bench();
    const days = Array.from({ length: 10 }, (_, index) => String(index + 10));
    for (const dayOfMonth of days) {
      for (let sequence = 1; sequence <= 5; sequence++) {
        generate(on, { to: `2026-01-${dayOfMonth}T12:00:00.000Z`, sequence });
      }
    }
    return generate(on);
  },
  server_error: byFault("server_error"),
  unauthorized: byFault("unauthorized"),
  too_many_requests: byFault("too_many_requests"),
};

test.each(catalogue.map(({ vendorCode }) => vendorCode))("it refuses with %s where that is due", (code) => {
  expect(reasonOf(provoke[code]?.())).toBe(code);
});

test("a lock without a Wi-Fi bridge says so, and works out offline codes all the same", () => {
  const on = inCondition("bridge.missing");
  expect((on.state() as LocklyState).bridge).toBeNull();
  expect(passcodeOf(generate(on))).toMatch(/^\d{12}$/);
});

describe("a keypad that has no connection", () => {
  const cutOff = (kind: "timed" | "oneTime") => {
    const on = bench();
    const passcode = passcodeOf(generate(on, { kind }));
    on.gateway.setOnline(false);
    const press = (instant: string) => {
      on.clock.advanceTo(Date.parse(instant));
      return on.lock().press(passcode).opened;
    };
    return { on, passcode, press };
  };

  test("opens for a timed code in its hours only", () => {
    const { press } = cutOff("timed");
    expect(press("2026-01-05T08:59:59Z")).toBe(false);
    expect([press("2026-01-05T09:00:00Z"), press("2026-01-05T11:59:59Z")]).toEqual([true, true]);
    expect(press("2026-01-05T12:00:00Z")).toBe(false);
  });

  test("opens once for a code for one opening, also after its power failed", () => {
    const { on, passcode, press } = cutOff("oneTime");
    expect(press("2026-01-05T10:00:00Z")).toBe(true);
    on.restart();
    expect(on.lock().press(passcode).opened).toBe(false);
  });

  test("knows five codes for the same times, and none of another lock's", () => {
    const on = bench({ locks: [{}, {}] });
    const codes = [1, 2, 3, 4, 5].map((sequence) => passcodeOf(generate(on, { sequence })));
    expect(new Set(codes).size).toBe(5);
    on.clock.advanceTo(Date.parse("2026-01-05T10:00:00Z"));
    expect(codes.every((code) => on.lock(0).opensWith(code))).toBe(true);
    expect(codes.some((code) => on.lock(1).opensWith(code))).toBe(false);
  });
});
