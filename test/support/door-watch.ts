import { violatedGrammar } from "../../src/events/grammar.ts";
import { type Lab, LabRequestError } from "../../src/index.ts";
import { clientPins, ownerPins } from "./door-history.ts";
import type { ModelCode, ModelDoor } from "./door-model.ts";

/** A promise that the doors did not keep. Names codes and PINs by their place in the history. */
export class BrokenPromise extends Error {
  override readonly name = "BrokenPromise";
}

const minuteMs = 60_000;

/** How far from the edge of a window either answer of a door is right: DESIGN 5, a code is confirmed within 15 minutes. */
const edgeMs = 15 * minuteMs;

// biome-ignore lint/suspicious/noExplicitAny: Seam's object; the tests of test/clients check its shape.
export type Answer = any;

/** Asks the API and the doors of a lab, and holds what they say against the model. */
export class DoorWatch {
  readonly #lab: Lab;
  readonly #doors: readonly ModelDoor[];
  readonly #codes: readonly ModelCode[];
  readonly #views = new Map<string, Answer>();

  /** `codes` may grow. */
  constructor(lab: Lab, doors: readonly ModelDoor[], codes: readonly ModelCode[]) {
    this.#lab = lab;
    this.#doors = doors;
    this.#codes = codes;
  }

  get #now(): number {
    return Date.parse(this.#lab.now);
  }

  /** What the API last showed of the code; `undefined` when it is gone, or the service down. */
  view(code: ModelCode): Answer {
    return this.#views.get(code.id);
  }

  /** Whether undoing what other hands insist on rests, for any code. */
  get isAnySuspended(): boolean {
    return [...this.#views.values()].some(isSuspended);
  }

  /** What must hold when all was well for long enough. */
  async checkEnd(): Promise<void> {
    for (const [place, code] of this.#codes.entries()) this.#checkConverged(code, place);
    for (const door of this.#doors) this.#checkTable(door);
    await this.#checkEvents();
  }

  /** Whether the service has read this PIN of the code on the lock, and is not about to change it. */
  isConfirmed(code: ModelCode, pin: string): boolean {
    const view = this.#views.get(code.id);
    const isOnLock = view?.status === "set" || view?.is_scheduled_on_device;
    return isOnLock && view.code === pin && code.current.pin === pin;
  }

  // ---- what must hold at every step

  /** Asks the API and the doors, and holds them against the model. */
  async look(): Promise<void> {
    await this.#readAll();
    const now = this.#now;
    for (const [place, code] of this.#codes.entries()) this.#lookAtCode(code, place, now);
    for (const door of this.#doors) this.#lookAtDoor(door, now);
  }

  /** What the API shows of each code; what was last seen, while the service is down. */
  async #readAll(): Promise<void> {
    let listed: Answer;
    try {
      listed = await this.#lab.request("/access_codes/list");
    } catch (error) {
      if (!(error instanceof LabRequestError) || error.status !== 503) throw error;
      this.#views.clear();
      return;
    }
    this.#views.clear();
    for (const view of listed.access_codes) this.#views.set(view.access_code_id, view);
    const now = this.#now;
    for (const code of this.#codes) {
      const view = this.#views.get(code.id);
      if (!view) code.goneAt ??= now;
      else if (view.status === "set" || view.is_scheduled_on_device) code.confirmed(now);
      if (view) this.#takeOver(code, view);
    }
  }

  /** Where other hands may change a code, what they write becomes what is wanted. */
  #takeOver(code: ModelCode, view: Answer): void {
    const { pin } = code.current;
    if (!code.acceptsExternalChange || view.code === pin || !code.strangers.has(view.code)) return;
    const before = code.current;
    before.supersededAt ??= this.#now;
    code.claims.push({ pin: view.code, opensFrom: before.opensFrom, opensUntil: before.opensUntil });
  }

  #lookAtDoor(door: ModelDoor, now: number): void {
    const codes = this.#codes.filter((code) => code.door === door);
    const suspended = codes.some((code) => isSuspended(this.#views.get(code.id)));
    const held = new Set(door.lock.inspect().slots.map((slot) => slot.pin));
    for (const pin of door.knownPins) {
      const opens = door.lock.opensWith(pin);
      if (door.ownersPins.has(pin)) {
        if (held.has(pin) && (opens || door.isDeaf(now))) continue;
        if (door.isReloading(now)) continue;
        if (door.isLostRace(pin, now)) door.ownersPins.delete(pin);
        else this.#fail(`${door.lock.name} no longer opens with the owner's own code`);
        continue;
      }
      if (!opens || door.disputedPins.has(pin) || codes.some((code) => code.mayOpen(pin, now))) continue;
      // What other hands insist on stays for as long as undoing it rests.
      if (suspended && codes.some((code) => code.strangers.has(pin))) continue;
      this.#fail(`${door.lock.name} opens with ${nameOf(pin)}, which no code has given to it`);
    }
  }

  #lookAtCode(code: ModelCode, place: number, now: number): void {
    const view = this.#views.get(code.id);
    if (!view) return;
    const { door } = code;
    const opens = door.lock.opensWith(view.code);
    if (view.status === "set" && !opens && !door.isDeaf(now) && now > door.tamperingFreshUntil) {
      this.#fail(`code ${place} shows "set" and does not open ${door.lock.name}`);
    }
    if (
      view.status === "unset" &&
      opens &&
      now > door.tamperingFreshUntil &&
      !code.isTampered &&
      !code.isRenamed
    ) {
      const isAnothers =
        door.ownersPins.has(view.code) ||
        door.disputedPins.has(view.code) ||
        this.#codes.some((other) => other !== code && other.door === door && other.mayOpen(view.code, now));
      if (!isAnothers) this.#fail(`code ${place} shows "unset" and opens ${door.lock.name}`);
    }
  }

  // ---- what must hold in the end

  #checkConverged(code: ModelCode, place: number): void {
    const now = this.#now;
    const { door } = code;
    const view = this.#views.get(code.id);
    if (code.deletedAt !== undefined || now > code.current.opensUntil + edgeMs) {
      if (view) this.#fail(`code ${place} should be gone from ${door.lock.name} and is ${view.status}`);
      return;
    }
    if (code.isAtEdge(now, edgeMs)) return;
    if (!view) this.#fail(`code ${place} of ${door.lock.name} is gone, and nobody wanted that`);
    if (!code.isDue(now)) {
      if (view.status !== "unset")
        this.#fail(`code ${place} of ${door.lock.name} is not due and is ${view.status}`);
      return;
    }
    if (view.status === "set") return;
    if (view.status === "unset" && code.acceptsExternalChange && code.removedByOwner) return;
    // A refusal that only the client or the owner can lift stays, and says so.
    if (view.status === "unset" && view.errors.length > 0) return;
    this.#fail(
      `code ${place} of ${door.lock.name} is ${view.status} long after all was well (${problems(view)})`,
    );
  }

  /** Each entry of the table is the owner's, or a code's that is on the lock. */
  #checkTable(door: ModelDoor): void {
    const now = this.#now;
    const expected = new Map<string, boolean>();
    for (const code of this.#codes.filter((one) => one.door === door && one.deletedAt === undefined)) {
      const view = this.#views.get(code.id);
      if (view && (view.status === "set" || view.is_scheduled_on_device)) expected.set(view.code, true);
      else if (code.isAtEdge(now, edgeMs)) expected.set(code.current.pin, false);
    }
    for (const pin of door.disputedPins) expected.set(pin, false);
    for (const pin of door.ownersPins.keys()) expected.set(pin, true);
    const pins = door.lock.inspect().slots.map((slot) => slot.pin);
    for (const pin of pins) {
      // An old PIN stays where its successor is refused, so that no guest stands before a door with neither.
      const isKept = this.#codes.some((code) => code.door === door && code.mayOpen(pin, now));
      if (!expected.has(pin) && !isKept) {
        this.#fail(`${door.lock.name} keeps an entry with ${nameOf(pin)} that nobody wants`);
      }
    }
    for (const [pin, isCertain] of expected) {
      if (isCertain && !pins.includes(pin)) this.#fail(`${door.lock.name} lacks ${nameOf(pin)}`);
    }
    const cloud = cloudEntries(door.lock.inspect().cloudView);
    if (
      cloud !== pins.length &&
      !this.#codes.some((code) => code.door === door && code.isAtEdge(now, edgeMs))
    ) {
      this.#fail(`${door.lock.name} holds ${pins.length} entries and its cloud knows of ${cloud}`);
    }
  }

