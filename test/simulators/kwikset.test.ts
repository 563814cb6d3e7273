import { describe, expect, test } from "vitest";
import type { KwiksetCommand, KwiksetReply, KwiksetState } from "../../drivers/kwikset/wire.ts";
import catalogue from "../../fixtures/kwikset/errors.json" with { type: "json" };
import { kwikset } from "../../simulators/kwikset/index.ts";
import { type BenchOptions, SimulatorBench } from "../../src/conformance/simulator-bench.ts";
import { type FaultPoint, noFaults } from "../../src/simulator/fault-point.ts";
import { kwiksetCreate as create, kwiksetToken as token } from "../conformance/subjects/kwikset.ts";

const minute = 60_000;
const bench = (options?: BenchOptions) => new SimulatorBench(kwikset, options);
const withOptions = (options: Record<string, unknown>) => bench({ locks: [options] });

const edit = (slot: number, code: string, name = "Ada"): KwiksetCommand => ({
  ...create(code, name),
  type: "editAccessCode",
  slot,
});

/** A command's answer, once the lock has come to rest after it. */
const told = (on: SimulatorBench, command: KwiksetCommand): KwiksetReply | undefined => {
  const reply = on.ask(command) as KwiksetReply | undefined;
  on.advance(minute);
  return reply;
};

const codeOf = (on: SimulatorBench, command: KwiksetCommand) => {
  const reply = told(on, command);
  return reply?.type === "error" ? (reply.reason ?? String(reply.status)) : undefined;
};

const infoOf = (on: SimulatorBench) => {
  const reply = on.ask({ type: "getDeviceInfo" }) as KwiksetReply | undefined;
  if (reply?.type !== "deviceInfo") throw new Error("the device info was not read");
  return reply;
};

const pushed = (on: SimulatorBench) =>
  on.events().map(({ type, ...rest }) => [type, "slot_index" in rest ? rest["slot_index"] : undefined]);

const refusing = (vendorCode: string): FaultPoint => ({
  ...noFaults,
  onCommand: () => ({ type: "refuse", vendorCode }),
});

/** How to bring the cloud, or the lock, into each documented refusal without reaching inside it. */
const provoke: Readonly<Record<string, () => string | undefined>> = {
  ...Object.fromEntries(
    ["401", "429", "502"].map((status) => [
      status,
      () => codeOf(bench({ faults: refusing(status) }), create("0427", "Ada")),
    ]),
  ),
  device_offline: () => {
    const on = bench();
    on.lock().setCondition("lock.offline", true);
    on.advance(5 * minute);
    expect((on.state() as KwiksetState).connected).toBe(false);
    return codeOf(on, create("0427", "Ada"));
  },
  bad_code_length: () => codeOf(bench(), create("042731648", "Ada")),
  start_not_in_future: () => {
    const on = bench();
    const start = new Date(on.clock.now() - minute).toISOString();
    const end = new Date(on.clock.now() + 60 * minute).toISOString();
    return codeOf(on, create("0427", "Ada", { type: "date_range", start, end }));
  },
  no_free_slot: () => {
    const on = withOptions({ capacity: 1 });
    told(on, create("0427", "Ada"));
    return codeOf(on, create("5813", "Bea"));
  },
  no_such_code: () => codeOf(bench(), edit(3, "0427")),
  // These two are what a driver makes of silence.
  unconfirmed_code: () => {
    const on = bench();
    on.lock().edit({ action: "add_code", code: "0427" });
    on.advance(minute);
    const before = on.events().length;
    const reply = told(on, create("0427", "Ada"));
    return reply?.type === "accepted" && on.events().length === before ? "unconfirmed_code" : undefined;
  },
  unconfirmed_deletion: () => {
    const on = bench();
    told(on, create("0427", "Ada"));
    on.lock().setCondition("report.lost", true);
    const reply = told(on, { type: "deleteAccessCode", slot: 1 });
    const isShown = infoOf(on).accesscodecrc.length === 1;
    return reply?.type === "accepted" && isShown ? "unconfirmed_deletion" : undefined;
  },
};

