import { isDeepStrictEqual } from "node:util";
import type { Lab } from "../lab/lab.ts";
import { LabRequestError } from "../lab/lab-request-error.ts";
import type { LockHandle } from "../lab/lock-handle.ts";
import { type AccessCodeErrorCode, accessCodeErrors } from "../lock/catalogue.ts";
import type { Cast, Named, SeamObject } from "./cast.ts";
import { type Expectations, fieldsOf, type Subject, type SubjectField } from "./expectations.ts";
import type { Path } from "./source.ts";
import { StepFailure } from "./step-failure.ts";
import type { Bound } from "./vocabulary.ts";

/** An expectation that does not hold. */
export interface Miss {
  /** Where in the expectations. */
  readonly at: Path;
  /** What is there and what should be, in words without a PIN. */
  readonly words: string;
}

/** How many expectations were looked at, and which do not hold. */
export interface Looked {
  readonly count: number;
  readonly misses: readonly Miss[];
}

/** Holds a lab against what is expected of it. */
export class Checks {
  readonly #lab: Lab;
  readonly #cast: Cast;

  constructor(lab: Lab, cast: Cast) {
    this.#lab = lab;
    this.#cast = cast;
  }

  /** Throws a StepFailure for a name that stands for nothing, and a field that its bearer does not have. */
  async look(expectations: Expectations): Promise<Looked> {
    const misses: Miss[] = [];
    let count = 0;
    for (const [pattern, subject] of Object.entries(expectations)) {
      for (const named of inside([pattern], () => this.#cast.find(pattern))) {
        const fields = Object.keys(subject) as SubjectField[];
        count += fields.length;
        for (const field of fields) {
          const allowed: readonly SubjectField[] = fieldsOf[named.kind];
          if (!allowed.includes(field)) {
            throw new StepFailure(
              [pattern, field],
              `cannot be asked of ${named.name}: there are ${allowed.join(", ")}`,
            );
          }
        }
        misses.push(...(await this.#lookAt(named, subject, pattern)));
      }
    }
    return { count, misses };
  }

  async #lookAt(named: Named, subject: Subject, pattern: string): Promise<Miss[]> {
    const found: Miss[] = [];
    const object = await this.#object(named);
    const miss = (field: SubjectField, words: string | undefined) => {
      if (words !== undefined) found.push({ at: [pattern, field], words: `${named.name} ${words}` });
    };
    const { status, errors, warnings, events, opens, is, online, opens_to, closed_to, slots, wire } = subject;
    if (status !== undefined) miss("status", missedStatus(status, object));
    if (object === undefined) {
      for (const field of ["errors", "warnings", "is"] as const) {
        if (subject[field] !== undefined) miss(field, "is gone");
      }
    } else {
      if (errors) miss("errors", this.#missedErrors(errors, object.errors ?? []));
      if (warnings) miss("warnings", missedWarnings(warnings, object.warnings ?? []));
      if (is) miss("is", missedPart(is, object));
    }
    if (events) miss("events", missedEvents(events, await this.#events(named)));
    if (named.kind === "lock") {
      const { lock } = named;
      if (online !== undefined && lock.inspect().online !== online) {
        miss("online", online ? "cannot be reached" : "can be reached");
      }
      if (opens_to) miss("opens_to", await this.#missedDoor(lock, opens_to, true));
      if (closed_to) miss("closed_to", await this.#missedDoor(lock, closed_to, false));
      if (slots !== undefined) miss("slots", await this.#missedSlots(lock, slots));
      if (wire) miss("wire", await this.#missedWire(lock, wire));
    } else if (opens !== undefined) {
      miss("opens", await this.#missedOpening(named, object, opens));
    }
    return found;
  }

  async #object(named: Named): Promise<SeamObject | undefined> {
    if (named.kind !== "lock") return this.#cast.object(named.name, named.captured);
    try {
      return (await this.#lab.request("/devices/get", { device_id: named.lock.deviceId })).device;
    } catch (error) {
      if (error instanceof LabRequestError && error.status === 404) return undefined;
      throw error;
    }
  }

  // ---- what the API reports

  #missedErrors(expected: NonNullable<Subject["errors"]>, shown: readonly SeamObject[]): string | undefined {
    const codes = shown.map(({ error_code }) => error_code as string);
    const wanted = Array.isArray(expected) ? expected : (expected.has ?? []);
    const wantedCodes = wanted.map(codeOf);
    const listed = missedList("errors", wantedCodes, codes, Array.isArray(expected));
    if (listed !== undefined) return listed;
    const unwanted = Array.isArray(expected)
      ? undefined
      : expected.lacks?.find((code) => codes.includes(code));
    if (unwanted !== undefined) return `has the error ${unwanted}`;
    for (const item of wanted) {
      const error = shown.find(({ error_code }) => error_code === codeOf(item));
      const words =
        missedFlags(error, typeof item === "string" ? undefined : item.flags) ??
        missedWords(error, typeof item === "string" ? undefined : item.says, this.#lab.now);
      if (words !== undefined) return `shows ${codeOf(item)} ${words}`;
    }
    return undefined;
  }

  async #events(named: Named): Promise<string[]> {
    const whose =
      named.kind === "lock"
        ? { device_id: named.lock.deviceId }
        : { [`${named.captured.type}_id`]: named.captured.id };
    const { events } = await this.#lab.request("/events/list", { since: "1970-01-01T00:00:00Z", ...whose });
    const types = events.map(({ event_type }: SeamObject) => event_type as string);
    // A lock's own events are those that are about no code on it.
    return named.kind === "lock"
      ? types.filter((type: string) => !type.startsWith("access_code."))
      : types.map((type: string) => type.replace(/^access_code\./, ""));
  }

  // ---- the door

  async #missedOpening(named: Named, object: SeamObject, opens: boolean): Promise<string | undefined> {
    const pin = await inside([], () => this.#cast.pinIfMade(named.name));
    if (pin === undefined) return opens ? "has no PIN yet" : undefined;
    const locks = object
      ? this.#lab.locks.filter(({ deviceId }) => deviceId === object.device_id)
      : this.#lab.locks;
    const does = locks.some((lock) => lock.opensWith(pin));
    return does === opens ? undefined : does ? "opens the door" : "does not open the door";
  }

  async #missedDoor(lock: LockHandle, refs: readonly string[], opens: boolean): Promise<string | undefined> {
    for (const ref of refs) {
      const pin = await this.#cast.pin(ref);
      if (lock.opensWith(pin) !== opens) {
        return `${opens ? "does not open" : "opens"} to ${this.#cast.nameOfPin(pin)}`;
      }
    }
    return undefined;
  }

  async #missedSlots(lock: LockHandle, expected: number | readonly string[]): Promise<string | undefined> {
    const held = lock.inspect().slots.map(({ pin }) => pin);
    if (typeof expected === "number") {
      return held.length === expected ? undefined : `holds ${held.length} entries, and not ${expected}`;
    }
    const pins = await Promise.all(expected.map((ref) => this.#cast.pin(ref)));
    if (isDeepStrictEqual([...held].sort(), [...pins].sort())) return undefined;
    const names = held.map((pin) => this.#cast.nameOfPin(pin)).join(", ") || "nothing";
    return `holds ${names}, and not ${expected.join(", ") || "nothing"}`;
  }

  async #missedWire(
    lock: LockHandle,
    expected: Readonly<Record<string, Bound>>,
  ): Promise<string | undefined> {
    const url = `http://lab/_lockstep/trace?device_id=${lock.deviceId}`;
    const response = await this.#lab.fetch(
      new Request(url, { headers: { authorization: `Bearer ${this.#lab.apiKey}` } }),
    );
    const { trace } = (await response.json()) as SeamObject;
    const types = trace.map(({ message }: SeamObject) => message?.body?.type);
    for (const [type, bound] of Object.entries(expected)) {
      const count = types.filter((seen: unknown) => seen === type).length;
      const words = missedBound(count, bound);
      if (words !== undefined) {
        const seen = [...new Set(types.filter(Boolean))].join(", ") || "nothing";
        return `has ${count} times ${type} on its wire, and not ${words} (seen: ${seen})`;
      }
    }
    return undefined;
  }
}

/** Runs work whose failures are about a place inside the expectations. */
function inside<T>(at: Path, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof StepFailure) throw new StepFailure([...at, ...error.at], error.message);
    throw error;
  }
}

const codeOf = (item: string | { readonly code: string }): string =>
  typeof item === "string" ? item : item.code;

const missedStatus = (expected: string, object: SeamObject): string | undefined => {
  const status = object?.status ?? "gone";
  return status === expected ? undefined : `is ${status}, and not ${expected}`;
};

function missedWarnings(
  expected: NonNullable<Subject["warnings"]>,
  shown: readonly SeamObject[],
): string | undefined {
  const codes = shown.map(({ warning_code }) => warning_code as string);
  const wanted = Array.isArray(expected) ? expected : (expected.has ?? []);
  const listed = missedList("warnings", wanted.map(codeOf), codes, Array.isArray(expected));
  if (listed !== undefined) return listed;
  const unwanted = Array.isArray(expected) ? undefined : expected.lacks?.find((code) => codes.includes(code));
  if (unwanted !== undefined) return `has the warning ${unwanted}`;
  for (const item of wanted) {
    const says = typeof item === "string" ? undefined : item.says;
    const message = shown.find(({ warning_code }) => warning_code === codeOf(item))?.message;
    if (says !== undefined && !message.includes(says)) return `says of ${codeOf(item)}: "${message}"`;
  }
  return undefined;
}

function missedList(
  what: string,
  wanted: readonly string[],
  shown: readonly string[],
  isWhole: boolean,
): string | undefined {
  const holds = isWhole
    ? isDeepStrictEqual([...wanted].sort(), [...shown].sort())
    : wanted.every((code) => shown.includes(code));
  return holds ? undefined : `has the ${what} [${shown.join(", ")}], and not [${wanted.join(", ")}]`;
}

/** An account's error is not the device's own, and says so: `is_device_error: false` (@seamapi/types@1.490.0). */
function missedFlags(error: SeamObject, expected: readonly string[] | undefined): string | undefined {
  const known: readonly string[] | undefined = accessCodeErrors[error.error_code as AccessCodeErrorCode];
  const isAccountError = known?.includes("is_connected_account_error") ?? false;
  const wanted = expected ?? known?.filter((flag) => !(isAccountError && flag === "is_device_error"));
  if (wanted === undefined) return undefined;
  const shown = Object.keys(error).filter((key) => key.startsWith("is_") && error[key] === true);
  return isDeepStrictEqual([...shown].sort(), [...wanted].sort())
    ? undefined
    : `with the flags [${shown.join(", ")}], and not [${wanted.join(", ")}]`;
}

function missedWords(error: SeamObject, says: string | undefined, now: string): string | undefined {
  const { message, created_at } = error;
  if (typeof message !== "string" || message === "") return "without a message";
  if (says !== undefined && !message.includes(says)) return `saying "${message}", and not "${says}"`;
  return Date.parse(created_at) <= Date.parse(now) ? undefined : `with the instant ${created_at}`;
}

const plain = (type: string): string => type.replace(/^access_code\./, "");

function missedEvents(
  expected: NonNullable<Subject["events"]>,
  shown: readonly string[],
): string | undefined {
  const had = `had the events [${shown.join(", ")}]`;
  if (Array.isArray(expected)) {
    const wanted = expected.map(plain);
    return isDeepStrictEqual(wanted, shown) ? undefined : `${had}, and not [${wanted.join(", ")}]`;
  }
  if ("counts" in expected) {
    for (const [type, bound] of Object.entries(expected.counts)) {
      const count = shown.filter((seen) => seen === plain(type)).length;
      const words = missedBound(count, bound);
      if (words !== undefined) return `${had}, with ${count} times ${type} and not ${words}`;
    }
    return undefined;
  }
  const { has = [], lacks = [], ends } = expected;
  const missing = has.map(plain).find((type) => !shown.includes(type));
  if (missing !== undefined) return `${had}, without ${missing}`;
  const extra = lacks.map(plain).find((type) => shown.includes(type));
  if (extra !== undefined) return `${had}, with ${extra}`;
  if (ends && !isDeepStrictEqual(shown.slice(-ends.length), ends.map(plain))) {
    return `${had}, which do not end with [${ends.join(", ")}]`;
  }
  return undefined;
}

/** The bound in words, if it does not hold. */
function missedBound(count: number, bound: Bound): string | undefined {
  if (typeof bound === "number") return count === bound ? undefined : String(bound);
  const { min = 0, max = Number.POSITIVE_INFINITY } = bound;
  if (count >= min && count <= max) return undefined;
  return [min > 0 && `at least ${min}`, Number.isFinite(max) && `at most ${max}`]
    .filter(Boolean)
    .join(" and ");
}

/** Where an object differs from what it should contain. A PIN is named and not shown. */
function missedPart(wanted: unknown, actual: unknown, path: readonly string[] = []): string | undefined {
  const field = path.join(".");
  if (Array.isArray(wanted)) {
    if (!Array.isArray(actual) || actual.length !== wanted.length)
      return `has another ${field}: ${shown(path, actual)}`;
    return firstMiss(wanted.map((item, index) => missedPart(item, actual[index], [...path, String(index)])));
  }
  if (typeof wanted === "object" && wanted !== null) {
    if (typeof actual !== "object" || actual === null) return `has no ${field} that is an object`;
    return firstMiss(
      Object.entries(wanted).map(([key, value]) => {
        if (!Object.hasOwn(actual, key)) {
          const existing = Object.keys(actual).join(", ");
          return `has no ${[...path, key].join(".")}: there are ${existing}`;
        }
        return missedPart(value, (actual as Record<string, unknown>)[key], [...path, key]);
      }),
    );
  }
  return wanted === actual
    ? undefined
    : `has the ${field} ${shown(path, actual)}, and not ${shown(path, wanted)}`;
}

const firstMiss = (misses: readonly (string | undefined)[]): string | undefined =>
  misses.find((miss) => miss !== undefined);

const shown = (path: readonly string[], value: unknown): string =>
  path.at(-1) === "code" && typeof value === "string" ? "(a PIN)" : JSON.stringify(value);
