import type { FaultInput } from "../faults/fault.ts";
import { momentOf } from "../faults/fields.ts";
import { parseDuration } from "../kernel/duration.ts";
import { LabRequestError } from "../lab/lab-request-error.ts";
import { RequestError } from "../lock/errors.ts";
import type { Expectations, Subject } from "./expectations.ts";
import { Missed, type Run } from "./run.ts";
import { StepFailure } from "./step-failure.ts";
import type { RequestStep, Step, StepVerb, Verbs } from "./steps.ts";
import { isDigits } from "./vocabulary.ts";

/** Does one step. Throws a StepFailure, or {@link Missed}, when it does not go as it should. */
export function doStep(step: Step, run: Run): Promise<void> {
  if (step.verb === "request") return doRequest(step.said, run);
  const runner = runners[step.verb] as (said: Verbs[StepVerb], run: Run) => Promise<void>;
  return runner(step.said, run);
}

const defaultPatience = "15m";

/**
 * `until` looks when something has happened: at most this often, or this many times where the patience is long; and after a
 * minute at the latest, because doors open and close by the clock too, without anything happening. In virtual milliseconds.
 */
const looks = { leastMs: 1000, mostMs: 60_000, countMax: 900 } as const;

/** How long until it is worth looking again. */
function nextLookMs({ now: instant, nextEventAt }: Run["lab"], start: number, patienceMs: number): number {
  const now = Date.parse(instant);
  const leftMs = start + patienceMs - now;
  const leastMs = Math.max(looks.leastMs, Math.ceil(patienceMs / looks.countMax));
  const quietMs = nextEventAt === undefined ? leftMs : Date.parse(nextEventAt) - now;
  return Math.min(Math.max(leastMs, Math.min(quietMs, looks.mostMs)), Math.max(leftMs, 1));
}

const runners: { readonly [Verb in StepVerb]: (said: Verbs[Verb], run: Run) => Promise<void> } = {
  advance: async ({ advance }, { lab, timeline, ...run }) => {
    const now = Date.parse(lab.now);
    const instant = momentOf("advance", advance, now);
    if (instant < now) throw new StepFailure([], `must not lie in the past: it is ${lab.now}`);
    timeline.note("step", `time passes until ${new Date(instant).toISOString()}`);
    await run.advance(instant - now);
  },

  until: async ({ until, within = defaultPatience }, { lab, checks, timeline, ...run }) => {
    const patienceMs = parseDuration(within);
    const start = Date.parse(lab.now);
    // What was asked for just now has not begun before the world has moved.
    await lab.advance("0s");
    for (;;) {
      const looked = await checks.look(until);
      if (looked.misses.length === 0) break;
      if (Date.parse(lab.now) - start >= patienceMs) {
        throw new Missed({
          count: looked.count,
          misses: looked.misses.map(({ at, words }) => ({ at, words: `${words}, within ${within}` })),
        });
      }
      await run.advance(nextLookMs(lab, start, patienceMs));
    }
    await run.expect(until);
    timeline.note("check", describeExpectations(until));
  },

  expect: async ({ expect }, { timeline, ...run }) => {
    await run.expect(expect);
    timeline.note("check", describeExpectations(expect));
  },

  press: async ({ press: { lock: name, code, times, result } }, { cast, timeline }) => {
    const lock = cast.lock(name);
    const pin = await cast.pin(code);
    for (let time = 0; time < times; time++) {
      const { reason } = await lock.press(pin);
      timeline.note(
        "step",
        `${isDigits(code) ? cast.nameOfPin(pin) : code} is pressed on ${lock.name}: ${reason}`,
      );
      if (result !== undefined && reason !== result) {
        throw new StepFailure(["result"], `pressing the PIN gives ${reason}, and not ${result}`);
      }
    }
  },

  edit: async ({ edit, as, fails }, { cast, timeline }) => {
    const lock = cast.lock(edit.lock);
    const code = await cast.pin(edit.code);
    const called = isDigits(edit.code) ? (as ?? "an entry") : edit.code;
    await expectingRefusal(fails, async () => {
      if (edit.action === "change_code") {
        await lock.edit({ action: "change_code", code, newCode: edit.new_code });
        if (as !== undefined) cast.capturePin(as, edit.new_code);
      } else if (edit.action === "add_code") {
        await lock.edit({ action: "add_code", code, name: edit.name });
        if (as !== undefined) cast.capturePin(as, code);
      } else await lock.edit({ action: "remove_code", code });
    });
    timeline.note("step", `other hands: ${edit.action} ${called} on ${lock.name}`);
  },

  inject: async ({ inject, as }, { lab, cast, timeline }) => {
    timeline.note("step", `fault ${describeFault(inject)}`);
    const faultId = lab.inject(inject as unknown as FaultInput);
    if (as !== undefined) cast.captureFault(as, faultId);
  },

  heal: async ({ heal }, { lab, cast, timeline }) => {
    const faultId = heal === "all" ? undefined : cast.faultId(heal);
    timeline.note("step", faultId === undefined ? "all faults are healed" : `the fault ${heal} is healed`);
    lab.heal(faultId);
  },

  condition: async ({ condition: { name, lock: lockName, active } }, { cast, timeline }) => {
    const lock = cast.lock(lockName);
    if (!lock.conditions.includes(name)) {
      throw new StepFailure(
        ["name"],
        `"${name}" is no condition of ${lock.name}: there are ${lock.conditions.join(", ")}`,
      );
    }
    await lock.setCondition(name, active);
    timeline.note("step", `${lock.name} ${active ? "is" : "is no longer"} in the condition ${name}`);
  },
};

