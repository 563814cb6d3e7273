import { describe, expect, test } from "vitest";
import type { IgloohomeCommand, IgloohomeEvent, IgloohomeReply } from "../../drivers/igloohome/wire.ts";
import catalogue from "../../fixtures/igloohome/errors.json" with { type: "json" };
import { igloohome } from "../../simulators/igloohome/index.ts";
import { type BenchOptions, SimulatorBench } from "../../src/conformance/simulator-bench.ts";
import { type FaultPoint, noFaults } from "../../src/simulator/fault-point.ts";
import { igloohomeLoad } from "../conformance/subjects/igloohome.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const bench = (options?: BenchOptions) => new SimulatorBench(igloohome, options);
const inCondition = (condition: string) => {
  const on = bench();
  on.lock().setCondition(condition, true);
  return on;
};
const ask = (on: SimulatorBench, command: IgloohomeCommand, lock = 0) =>
  on.ask(command, { lock }) as IgloohomeReply | undefined;

/** What has become of a job after a minute. */
const endOf = (on: SimulatorBench, command: IgloohomeCommand, lock = 0): IgloohomeReply | undefined => {
  const reply = ask(on, command, lock);
  if (reply?.type !== "job" || reply.completed) return reply;
  on.advance(minute);
  const told = on.events(lock) as IgloohomeEvent[];
  const end = told.find((event) => event.type === "job.ended" && event.jobId === reply.jobId);
  return end?.type === "job.ended" ? { ...end, type: "job" } : reply;
};

/** By its key in the driver's table. */
const vendorCode = (reply: IgloohomeReply | undefined): string | undefined => {
  if (reply?.type === "error") return reply.reason ?? String(reply.status);
  if (reply?.type !== "job") return undefined;
  return reply.jobResponse ? String(reply.jobResponse.jobStatus) : "unfinished";
};

const inTheCloud = (code: string) => () => {
  const faults: FaultPoint = { ...noFaults, onCommand: () => ({ type: "refuse", vendorCode: code }) };
  return ask(bench({ faults }), igloohomeLoad("0427"));
};

const algoPin = (on: SimulatorBench, more: Partial<Extract<IgloohomeCommand, { type: "algopin.post" }>>) =>
  ask(on, {
    type: "algopin.post",
    kind: "onetime",
    variance: 1,
    accessName: "Ada",
    startDate: "2026-01-05T09:00:00+00:00",
    ...more,
  });
const pinOf = (reply: IgloohomeReply | undefined): string => (reply?.type === "algopin" ? reply.pin : "");

/** How to bring the lock into each documented refusal without reaching inside it. */
const provoke: Readonly<Record<string, () => IgloohomeReply | undefined>> = {
  "406": () => {
    const on = bench();
    on.gateway.setOnline(false);
    return ask(on, igloohomeLoad("0427"));
  },
  too_many_pending_jobs: () => ask(inCondition("bridge.crowded"), igloohomeLoad("0427")),
  "2": () => endOf(bench(), { type: "jobs.post", job: { jobType: 5, jobData: { pin: "0427" } } }),
  unfinished: () => endOf(inCondition("keypad.unlinked"), igloohomeLoad("0427")),
  pin_exists: () => {
    const on = bench();
    on.lock().edit({ action: "add_code", code: "0427" });
    return ask(on, igloohomeLoad("0427"));
  },
  pin_limit_reached: () => {
    const on = bench({ locks: [{ capacity: 1 }] });
    algoPin(on, {});
    return ask(on, igloohomeLoad("0427"));
  },
  no_variance_available: () => {
    const on = bench({ locks: [{ capacity: 1 }] });
    endOf(on, igloohomeLoad("0427"));
    return algoPin(on, {});
  },
  invalid_pin: () => ask(bench(), igloohomeLoad("0427000")),
  invalid_dates: () => algoPin(bench(), { variance: 6 }),
  "401": inTheCloud("401"),
  "429": inTheCloud("429"),
  "500": inTheCloud("500"),
};

test.each(catalogue.map(({ vendorCode: code }) => code))("it refuses with %s where that is due", (code) => {
  expect(vendorCode(provoke[code]?.())).toBe(code);
});

