import { describe, expect, test } from "vitest";
import { seal } from "../../drivers/wyze/sealing.ts";
import type { WyzeCommand, WyzePassword, WyzeReply, WyzeState } from "../../drivers/wyze/wire.ts";
import catalogue from "../../fixtures/wyze/errors.json" with { type: "json" };
import { wyze } from "../../simulators/wyze/index.ts";
import { secretOf, unseal } from "../../simulators/wyze/secret.ts";
import { type BenchOptions, SimulatorBench } from "../../src/conformance/simulator-bench.ts";
import { type FaultPoint, noFaults } from "../../src/simulator/fault-point.ts";
import { wyzeAdd } from "../conformance/subjects/wyze.ts";
import { inLab } from "../support/lab-story.ts";

const minute = 60_000;
const bench = (options?: BenchOptions) => new SimulatorBench(wyze, options);

const listOf = (on: SimulatorBench): readonly WyzePassword[] => {
  const reply = on.ask({ type: "pwd" }) as WyzeReply | undefined;
  return reply?.type === "passwords" ? reply.passwords : [];
};

/** How the service refuses a command: by its reason, or by its code. */
const refusalOf = (on: SimulatorBench, command: WyzeCommand): string | undefined => {
  const reply = on.ask(command) as WyzeReply | undefined;
  return reply?.type === "error" ? (reply.reason ?? String(reply.code)) : undefined;
};

/** Adds a code and waits until its operation has ended. */
const added = (on: SimulatorBench, name: string, pin: string, window?: { begin: number; end: number }) => {
  const reply = on.ask(wyzeAdd(name, pin, window)) as WyzeReply | undefined;
  on.advance(minute);
  return reply?.type === "operation" ? (reply.passwordid ?? 0) : 0;
};

const refusing = (vendorCode: string): string | undefined => {
  const faults: FaultPoint = { ...noFaults, onCommand: () => ({ type: "refuse", vendorCode }) };
  return refusalOf(bench({ faults }), wyzeAdd("Ada", "0427"));
};

const inCondition = (condition: string) => {
  const on = bench();
  on.lock().setCondition(condition, true);
  return on;
};

/** How to bring the lock into each documented refusal without reaching inside it. */
const provoke: Readonly<Record<string, () => string | undefined>> = {
  "1001": () => refusalOf(bench(), wyzeAdd("Ada", "042742742")),
  "2001": () => refusing("2001"),
  "3019": () => refusalOf(inCondition("lock.offline"), { type: "control", action: "remoteUnlock" }),
  "500": () => refusing("500"),
  name_in_use: () => {
    const on = bench();
    on.lock().edit({ action: "add_code", code: "5813", name: "Ada" });
    return refusalOf(on, wyzeAdd("Ada", "0427"));
  },
  list_full: () => {
    const on = bench({ locks: [{ capacity: 1 }] });
    added(on, "Ada", "0427");
    return refusalOf(on, wyzeAdd("Bob", "5813"));
  },
  no_such_password: () =>
    refusalOf(bench(), {
      ...wyzeAdd("Ada", "0427"),
      type: "pwd.operations.update",
      passwordid: 3,
    } as WyzeCommand),
  no_keypad: () => refusalOf(inCondition("keypad.missing"), wyzeAdd("Ada", "0427")),
  no_gateway: () => refusalOf(inCondition("bridge.missing"), wyzeAdd("Ada", "0427")),
  unsealable: () =>
    refusalOf(bench(), { ...wyzeAdd("Ada", "0427"), password: seal("0427", "another") } as WyzeCommand),
  operation_failed: () => {
    const on = bench();
    added(on, "Ada", "0427");
    const second = added(on, "Bob", "0427");
    const stage = listOf(on).find(({ id }) => id === second)?.operation_stage;
    return stage === 2 ? "operation_failed" : undefined;
  },
};

test.each(catalogue)("the refusal $vendorCode happens", ({ vendorCode }) => {
  expect(provoke[vendorCode]?.()).toBe(vendorCode);
});

