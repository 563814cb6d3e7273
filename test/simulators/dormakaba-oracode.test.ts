import { describe, expect, test } from "vitest";
import type { OracodeCommand, OracodeReply, OracodeState } from "../../drivers/dormakaba-oracode/wire.ts";
import catalogue from "../../fixtures/dormakaba-oracode/errors.json" with { type: "json" };
import { dormakabaOracode } from "../../simulators/dormakaba-oracode/index.ts";
import { type BenchOptions, SimulatorBench } from "../../src/conformance/simulator-bench.ts";
import { noFaults } from "../../src/simulator/fault-point.ts";

const minute = 60_000;
const levelOf = (prefix: number) => `00000000-0000-4000-8000-00000000000${prefix}`;

const bench = (options?: BenchOptions) => new SimulatorBench(dormakabaOracode, options);
const issue = (on: SimulatorBench, more: Partial<OracodeCommand> = {}, lock = 0) =>
  on.ask(
    {
      type: "code.issue",
      userLevelId: levelOf(1),
      checkInDay: "2026-01-10",
      checkOutDay: "2026-01-12",
      sequence: 1,
      guestName: "Ada",
      ...more,
    } satisfies OracodeCommand,
    { lock },
  ) as OracodeReply | undefined;
const codeOf = (reply: OracodeReply | undefined): string => (reply?.type === "code" ? reply.code : "");
const reasonOf = (reply: OracodeReply | undefined) => (reply?.type === "error" ? reply.reason : undefined);

const byFault = (vendorCode: string) => () =>
  issue(bench({ faults: { ...noFaults, onCommand: () => ({ type: "refuse", vendorCode }) } }));

const provoke: Readonly<Record<string, () => OracodeReply | undefined>> = {
  no_time_slots_found: () => issue(bench(), { userLevelId: levelOf(9) }),
  stay_too_long: () => issue(bench(), { checkOutDay: "2026-02-11" }),
  no_code_left: () => issue(bench(), { sequence: 21 }),
  server_error: byFault("server_error"),
  unauthorized: byFault("unauthorized"),
  too_many_requests: byFault("too_many_requests"),
};

test.each(catalogue.map(({ vendorCode }) => vendorCode))("the server refuses with %s", (code) => {
  expect(reasonOf(provoke[code]?.())).toBe(code);
});

describe("a door that has never heard of a code", () => {
  test("opens from check-in to check-out, and begins its codes with the level's prefix", () => {
    const on = bench();
    const code = codeOf(issue(on));
    expect(code).toMatch(/^1\d{7}$/);
    on.gateway.setOnline(false);
    const opensAt = (instant: string) => {
      on.clock.advanceTo(Date.parse(instant));
      return on.lock().press(code).opened;
    };
    expect(opensAt("2026-01-10T15:59:59Z")).toBe(false);
    expect(opensAt("2026-01-10T16:00:00Z")).toBe(true);
    expect(opensAt("2026-01-12T09:59:59Z")).toBe(true);
    expect(opensAt("2026-01-12T10:00:00Z")).toBe(false);
  });

  test("opens for no code of another door, and for twenty of each stay", () => {
    const on = bench({ locks: [{}, {}] });
    const codes = Array.from({ length: 20 }, (_, index) => codeOf(issue(on, { sequence: index + 1 })));
    expect(new Set(codes).size).toBe(20);
    on.clock.advanceTo(Date.parse("2026-01-11T00:00:00Z"));
    expect(codes.every((code) => on.lock(0).opensWith(code))).toBe(true);
    expect(codes.some((code) => on.lock(1).opensWith(code))).toBe(false);
  });

  test("knows at once what its installer has changed, the server half an hour later", () => {
    const on = bench();
    const levels = () => (on.state() as OracodeState).userLevels.map(({ name }) => name);
    const code = codeOf(issue(on, { userLevelId: levelOf(3), checkInDay: "2026-01-05" }));
    expect(on.lock().opensWith(code)).toBe(true);
    on.lock().setCondition("userLevel.missing", true);
    expect(on.lock().opensWith(code)).toBe(false);
    on.advance(30 * minute - 1);
    expect(levels()).toContain("Guest");
    on.advance(1);
    expect(levels()).toEqual(["Master"]);
    expect(reasonOf(issue(on))).toBe("no_time_slots_found");
  });
});