describe("the bridge", () => {
  test("takes twenty jobs that it cannot carry out, and no more", () => {
    const on = inCondition("job.dies");
    for (let entry = 0; entry < 20; entry++) {
      expect(ask(on, igloohomeLoad(String(4200 + entry)))?.type).toBe("job");
    }
    expect(vendorCode(ask(on, igloohomeLoad("4220")))).toBe("too_many_pending_jobs");
    on.advance(5 * minute);
    expect(ask(on, igloohomeLoad("4220"))?.type).toBe("job");
  });

  test("a job that has died is not carried out any more", () => {
    const on = inCondition("lock.offline");
    ask(on, igloohomeLoad("0427"));
    on.advance(5 * minute);
    on.lock().setCondition("lock.offline", false);
    on.advance(hour);
    expect(on.lock().opensWith("0427")).toBe(false);
    expect(on.events()).toEqual([]);
  });

  test("a job that waits is carried out as soon as that is possible", () => {
    const on = inCondition("lock.offline");
    ask(on, igloohomeLoad("0427"));
    on.advance(4 * minute);
    on.lock().setCondition("lock.offline", false);
    on.advance(30_000);
    expect(on.lock().opensWith("0427")).toBe(true);
  });

  test("it works for one lock after the other, and a lock out of reach holds up no other", () => {
    const on = bench({ locks: [{}, {}] });
    on.lock(0).setCondition("lock.offline", true);
    ask(on, igloohomeLoad("0427"));
    expect(vendorCode(endOf(on, igloohomeLoad("0428"), 1))).toBe("0");
    expect([on.lock(0).opensWith("0427"), on.lock(1).opensWith("0428")]).toEqual([false, true]);
  });

  const askHow = (on: SimulatorBench, reply: IgloohomeReply | undefined) =>
    ask(on, { type: "jobs.get", jobId: reply?.type === "job" ? reply.jobId : "" });

  test("has the cloud say how a job has ended, also when it is away itself, and nothing of one that has died", () => {
    const on = bench();
    const clearing = { type: "jobs.post", job: { jobType: 5, jobData: { pin: "0427" } } } as const;
    const [failed, done] = [ask(on, clearing), ask(on, igloohomeLoad("0427"))];
    expect(askHow(on, done)).toMatchObject({ type: "job", completed: false });
    on.advance(minute);
    on.gateway.setOnline(false);
    expect(askHow(on, failed)).toMatchObject({ completed: true, jobResponse: { jobStatus: 2 } });
    expect(askHow(on, done)).toMatchObject({ completed: true, jobResponse: { jobStatus: 0 } });

    const off = inCondition("job.dies");
    const dead = ask(off, igloohomeLoad("0427"));
    off.advance(hour);
    expect(askHow(off, dead)).toMatchObject({ type: "job", completed: false });
  });

  test("a restart of it loses what it has taken", () => {
    const on = bench();
    ask(on, igloohomeLoad("0427"));
    on.gateway.station("lock-1").forgetCommands();
    on.advance(hour);
    expect(on.lock().opensWith("0427")).toBe(false);
  });

  test("frames that are lost are sent again until the job dies", () => {
    let left = 3;
    const onFrame: FaultPoint["onFrame"] = ({ direction }) =>
      direction === "toLock" && left-- > 0 ? { type: "lose" } : undefined;
    const on = bench({ faults: { ...noFaults, onFrame } });
    expect(vendorCode(endOf(on, igloohomeLoad("0427")))).toBe("0");
  });
});

describe("a keypad that has no connection", () => {
  /** What the cloud has said before the bridge, and everything else, went away. */
  const cutOff = (more: Partial<Extract<IgloohomeCommand, { type: "algopin.post" }>>) => {
    const on = bench();
    on.gateway.setOnline(false);
    const pin = pinOf(algoPin(on, more));
    on.lock().setCondition("lock.offline", true);
    const at = (instant: string) => {
      on.clock.advanceTo(Date.parse(instant));
      return on.lock();
    };
    return { on, pin, at };
  };

  test("opens for a code by the hour in its hours only", () => {
    const { pin, at } = cutOff({ kind: "hourly", endDate: "2026-01-05T12:00:00+00:00" });
    expect(pin).toMatch(/^\d{9}$/);
    expect(at("2026-01-05T08:59:59Z").press(pin).reason).toBe("outside_schedule");
    expect(at("2026-01-05T09:00:00Z").press(pin).opened).toBe(true);
    expect(at("2026-01-05T11:59:59Z").press(pin).opened).toBe(true);
    expect(at("2026-01-05T12:00:00Z").press(pin).reason).toBe("outside_schedule");
  });

  test("opens once for a code for one opening, also after its power failed", () => {
    const { on, pin, at } = cutOff({});
    expect(at("2026-01-06T08:59:59Z").press(pin).opened).toBe(true);
    on.restart();
    expect(on.lock().press(pin).opened).toBe(false);
    const late = cutOff({});
    expect(late.at("2026-01-06T09:00:00Z").press(late.pin).opened).toBe(false);
  });

  test.each([
    ["by the day", { kind: "daily", endDate: "2026-02-05T09:00:00+00:00" }],
    ["without an end", { kind: "permanent" }],
  ] as const)("a code %s is dead unless it is used within a day", (_, more) => {
    const [used, unused] = [cutOff(more), cutOff(more)];
    expect(used.at("2026-01-06T08:59:59Z").press(used.pin).opened).toBe(true);
    for (const { at, pin, opens } of [
      { ...used, opens: true },
      { ...unused, opens: false },
    ]) {
      expect(at("2026-02-05T08:59:59Z").opensWith(pin)).toBe(opens);
    }
    expect(used.at("2026-02-05T09:00:00Z").opensWith(used.pin)).toBe(more.kind === "permanent");
  });

  test("the same times and the same variance are the same PIN, others are others", () => {
    const on = bench();
    const pins = [1, 2, 3, 4, 5, 1].map((variance) => pinOf(algoPin(on, { variance })));
    expect(new Set(pins).size).toBe(5);
    expect(pins[5] === pins[0]).toBe(true);
  });

  test("knows no code of another lock", () => {
    const on = bench({ locks: [{}, {}] });
    const pin = pinOf(algoPin(on, {}));
    on.advance(day);
    expect([on.lock(0).opensWith(pin), on.lock(1).opensWith(pin)]).toEqual([true, false]);
  });

  test("times that no algoPIN has are refused", () => {
    const refused = (more: Parameters<typeof algoPin>[1]) => vendorCode(algoPin(bench(), more));
    expect(refused({ kind: "hourly", endDate: "2026-02-02T10:00:00+00:00" })).toBe("invalid_dates");
    expect(refused({ kind: "hourly", endDate: "2026-01-05T09:00:00+00:00" })).toBe("invalid_dates");
    expect(refused({ kind: "daily", endDate: "2026-02-02T09:00:00+00:00" })).toBe("invalid_dates");
    expect(refused({ kind: "daily", endDate: "2026-02-10T10:00:00+00:00" })).toBe("invalid_dates");
    expect(refused({ kind: "onetime", endDate: "2026-01-06T09:00:00+00:00" })).toBe("invalid_dates");
  });
});