describe("the lock service", () => {
  test("takes an operation at once and shows how far it has come", () => {
    const on = bench();
    on.ask(wyzeAdd("Ada", "0427"));
    expect(listOf(on)).toMatchObject([{ operation: 1, operation_stage: 1, pwd_state: 1 }]);
    on.advance(minute);
    expect(listOf(on)).toMatchObject([{ operation: 1, operation_stage: 3, pwd_state: 2 }]);
    expect(on.events()).toEqual([{ type: "pwd.changed", passwordid: 1 }]);
  });

  test("keeps an operation pending until the lock is heard again", () => {
    const on = inCondition("lock.offline");
    on.ask(wyzeAdd("Ada", "0427"));
    on.advance(60 * minute);
    expect((on.state() as WyzeState).hardlock).toBe(-1);
    expect(listOf(on)[0]?.operation_stage).toBe(1);
    on.lock().setCondition("lock.offline", false);
    on.advance(minute);
    expect((on.state() as WyzeState).hardlock).toBe(1);
    expect([listOf(on)[0]?.operation_stage, on.lock().opensWith("0427")]).toEqual([3, true]);
  });

  test("leaves the old code on the lock when another is a duplicate", () => {
    const on = bench();
    added(on, "Ada", "0427");
    const id = added(on, "Bob", "5813");
    const { password } = wyzeAdd("Bob", "0427") as Extract<WyzeCommand, { password: string }>;
    on.ask({
      type: "pwd.operations.update",
      passwordid: id,
      password,
      name: "Bob",
      permission: { status: 1 },
    });
    on.advance(minute);
    expect(listOf(on)[1]).toMatchObject({ operation: 3, operation_stage: 2, pwd_state: 2 });
    expect(on.lock().opensWith("5813")).toBe(true);
  });

  test("tells another time of a code that was written anew, by whomever", () => {
    const on = bench();
    added(on, "Ada", "0427");
    const before = listOf(on)[0]?.time;
    on.lock().edit({ action: "change_code", code: "0427", newCode: "5813" });
    expect(listOf(on)[0]?.time).not.toBe(before);
  });

  test("tells from its times whether a code is in use", () => {
    const on = bench();
    const now = on.clock.now();
    added(on, "Ada", "0427", { begin: now + 60 * minute, end: now + 120 * minute });
    const state = () => listOf(on)[0]?.pwd_state;
    expect([state(), on.lock().press("0427").reason]).toEqual([3, "outside_schedule"]);
    on.advance(61 * minute);
    expect([state(), on.lock().press("0427").opened]).toEqual([2, true]);
    on.advance(61 * minute);
    expect([state(), on.lock().opensWith("0427")]).toEqual([4, false]);
  });

  test("unseals what was sealed with its secret alone", () => {
    const secret = secretOf("gateway-1");
    expect(unseal(seal("042742", secret), secret) === "042742").toBe(true);
    expect(unseal(seal("042742", "another"), secret)).toBeUndefined();
  });
});

test("an id that was told is never told again, though nothing came of the password", () => {
  const faults: FaultPoint = { ...noFaults, onCommand: () => ({ type: "ackWithoutEffect" }) };
  const on = bench({ faults });
  expect([added(on, "Ada", "0427"), added(on, "Bob", "1357")]).toEqual([1, 2]);
});

test("what was refused for want of room and is judged again when there is some changes nothing", () =>
  inLab(
    "wyze",
    async (story) => {
      await story.lock.edit({ action: "add_code", code: "5813", name: "Owner" });
      await story.create("4821");
      await story.lab.advance("5m");
      // From now on the lock's answers are remembered, and given anew whenever it changes.
      story.lab.inject({ kind: "lock.tableReadRace", target: story.lock.target, for: "1h" });
      await story.lock.edit({ action: "remove_code", code: "5813" });
      await story.lab.advance("2h");
      expect(story.lock.opensWith("4821")).toBe(true);
    },
    { lock: { capacity: 1 } },
  ));
