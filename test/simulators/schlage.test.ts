import { describe, expect, test } from "vitest";
import type { SchlageCommand, SchlageReply, SchlageState } from "../../drivers/schlage/wire.ts";
import catalogue from "../../fixtures/schlage/errors.json" with { type: "json" };
import { schlage } from "../../simulators/schlage/index.ts";
import { keptAt, workingTimes } from "../../simulators/schlage/local-offset.ts";
import { type BenchOptions, SimulatorBench } from "../../src/conformance/simulator-bench.ts";
import { type FaultPoint, noFaults } from "../../src/simulator/fault-point.ts";
import { schlageAdd as add } from "../conformance/subjects/schlage.ts";

const minute = 60_000;
const bench = (options?: BenchOptions) => new SimulatorBench(schlage, options);
const withOptions = (options: Record<string, unknown>) => bench({ locks: [options] });

const reasonOf = (reply: SchlageReply | undefined) =>
  reply?.type === "error" ? (reply.reason ?? String(reply.statusCode)) : undefined;

/** A command's refusal, once the list has caught up with it. */
const refusalOf = (on: SimulatorBench, command: SchlageCommand) => {
  const reply = on.ask(command) as SchlageReply | undefined;
  on.advance(minute);
  return reasonOf(reply);
};

const listed = (on: SimulatorBench) => {
  const reply = on.ask({ type: "storage.accesscode" }) as SchlageReply | undefined;
  if (reply?.type !== "accesscodes") throw new Error("the list was not read");
  return reply.accesscodes.map(({ friendlyName }) => friendlyName);
};

const idOf = (reply: unknown): string => (reply as { accesscodeId: string }).accesscodeId;

const provoke: Readonly<Record<string, () => string | undefined>> = {
  ...Object.fromEntries(
    ["401", "429", "502"].map((status) => {
      const faults: FaultPoint = { ...noFaults, onCommand: () => ({ type: "refuse", vendorCode: status }) };
      return [status, () => refusalOf(bench({ faults }), add("0427", "Ada"))];
    }),
  ),
  // The lock is gone, and the cloud has not noticed yet.
  "504": () => {
    const on = bench();
    on.lock().setCondition("lock.offline", true);
    return refusalOf(on, add("0427", "Ada"));
  },
  invalid_length: () => refusalOf(bench(), add("04271", "Ada")),
  already_exists: () => {
    const on = bench();
    refusalOf(on, add("0427", "Ada"));
    return refusalOf(on, add("0427", "Bea"));
  },
  storage_full: () => {
    const on = withOptions({ capacity: 1 });
    refusalOf(on, add("0427", "Ada"));
    return refusalOf(on, add("5813", "Bea"));
  },
  lock_unreachable: () => {
    const on = bench();
    on.lock().setCondition("lock.offline", true);
    on.advance(5 * minute);
    return refusalOf(on, add("0427", "Ada"));
  },
  not_found: () =>
    refusalOf(bench(), { type: "deleteaccesscode", accesscodeId: "00000000-0000-4000-8000-000000000001" }),
};

test.each(catalogue)("the refusal $vendorCode happens", ({ vendorCode }) => {
  expect(provoke[vendorCode]?.()).toBe(vendorCode);
});

describe("the cloud", () => {
  test("answers when the lock has the code, and lists it later", () => {
    const on = bench();
    expect(on.ask(add("0427", "Ada"))).toMatchObject({ type: "result" });
    expect(on.lock().opensWith("0427")).toBe(true);
    expect(listed(on)).toEqual([]);
    on.advance(minute);
    expect(listed(on)).toEqual(["Ada"]);
  });

  test("says that a code exists which it still lists, though it was deleted", () => {
    const on = bench();
    const added = on.ask(add("0427", "Ada"));
    on.advance(minute);
    on.ask({ type: "deleteaccesscode", accesscodeId: idOf(added) });
    expect(reasonOf(on.ask(add("0427", "Ada")) as SchlageReply)).toBe("already_exists");
    on.advance(minute);
    expect(refusalOf(on, add("0427", "Ada"))).toBeUndefined();
  });

  test("leaves out of its list, on a bad day, the code that was added last", () => {
    const on = bench();
    for (const [pin, name] of [
      ["0427", "Ada"],
      ["5813", "Bea"],
    ] as const) {
      refusalOf(on, add(pin, name));
    }
    on.lock().setCondition("list.omits", true);
    expect(listed(on)).toEqual(["Ada"]);
    expect(on.lock().opensWith("5813")).toBe(true);
  });

  test("shows PINs in the clear, or asterisks", () => {
    const codes = (on: SimulatorBench) => {
      refusalOf(on, add("0427", "Ada"));
      const reply = on.ask({ type: "storage.accesscode" }) as Extract<SchlageReply, { type: "accesscodes" }>;
      return reply.accesscodes.map(({ accessCode, accessCodeLength }) => [accessCode, accessCodeLength]);
    };
    expect(codes(bench())).toEqual([[427, 4]]);
    expect(codes(withOptions({ masksCodes: true }))).toEqual([["****", 4]]);
  });
});

describe("the lock", () => {
  test("loses all codes when its owner changes their length, and takes the other length from then on", () => {
    const on = bench();
    refusalOf(on, add("0427", "Ada"));
    on.lock().setCondition("length.changed", true);
    on.advance(15 * minute);
    expect((on.state() as SchlageState).accessCodeLength).toBe(6);
    expect(on.lock().opensWith("0427")).toBe(false);
    expect(listed(on)).toEqual([]);
    expect(on.events().at(-1)).toEqual({ type: "log", eventCode: 30 });
    expect(refusalOf(on, add("0427", "Ada"))).toBe("invalid_length");
    expect(refusalOf(on, add("042713", "Ada"))).toBeUndefined();
  });

  test("of another kind takes codes of any length beside each other", () => {
    const on = withOptions({ accessCodeLength: null });
    expect(["0427", "58130"].map((pin) => refusalOf(on, add(pin, pin.slice(0, 2))))).toEqual([
      undefined,
      undefined,
    ]);
  });

  test("tells of the hand at its keypad, and whose code it was", () => {
    const on = bench();
    const added = on.ask(add("0427", "Ada"));
    on.lock().press("0427");
    on.advance(15 * minute);
    expect(on.events()).toContainEqual({ type: "log", eventCode: 2, accessorUuid: idOf(added) });
  });
});

test("the lock moves the times of its codes when its clocks are changed, and a code works by what they then are", () => {
  const hour = 3_600_000;
  const zone = "America/New_York";
  // New York's clocks are put back on 1 November 2026 at 06:00 UTC.
  const told = {
    startsAt: Date.UTC(2026, 9, 31, 15),
    endsAt: Date.UTC(2026, 10, 2, 15),
    offsetMs: -4 * hour,
  };
  expect(keptAt(told, zone, Date.UTC(2026, 10, 1, 5))).toEqual({
    startsAt: told.startsAt,
    endsAt: told.endsAt,
  });
  expect(keptAt(told, zone, Date.UTC(2026, 10, 1, 6))).toEqual({
    startsAt: told.startsAt - hour,
    endsAt: told.endsAt - hour,
  });
  expect(workingTimes(told, zone)).toEqual({ startsAt: told.startsAt, endsAt: told.endsAt - hour });
});