test.each(catalogue)("the refusal $vendorCode happens", ({ vendorCode }) => {
  expect(provoke[vendorCode]?.()).toBe(vendorCode);
});

describe("the lock", () => {
  test("chooses the slot, and tells it with a token and not with the PIN", () => {
    const on = bench();
    on.lock().edit({ action: "add_code", code: "5813" });
    expect(told(on, create("0427", "Ada"))).toEqual({ type: "accepted" });
    expect(on.events().at(-1)).toMatchObject({
      type: "singleAccessCodeCrc",
      slot_index: 2,
      crc_token: token("0427"),
    });
    const { accesscodesixtyfour, accesscodecrc } = infoOf(on);
    expect(accesscodesixtyfour).toBe("0000000000000006");
    expect(accesscodecrc.map(({ slot_index }) => slot_index)).toEqual([1, 2]);
  });

  test("will have no second code with the same PIN or the same name, and tells nobody", () => {
    const on = bench();
    told(on, create("0427", "Ada"));
    told(on, create("0427", "Bea"));
    told(on, create("5813", "Ada"));
    told(on, create("9064", "Cid"));
    told(on, edit(2, "0427", "Cid"));
    expect(pushed(on)).toEqual([
      ["singleAccessCodeCrc", 1],
      ["singleAccessCodeCrc", 2],
    ]);
    expect(["0427", "5813", "9064"].map((pin) => on.lock().opensWith(pin))).toEqual([true, false, true]);
  });

  test("tells of a deletion, and of what the app did at the door", () => {
    const on = bench();
    told(on, create("0427", "Ada"));
    on.lock().edit({ action: "change_code", code: "0427", newCode: "5813" });
    on.advance(minute);
    told(on, { type: "deleteAccessCode", slot: 1 });
    expect(pushed(on)).toEqual([
      ["singleAccessCodeCrc", 1],
      ["singleAccessCodeCrc", 1],
      ["lockmqresponse", 1],
    ]);
  });

  test("makes up for reports that got lost, and says when it last spoke", () => {
    const on = bench();
    on.lock().setCondition("report.lost", true);
    const begun = on.clock.now();
    told(on, create("0427", "Ada"));
    on.advance(60 * minute);
    expect(on.lock().opensWith("0427")).toBe(true);
    expect(infoOf(on)).toMatchObject({
      accesscodecrc: [],
      lastupdatestatus: new Date(begun).toISOString(),
    });
    on.lock().setCondition("report.lost", false);
    on.advance(minute);
    expect(Date.parse(infoOf(on).lastupdatestatus)).toBeGreaterThan(begun);
    expect(infoOf(on).accesscodecrc).toHaveLength(1);
  });

  test("keeps a schedule by its own clock", () => {
    const on = bench();
    const [start, end] = [5, 60].map((minutes) =>
      new Date(on.clock.now() + minutes * minute).toISOString(),
    ) as [string, string];
    told(on, create("0427", "Ada", { type: "date_range", start, end }));
    expect(on.lock().opensWith("0427")).toBe(false);
    on.advance(5 * minute);
    expect(on.lock().opensWith("0427")).toBe(true);
    on.advance(60 * minute);
    expect(on.lock().opensWith("0427")).toBe(false);
  });

  test("is dead for a minute and a quarter after three wrong codes, and says so", () => {
    const on = bench();
    told(on, create("0427", "Ada"));
    for (let wrong = 0; wrong < 3; wrong++) on.lock().press("1111");
    expect(on.events().at(-1)).toEqual({ type: "accessDenied" });
    on.advance(74_000);
    expect(on.lock().press("0427").reason).toBe("locked_out");
    on.advance(1_000);
    expect(on.lock().press("0427").reason).toBe("opened");
    expect(on.events().at(-1)).toMatchObject({ type: "history", eventtype: "Keypad", slot_index: 1 });
  });

  test("with a small table tells of it in eight bits", () => {
    const on = withOptions({ capacity: 7 });
    told(on, create("0427", "Ada"));
    expect(infoOf(on)).toMatchObject({ accesscodeeight: "02" });
  });
});
