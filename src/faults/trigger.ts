import { z } from "zod";
import { parseDuration } from "../kernel/duration.ts";
import { invalidInput } from "../lock/errors.ts";
import { durationOf, momentOf } from "./fields.ts";
import {
  type Match,
  matchFields,
  originFields,
  parseMatch,
  type Seen,
  type TriggerEvent,
  triggerEvents,
} from "./observation.ts";

const MatchValue = z.union([z.string(), z.number(), z.array(z.union([z.string(), z.number()])).min(1)]);

/** Which of the observations that match are hit. */
const counting = {
  nth: z.int().positive().optional(),
  skip: z.int().nonnegative().optional(),
  count: z.int().positive().optional(),
  p: z.number().gt(0).max(1).optional(),
};

/**
 * When a fault acts: one of `at`, `window`, `every`, `after`, or at once; and for what acts on observations also which of
 * them: `nth`, `skip` and `count`, or `p`, or all.
 */
export const When = z.strictObject({
  at: z.string().optional(),
  window: z.strictObject({ from: z.string(), for: z.string() }).optional(),
  every: z.string().optional(),
  phase: z.string().optional(),
  lasting: z.string().optional(),
  after: z
    .strictObject({
      event: z.string(),
      match: z.record(z.string(), MatchValue).optional(),
      delay: z.string().optional(),
      ...counting,
    })
    .optional(),
  ...counting,
});

type WrittenWhen = z.infer<typeof When>;
type WrittenCounting = Pick<WrittenWhen, "nth" | "skip" | "count" | "p">;

/** Which observations are hit, of those that match: `undefined`, all of them. */
export type Counting = { readonly skip: number; readonly count: number } | { readonly p: number } | undefined;

/** When a fault is active. Instants in milliseconds since the epoch, lengths in milliseconds. */
export type Timing =
  /** Once, from one instant to another. */
  | { readonly type: "once"; readonly startsAt: number; readonly endsAt: number }
  /** Again and again, until it ends. */
  | {
      readonly type: "every";
      readonly firstAt: number;
      readonly everyMs: number;
      readonly lastingMs: number;
      readonly endsAt: number;
    }
  /** Some time after something was observed. */
  | {
      readonly type: "after";
      /** One of {@link triggerEvents}, or `event`: one of Seam's. */
      readonly observes: TriggerEvent | "event";
      readonly match: Match;
      readonly counting: Counting;
      readonly delayMs: number;
      readonly lastingMs: number;
      /** Until when it waits and lasts. */
      readonly endsAt: number;
    };

export interface Trigger {
  readonly timing: Timing;
  readonly counting: Counting;
}

/** A fault heals itself after this long unless told otherwise. */
export const ordinaryLifetime = "10m";

/** What of a kind decides when it can act. */
interface TimedKind {
  readonly acts: "lasting" | "once" | "watching";
  /** How long it lasts unless told. */
  readonly lifetime?: string;
}

interface Written {
  readonly when?: WrittenWhen | undefined;
  readonly for?: string | undefined;
  readonly until?: string | undefined;
}

/** Checks `when`, `for` and `until`. Throws a RequestError (`invalid_input`) that names the field and what is allowed. */
export function parseTrigger(
  written: Written,
  kind: TimedKind,
  kindName: string,
  now: number,
  deviceIds: (pattern: string) => readonly string[],
): Trigger {
  const { when = {} } = written;
  if (written.for !== undefined && written.until !== undefined) {
    throw invalidInput("until", 'cannot stand beside "for"');
  }
  const chosen = (["at", "window", "every", "after"] as const).filter((name) => when[name] !== undefined);
  if (chosen.length > 1) {
    throw invalidInput(
      `when.${chosen[1]}`,
      `cannot stand beside "${chosen[0]}": one of at, window, every, after`,
    );
  }
  for (const name of ["phase", "lasting"] as const) {
    if (when[name] !== undefined && when.every === undefined) {
      throw invalidInput(`when.${name}`, 'belongs to "every"');
    }
  }
  const counting = parseCounting("when", when);
  if (counting && kind.acts !== "watching") {
    throw invalidInput(
      "when",
      `cannot count for ${kindName}, which does not act on single observations: say what is counted in "when.after"`,
    );
  }
  return { timing: parseTiming(written, when, kind, kindName, now, deviceIds), counting };
}