async function doRequest({ path, parameters, as, fails }: RequestStep, run: Run): Promise<void> {
  const { lab, cast, timeline } = run;
  // A code that is deleted or changed is asked at doors afterwards.
  await cast.refreshPins();
  const body = resolved(parameters, run);
  timeline.note("step", [path, describeParameters(parameters)].join(" ").trimEnd());
  await expectingRefusal(fails, async () => {
    const answer = await lab.request(path, body);
    if (as !== undefined) cast.capture(as, answer);
  });
}

/** Puts ids where names stand, and instants where durations from now stand. */
function resolved(
  parameters: Readonly<Record<string, unknown>>,
  { cast, lab }: Run,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => {
      if (typeof value === "string") {
        if (key.endsWith("_id")) return [key, cast.idOf(key, value)];
        if (isInstantKey(key)) return [key, instantOf(value, Date.parse(lab.now))];
      }
      if (Array.isArray(value) && key.endsWith("_ids")) {
        return [key, value.map((item) => (typeof item === "string" ? cast.idOf(key, item) : item))];
      }
      return [key, value];
    }),
  );
}

const isInstantKey = (key: string): boolean => key.endsWith("_at") || key === "since";

/** An instant as it stands, for the API to judge, unless it is a duration from now. */
function instantOf(written: string, now: number): string {
  try {
    return new Date(now + parseDuration(written)).toISOString();
  } catch {
    return written;
  }
}

/** Throws a StepFailure unless the work is refused as it should, or not at all where it should not. */
async function expectingRefusal(fails: string | undefined, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const isRefusal = error instanceof LabRequestError || error instanceof RequestError;
    if (!isRefusal) throw error;
    if (error.type === fails) return;
    const words = `is refused as ${error.type}: ${error.message}`;
    throw new StepFailure([], fails === undefined ? words : `${words}, and not as ${fails}`, {
      cause: error,
    });
  }
  if (fails !== undefined) throw new StepFailure([], `succeeds, and is not refused as ${fails}`);
}

const describeExpectations = (expectations: Expectations): string =>
  Object.entries(expectations)
    .map(([name, subject]) => `${name} ${describeSubject(subject)}`)
    .join("; ");

/** What may hold a PIN is only named. */
const describeSubject = (subject: Subject): string =>
  Object.entries(subject)
    .map(([field, value]) => {
      if (field === "status") return value;
      if (value === true) return field;
      if (value === false) return `not ${field}`;
      const isList = Array.isArray(value) && ["errors", "warnings", "events"].includes(field);
      return isList ? `${field} [${value.map(codeOf).join(", ")}]` : `${field} as expected`;
    })
    .join(", ");

const codeOf = (item: string | { readonly code: string }): string =>
  typeof item === "string" ? item : item.code;

/** Without what may hold a PIN. */
const describeParameters = (parameters: Readonly<Record<string, unknown>>): string =>
  Object.entries(parameters)
    .filter(([key]) => !["code", "codes"].includes(key))
    .map(([key, value]) => `${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");

const describeFault = ({ kind, target, ...rest }: Readonly<Record<string, unknown>>): string =>
  [
    `${kind} on ${target}`,
    ...Object.entries(rest).map(
      ([key, value]) => `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`,
    ),
  ].join(", ");
