import { fits } from "../faults/fields.ts";
import type { Lab } from "../lab/lab.ts";
import { LabRequestError } from "../lab/lab-request-error.ts";
import type { LockHandle } from "../lab/lock-handle.ts";
import { StepFailure } from "./step-failure.ts";
import { isDigits } from "./vocabulary.ts";

// biome-ignore lint/suspicious/noExplicitAny: Seam's objects; test/clients checks their shape.
export type SeamObject = any;

/** Something of the API's that a step has named. */
interface Captured {
  /** `access_code`: what the API calls a thing of its kind. */
  readonly type: string;
  readonly id: string;
}

/** What a name stands for. */
export type Named =
  | { readonly kind: "lock"; readonly name: string; readonly lock: LockHandle }
  | { readonly kind: "access_code" | "other"; readonly name: string; readonly captured: Captured };

/** Who plays in a scenario: the locks, and whatever a step has named. It knows PINs and never tells them but to a door. */
export class Cast {
  readonly #lab: Lab;
  readonly #captured = new Map<string, Captured>();
  readonly #faults = new Map<string, string>();
  /** The last PIN that each name was seen to have. */
  readonly #pins = new Map<string, string>();

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  // ---- who is who

  /** The lock of that name, or the only one. */
  lock(name: string | undefined): LockHandle {
    const { locks } = this.#lab;
    if (name === undefined) {
      const [only, second] = locks;
      if (only && !second) return only;
      throw new StepFailure(["lock"], `must be said where there are several: ${this.lockNames()}`);
    }
    const found = locks.find((lock) => lock.name === name || lock.deviceId === name);
    if (!found) throw new StepFailure(["lock"], `"${name}" is none of the locks: ${this.lockNames()}`);
    return found;
  }

  /** Everything that the name or pattern stands for. Throws a StepFailure when it stands for nothing. */
  find(pattern: string): Named[] {
    const locks = this.#lab.locks
      .filter(({ name }) => fits(pattern, name))
      .map((lock) => ({ kind: "lock" as const, name: lock.name, lock }));
    const captured = [...this.#captured]
      .filter(([name]) => fits(pattern, name))
      .map(([name, of]) => ({
        kind: of.type === "access_code" ? ("access_code" as const) : ("other" as const),
        name,
        captured: of,
      }));
    const found = [...captured, ...locks];
    if (found.length > 0) return found;
    throw new StepFailure([], `is no name that is known by then: there are ${this.#names().join(", ")}`);
  }

  lockNames = (): string =>
    this.#lab.locks
      .slice(0, 20)
      .map(({ name }) => name)
      .join(", ");

  /** What a device or an access code is called here, for a person. */
  nameOf(id: unknown): string | undefined {
    const lock = this.#lab.locks.find(({ deviceId }) => deviceId === id);
    return lock?.name ?? [...this.#captured].find(([, captured]) => captured.id === id)?.[0];
  }

  /** A text with names in place of the ids that have one. */
  withNames(text: string): string {
    return text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => this.nameOf(id) ?? id);
  }

  // ---- names in requests

  /** The id that a parameter means: a name's, or what looks like an id itself. Throws a StepFailure for an unknown name. */
  idOf(parameter: string, written: string): string {
    const captured = this.#captured.get(written);
    if (captured) return captured.id;
    const lock = this.#lab.locks.find(({ name }) => name === written);
    if (lock) return lock.deviceId;
    if (/^[0-9a-f-]{36}$/i.test(written)) return written;
    throw new StepFailure(
      [parameter],
      `"${written}" is no name that is known by then: there are ${this.#names().join(", ")}`,
    );
  }

  #names = (): string[] => [
    ...this.#captured.keys(),
    ...this.#lab.locks.slice(0, 20).map(({ name }) => name),
  ];

  /** Gives names to what was answered. */
  capture(as: string | readonly string[], answer: SeamObject): void {
    const named = objectsIn(answer);
    const names = typeof as === "string" ? [as] : as;
    for (const [index, name] of names.entries()) {
      const found = named[index];
      if (!found) {
        throw new StepFailure(["as"], `names ${names.length} things, and the answer holds ${named.length}`);
      }
      this.#captured.set(name, { type: found.type, id: found.object[`${found.type}_id`] });
      this.#keepPin(name, found.object.code);
    }
  }

  // ---- faults

  captureFault(name: string, faultId: string): void {
    this.#faults.set(name, faultId);
  }

  /** Throws a StepFailure for a fault that nobody has named so. */
  faultId(name: string): string {
    const id = this.#faults.get(name);
    if (id !== undefined) return id;
    const known = ["all", ...this.#faults.keys()].join(", ");
    throw new StepFailure([], `must be the name of an injected fault, or all: there are ${known}`);
  }

  // ---- PINs

  capturePin(name: string, pin: string): void {
    this.#keepPin(name, pin);
  }

  /** The digits that a reference means: those that the code has now, or had last. */
  async pin(ref: string): Promise<string> {
    const pin = await this.pinIfMade(ref);
    if (pin === undefined) throw new StepFailure([], `"${ref}" has no PIN yet`);
    return pin;
  }

  /** The same; `undefined` for a code whose PIN the vendor makes, and has not made, or not before it went. */
  async pinIfMade(ref: string): Promise<string | undefined> {
    if (isDigits(ref)) return ref;
    const captured = this.#captured.get(ref);
    if (captured) await this.object(ref, captured);
    const pin = this.#pins.get(ref);
    if (pin !== undefined || captured) return pin;
    const known = [...this.#pins.keys()].join(", ") || "none yet";
    throw new StepFailure([], `"${ref}" is no code that is known by then: there are ${known}`);
  }

  /** What a PIN is called here: the name of a code that has it. */
  nameOfPin(pin: string): string {
    return [...this.#pins].find(([, known]) => known === pin)?.[0] ?? "a PIN that nobody has named";
  }

  /** Notes the PINs that codes have now, before something takes them away. */
  async refreshPins(): Promise<void> {
    for (const [name, captured] of this.#captured) {
      if (captured.type === "access_code") await this.object(name, captured);
    }
  }

  /** What the API shows of something named; `undefined` when it is gone, or nobody answers. */
  async object(name: string, { type, id }: Captured): Promise<SeamObject | undefined> {
    try {
      const answer = await this.#lab.request(`/${type}s/get`, { [`${type}_id`]: id });
      this.#keepPin(name, answer[type].code);
      return answer[type];
    } catch (error) {
      if (error instanceof LabRequestError && (error.status === 404 || error.status === 503))
        return undefined;
      throw error;
    }
  }

  #keepPin(name: string, pin: unknown): void {
    if (typeof pin === "string") this.#pins.set(name, pin);
  }
}

/** The things in an answer that have an id of their own, in its order. */
function objectsIn(answer: SeamObject): { type: string; object: SeamObject }[] {
  return Object.entries(answer as Record<string, SeamObject>).flatMap(([key, value]) => {
    if (Array.isArray(value)) {
      const type = key.replace(/s$/, "");
      return value
        .filter((item) => typeof item?.[`${type}_id`] === "string")
        .map((object) => ({ type, object }));
    }
    return typeof value?.[`${key}_id`] === "string" ? [{ type: key, object: value }] : [];
  });
}