function parseTiming(
  written: Written,
  when: WrittenWhen,
  { acts, lifetime = ordinaryLifetime }: TimedKind,
  kind: string,
  now: number,
  deviceIds: (pattern: string) => readonly string[],
): Timing {
  const isOnce = acts === "once";
  const lifetimeMs = parseDuration(lifetime);
  if (isOnce && when.every === undefined && when.after === undefined) {
    for (const name of ["for", "until"] as const) {
      if (written[name] !== undefined) {
        throw invalidInput(name, `has no meaning for ${kind}, which happens at one instant`);
      }
    }
  }
  if (when.window) {
    if (isOnce) throw invalidInput("when.window", `has no meaning for ${kind}, which happens at one instant`);
    if (written.for !== undefined || written.until !== undefined) {
      throw invalidInput(written.for === undefined ? "until" : "for", 'is said by "when.window"');
    }
    const startsAt = notPast("when.window.from", momentOf("when.window.from", when.window.from, now), now);
    return { type: "once", startsAt, endsAt: startsAt + lengthOf("when.window.for", when.window.for) };
  }
  if (when.every !== undefined) return parseEvery(written, when, when.every, isOnce, now, kind);
  if (when.after) return parseAfter(written, when.after, isOnce, lifetimeMs, now, deviceIds);
  const startsAt = when.at === undefined ? now : notPast("when.at", momentOf("when.at", when.at, now), now);
  return { type: "once", startsAt, endsAt: endOf(written, startsAt, now) ?? startsAt + lifetimeMs };
}

function parseEvery(
  written: Written,
  when: WrittenWhen,
  every: string,
  isOnce: boolean,
  now: number,
  kind: string,
): Timing {
  const everyMs = lengthOf("when.every", every);
  const endsAt = endOf(written, now, now);
  if (endsAt === undefined) {
    throw invalidInput("for", 'is required beside "when.every": it says for how long this goes on');
  }
  if (isOnce && when.lasting !== undefined) {
    throw invalidInput("when.lasting", `has no meaning for ${kind}, which happens at one instant`);
  }
  const lastingMs = when.lasting === undefined ? everyMs / 2 : lengthOf("when.lasting", when.lasting);
  if (lastingMs >= everyMs) throw invalidInput("when.lasting", 'must be shorter than "when.every"');
  const phaseMs = when.phase === undefined ? 0 : durationOf("when.phase", when.phase);
  return { type: "every", firstAt: now + phaseMs, everyMs, lastingMs, endsAt };
}

function parseAfter(
  written: Written,
  after: NonNullable<WrittenWhen["after"]>,
  isOnce: boolean,
  lifetimeMs: number,
  now: number,
  deviceIds: (pattern: string) => readonly string[],
): Timing {
  const observes = observed(after.event);
  const allowed = [...matchFields[observes], ...originFields[observes]];
  const match = parseMatch("when.after.match", after.match ?? {}, allowed, deviceIds);
  if (isOnce && written.for !== undefined) {
    throw invalidInput(
      "for",
      'has no meaning for what happens at one instant: "until" says how long it waits',
    );
  }
  const isOfType = observes === "event" ? eventTest(after.event) : () => true;
  const delayMs = after.delay === undefined ? 0 : durationOf("when.after.delay", after.delay);
  return {
    type: "after",
    observes,
    match: (seen) => isOfType(seen) && match(seen),
    counting: parseCounting("when.after", after) ?? { skip: 0, count: 1 },
    delayMs,
    lastingMs: written.for === undefined ? lifetimeMs : lengthOf("for", written.for),
    endsAt: written.until === undefined ? Number.POSITIVE_INFINITY : momentAfter("until", written.until, now),
  };
}

function observed(event: string): TriggerEvent | "event" {
  if (Object.hasOwn(triggerEvents, event)) return event as TriggerEvent;
  if (event.includes(".") || event.includes("*")) return "event";
  throw invalidInput(
    "when.after.event",
    `is none of ${Object.keys(triggerEvents).join(", ")}, nor one of Seam's event types, such as access_code.set_on_device`,
  );
}

function eventTest(pattern: string): Match {
  const test = parseMatch("when.after.event", { event: pattern }, ["event"], () => []);
  return (seen: Seen) => test(seen);
}

function parseCounting(path: string, { nth, skip, count, p }: WrittenCounting): Counting {
  const isSkipping = skip !== undefined || count !== undefined;
  const given = [nth !== undefined && "nth", isSkipping && "skip", p !== undefined && "p"].filter(
    (name) => name !== false,
  );
  if (given.length > 1) {
    throw invalidInput(
      `${path}.${given[1]}`,
      `cannot stand beside "${given[0]}": one of nth, skip and count, p`,
    );
  }
  if (nth !== undefined) return { skip: nth - 1, count: 1 };
  if (isSkipping) return { skip: skip ?? 0, count: count ?? Number.POSITIVE_INFINITY };
  return p === undefined ? undefined : { p };
}

function endOf(written: Written, startsAt: number, now: number): number | undefined {
  if (written.for !== undefined) return startsAt + lengthOf("for", written.for);
  return written.until === undefined ? undefined : momentAfter("until", written.until, now, startsAt);
}

function momentAfter(field: string, written: string, now: number, startsAt = now): number {
  const moment = momentOf(field, written, now);
  if (moment <= startsAt) throw invalidInput(field, "is not after the start of the fault");
  return moment;
}

function lengthOf(field: string, written: string): number {
  const milliseconds = durationOf(field, written);
  if (milliseconds === 0) throw invalidInput(field, "must be longer than nothing");
  return milliseconds;
}

function notPast(field: string, moment: number, now: number): number {
  if (moment < now) throw invalidInput(field, "is in the past");
  return moment;
}
