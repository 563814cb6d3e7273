import { describe, expect, test } from "vitest";
import type { HubitatCommand, HubitatReply, HubitatState } from "../../drivers/hubitat/wire.ts";
import { hubitat } from "../../simulators/hubitat/index.ts";
import { SimulatorBench } from "../../src/conformance/simulator-bench.ts";
import { type FaultPoint, noFaults } from "../../src/simulator/fault-point.ts";

const quietMs = 15_000;
const bench = (...locks: Record<string, unknown>[]) =>
  new SimulatorBench(hubitat, locks.length > 0 ? { locks } : {});

const setCode = (codeNumber: number, code: string, name = `Ada ${codeNumber}`): HubitatCommand => ({
  type: "setCode",
  codeNumber,
  code,
  name,
});

const mapOf = (on: SimulatorBench) => {
  const reply = on.ask({ type: "attribute", attribute: "lockCodes" }) as HubitatReply | undefined;
  if (reply?.type !== "attribute") throw new Error("the map was not read");
  return reply.value;
};

/** Sends a code and waits until the lock must have reported. What the hub said, and what happened. */
const tried = (on: SimulatorBench, command: HubitatCommand) => {
  const before = on.events().length;
  const answer = on.ask(command);
  on.advance(quietMs);
  return { answer, events: on.events().slice(before) };
};

const silence = { answer: { type: "ok" }, events: [] };

describe("a refusal is silent:", () => {
  test("a code that is too long", () => {
    expect(tried(bench({ codeLength: 4 }), setCode(1, "04271"))).toEqual(silence);
  });

  test("a position that the lock has not, and a full table keeps what it holds", () => {
    const on = bench({ capacity: 1 });
    tried(on, setCode(1, "0427"));
    expect(tried(on, setCode(2, "5813"))).toEqual(silence);
    expect(on.lock().inspect().slots).toHaveLength(1);
    expect(on.lock().opensWith("0427")).toBe(true);
  });

  test("a code that another position holds, and a name that another position has", () => {
    const on = bench();
    tried(on, setCode(1, "0427", "Ada"));
    expect(tried(on, setCode(2, "0427", "Grace"))).toEqual(silence);
    expect(tried(on, setCode(2, "5813", "Ada"))).toEqual(silence);
    expect(tried(on, setCode(1, "5813", "Ada")).events).toHaveLength(1);
  });

  test("a lock that takes less than it has told", () => {
    const on = bench({ codeLength: 4, reportedCodeLength: 8, capacity: 1, reportedMaxCodes: 5 });
    expect((on.state() as HubitatState).attributes).toMatchObject({ codeLength: 8, maxCodes: 5 });
    expect(tried(on, setCode(1, "58130"))).toEqual(silence);
    expect(tried(on, setCode(2, "5813"))).toEqual(silence);
    expect(tried(on, setCode(1, "5813")).events).toHaveLength(1);
  });

  test("a lock out of range, of which the hub says nothing either", () => {
    const on = bench();
    on.lock().setCondition("lock.offline", true);
    expect(tried(on, setCode(1, "0427"))).toEqual(silence);
    on.lock().setCondition("lock.offline", false);
    on.advance(quietMs);
    expect(on.lock().opensWith("0427")).toBe(false);
  });
});

describe("the hub", () => {
  test("answers before the lock has heard, and its map changes when the lock reports", () => {
    const on = bench();
    expect(on.ask(setCode(1, "0427"))).toEqual({ type: "ok" });
    expect(mapOf(on)).toEqual({});
    on.advance(quietMs);
    expect(on.events()).toEqual([
      {
        type: "codeChanged",
        value: "added",
        data: { "1": { name: "Ada 1", code: "0427" } },
        isStateChange: true,
      },
    ]);
    expect(Object.keys(mapOf(on))).toEqual(["1"]);
  });

  test("tells of a deletion with what was deleted, and of none where there was nothing", () => {
    const on = bench();
    tried(on, setCode(3, "0427", "Ada"));
    expect(tried(on, { type: "deleteCode", codeNumber: 3 }).events).toEqual([
      {
        type: "codeChanged",
        value: "deleted",
        data: { "3": { name: "Ada", code: "0427" } },
        isStateChange: true,
      },
    ]);
    expect(tried(on, { type: "deleteCode", codeNumber: 3 })).toEqual(silence);
  });

  test("that restarts loses what it has not carried to the lock yet", () => {
    const on = bench();
    on.ask(setCode(1, "0427"));
    on.restart();
    on.advance(quietMs);
    expect(on.lock().inspect().slots).toEqual([]);
  });

  test("names what was made at the keypad by its position", () => {
    const on = bench();
    on.lock().edit({ action: "add_code", code: "0427" });
    on.advance(quietMs);
    expect(mapOf(on)["1"]?.name).toBe("code #1");
  });

  test("tells by which code a door was opened", () => {
    const on = bench();
    tried(on, setCode(2, "0427", "Ada"));
    on.lock().press("0427");
    expect(on.events().at(-1)).toMatchObject({
      type: "lock",
      origin: "physical",
      data: { "2": { name: "Ada" } },
    });
  });
});

test.each(["401", "404", "500"])("the Maker API's own refusal %s happens", (vendorCode) => {
  const faults: FaultPoint = { ...noFaults, onCommand: () => ({ type: "refuse", vendorCode }) };
  const on = new SimulatorBench(hubitat, { faults });
  expect(on.ask(setCode(1, "0427"))).toEqual({ type: "error", status: vendorCode });
});