  async #checkEvents(): Promise<void> {
    const { events } = await this.#lab.request("/events/list", {
      since: "2025-01-01T00:00:00Z",
      limit: 10_000,
    });
    const ids = new Set(events.map((event: Answer) => event.event_id));
    if (ids.size !== events.length) this.#fail("two events have the same id");
    for (const [place, code] of this.#codes.entries()) {
      const types: string[] = events
        .filter((event: Answer) => event.access_code_id === code.id)
        .map((event: Answer) => event.event_type);
      const broken = violatedGrammar(code.door.hasFallenBack ? withoutRepeats(types) : types);
      if (broken) this.#fail(`the events of code ${place}: ${broken} (${types.join(", ")})`);
      const view = this.#views.get(code.id);
      if (!view !== (types.at(-1) === "access_code.deleted")) {
        this.#fail(`code ${place} is ${view ? "there" : "gone"}, and its last event is ${types.at(-1)}`);
      }
      if (view?.status === "set" && !types.includes("access_code.set_on_device")) {
        this.#fail(`code ${place} is set, and no event said so`);
      }
      const isExplained = code.door.tamperingFreshUntil > Number.NEGATIVE_INFINITY;
      if (!isExplained && types.some((type) => type.includes("external"))) {
        this.#fail(`an event says that other hands changed code ${place}, and there were none`);
      }
    }
  }

  #fail(words: string): never {
    throw new BrokenPromise(`${this.#lab.now}: ${words}`);
  }
}

const isSuspended = (view: Answer): boolean =>
  view?.warnings.some((warning: Answer) => warning.warning_code === "third_party_integration_detected") ??
  false;

const problems = (view: Answer): string =>
  [
    ...view.errors.map((error: Answer) => error.error_code),
    ...view.warnings.map((warning: Answer) => warning.warning_code),
  ].join(", ") || "no errors";

/** A code that fell back reaches the lock anew, and no event says that it was lost. */
const withoutRepeats = (types: readonly string[]): string[] =>
  types.filter((type, place) => !type.endsWith("_on_device") || types[place - 1] !== type);

/** A PIN as the history names it. */
function nameOf(pin: string): string {
  const client = clientPins.indexOf(pin);
  if (client !== -1) return `client PIN ${client}`;
  const owner = ownerPins.indexOf(pin);
  return owner === -1 ? "a PIN that the service drew" : `owner's PIN ${owner}`;
}

function cloudEntries(view: unknown): number {
  const {
    created = [],
    loaded = [],
    lockCodes = [],
  } = view as Readonly<Record<string, readonly unknown[] | undefined>>;
  return created.length + loaded.length + lockCodes.length;
}
