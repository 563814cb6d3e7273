import { violatedGrammar } from "../../src/events/grammar.ts";
import {
  createLab,
  type FaultInput,
  type Lab,
  LabRequestError,
  RequestError,
  type VendorPlugin,
} from "../../src/index.ts";
import {
  type CodeChange,
  clientPins,
  type History,
  type HistoryFault,
  ownerPins,
  type Step,
  type Times,
  type Vendor,
} from "./door-history.ts";
import { justInTimeMs, ModelCode, ModelDoor } from "./door-model.ts";

/** A promise that the doors did not keep. Names codes and PINs by their place in the history. */
export class BrokenPromise extends Error {
  override readonly name = "BrokenPromise";
}

const minuteMs = 60_000;

/**
 * Back-off after back-off: the longest pause is 30 minutes plus 20 %, and the longest way to rights takes three of them
 * (a read, the clearing, the writing).
 */
const settleTime = "2h";
/** After three reverts in a row the session lets an entry rest for six hours before it tries again. */
const suspensionTime = "7h";

/** When, within a longer advance, the doors are asked: soon after its beginning more often. In milliseconds. */
const looks = [
  1_000,
  5_000,
  15_000,
  30_000,
  60_000,
  3 * minuteMs,
  6 * minuteMs,
  20 * minuteMs,
  45 * minuteMs,
];

/** The keys of each vendor's table of refusals. */
const refusals: Readonly<Record<Vendor, readonly string[]>> = {
  august: ["422", "409", "423", "408", "429", "502", "no_keypad", "bad_pin_format"],
  smartthings: [
    "failure",
    "busy",
    "failure",
    "busy",
    "occupied",
    "invalidCommand",
    "resourceExhausted",
    "duplicate",
  ],
};

/** Which doors can suffer a fault, for those that not all can. */
const onlyOf: Readonly<Record<string, Vendor>> = {
  "load.slow": "august",
  "code.fallsBack": "august",
  "bridge.busy": "august",
  "radio.lossy": "smartthings",
};

/** How long effects and answers that come late are late: the default of the faults' `delay`. */
const lateMs = 2 * minuteMs;

// biome-ignore lint/suspicious/noExplicitAny: Seam's object; the tests of test/clients check its shape.
type Answer = any;

/** Plays a history on a lab of its own and holds the doors against the model. Throws a {@link BrokenPromise}. */
export async function playHistory(
  history: History,
  plugins: readonly VendorPlugin[] = [],
  atTheEnd: (lab: Lab) => Promise<void> = async () => {},
): Promise<void> {
  const lab = await createLab({
    seed: history.seed,
    fleet: history.vendors.map((vendor) => ({ vendor, count: history.doors })),
    plugins,
  });
  try {
    const play = new Play(lab);
    for (const step of history.steps) await play.take(step);
    await play.converge();
  } finally {
    await atTheEnd(lab);
    await lab.close();
  }
}

class Play {
  readonly #lab: Lab;
  readonly #doors: readonly ModelDoor[];
  readonly #codes: ModelCode[] = [];
  readonly #views = new Map<string, Answer>();
  /** Until when the service is down or cut off. */
  #serviceTroubledUntil = Number.NEGATIVE_INFINITY;

  constructor(lab: Lab) {
    this.#lab = lab;
    this.#doors = lab.locks.map((lock) => new ModelDoor(lock));
  }

  get #now(): number {
    return Date.parse(this.#lab.now);
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case "create":
        await this.#create(step);
        break;
      case "update":
        await this.#update(this.#code(step.code), step.change);
        break;
      case "delete":
        await this.#delete(this.#code(step.code));
        break;
      case "advance":
        await this.#advance(step.seconds * 1000);
        return;
      case "fault":
        this.#inject(this.#door(step.door), step.fault);
        break;
      case "heal":
        this.#heal();
        break;
      case "ownerAdds":
        await this.#ownerAdds(this.#door(step.door), ownerPins[step.pin] ?? "");
        break;
      case "ownerChanges":
        await this.#ownerChanges(this.#door(step.door), step.place, ownerPins[step.pin] ?? "");
        break;
      case "ownerRemoves":
        await this.#ownerRemoves(this.#door(step.door), step.place);
        break;
      case "press":
        await this.#press(this.#door(step.door), clientPins[step.pin] ?? "");
        break;
    }
    await this.#look();
  }

  /** Everything heals; after a bounded time each door opens with exactly what is wanted. */
  async converge(): Promise<void> {
    this.#heal();
    await this.#advance(lateMs + 10_000);
    await this.#lab.advance(settleTime);
    await this.#look();
    if ([...this.#views.values()].some(isSuspended)) {
      await this.#lab.advance(suspensionTime);
      await this.#look();
    }
    for (const [place, code] of this.#codes.entries()) this.#checkConverged(code, place);
    for (const door of this.#doors) this.#checkTable(door);
    await this.#checkEvents();
  }

  // ---- steps

  async #create(step: Extract<Step, { do: "create" }>): Promise<void> {
    const door = this.#door(step.door);
    const window = step.times && this.#window(step.times);
    const answer = await this.#request("/access_codes/create", {
      device_id: door.lock.deviceId,
      ...(step.pin !== undefined && { code: clientPins[step.pin] }),
      ...(window && times(window)),
      is_external_modification_allowed: step.acceptsExternalChange,
      prefer_native_scheduling: step.prefersNative,
    });
    if (!answer) return;
    const code = new ModelCode({
      id: answer.access_code.access_code_id,
      door,
      acceptsExternalChange: step.acceptsExternalChange,
      isNative: door.lock.vendor === "august" && step.prefersNative,
    });
    code.want(answer.access_code.code, window, this.#now);
    door.knownPins.add(answer.access_code.code);
    this.#codes.push(code);
  }

  async #update(code: ModelCode | undefined, change: CodeChange): Promise<void> {
    if (!code || code.goneAt !== undefined) return;
    const { pin, opensFrom, opensUntil } = code.current;
    const window =
      opensUntil === Number.POSITIVE_INFINITY
        ? undefined
        : { startsAt: opensFrom + (code.isNative ? 0 : justInTimeMs), endsAt: opensUntil };
    const view = this.#views.get(code.id);
    switch (change.field) {
      case "name":
        await this.#request("/access_codes/update", { access_code_id: code.id, name: change.name });
        return;
      case "pin": {
        const newPin = clientPins[change.pin] ?? "";
        if (!(await this.#request("/access_codes/update", { access_code_id: code.id, code: newPin }))) return;
        code.door.knownPins.add(newPin);
        code.want(newPin, window, this.#now);
        return;
      }
      case "window": {
        const wanted = this.#window(change.times);
        const updated = await this.#request("/access_codes/update", {
          access_code_id: code.id,
          type: "time_bound",
          ...times(wanted),
        });
        if (updated) code.want(view?.code ?? pin, wanted, this.#now);
        return;
      }
      case "ongoing":
        if (await this.#request("/access_codes/update", { access_code_id: code.id, type: "ongoing" })) {
          code.want(view?.code ?? pin, undefined, this.#now);
        }
    }
  }

  async #delete(code: ModelCode | undefined): Promise<void> {
    if (!code || code.deletedAt !== undefined) return;
    if (await this.#request("/access_codes/delete", { access_code_id: code.id })) code.deletedAt = this.#now;
  }

  /** Time passes, and the doors are asked on the way: soon after the beginning, and around every edge of a window. */
  async #advance(milliseconds: number): Promise<void> {
    const from = this.#now;
    const until = from + milliseconds;
    const edges = this.#codes.flatMap(({ current: { opensFrom, opensUntil } }) => [
      opensFrom - 1,
      opensFrom + 1,
      opensUntil,
      opensUntil + 6 * minuteMs,
    ]);
    const stops = [...looks.map((look) => from + look), ...edges, until]
      .filter((stop) => stop > from && stop <= until)
      .sort((one, other) => one - other);
    for (const stop of new Set(stops)) {
      await this.#lab.advance({ to: new Date(stop).toISOString() });
      await this.#look();
    }
  }

  #inject(door: ModelDoor, { kind, forMinutes, p, vendorCode = 0 }: HistoryFault): void {
    const vendor = door.lock.vendor as Vendor;
    const only = onlyOf[kind];
    if (only !== undefined && only !== vendor) return;
    const now = this.#now;
    const until = now + forMinutes * minuteMs;
    if (kind === "service.crash") {
      const downForMs = Math.min(forMinutes, 40) * minuteMs;
      this.#lab.inject({ kind, target: "service", params: { downFor: `${downForMs}ms` } });
      this.#troubleAll(now + downForMs);
      return;
    }
    if (kind === "link.cut") {
      this.#lab.inject({ kind, target: "link:service>broker", for: `${forMinutes}m` });
      // The link comes back by a back-off of 30 s at most.
      this.#troubleAll(until + 30_000);
      return;
    }
    const fault: FaultInput = {
      kind,
      target: kind === "hub.offline" ? door.lock.hub : door.lock.target,
      for: `${forMinutes}m`,
      ...(p !== undefined && p < 1 && { when: { p } }),
      ...(kind === "lock.nak" && { params: { code: refusals[vendor][vendorCode] ?? "" } }),
    };
    this.#lab.inject(fault);
    const hit =
      kind === "hub.offline" ? this.#doors.filter(({ lock }) => lock.hub === door.lock.hub) : [door];
    for (const one of hit) one.trouble(until + lateMs, now);
    if (kind === "lock.lateEffect") door.lateUntil = Math.max(door.lateUntil, until + lateMs);
    if (kind === "lock.offline") door.unheardUntil = Math.max(door.unheardUntil, until);
    if (kind === "code.fallsBack") door.fallenUntil = Math.max(door.fallenUntil, until);
    if (kind === "code.fallsBack" || kind === "lock.lateEffect") door.tamper(now);
  }

  #troubleAll(until: number): void {
    this.#serviceTroubledUntil = Math.max(this.#serviceTroubledUntil, until);
    for (const door of this.#doors) door.trouble(until, this.#now);
  }

  #heal(): void {
    const now = this.#now;
    this.#lab.heal();
    // A crash is no fault that could be healed: the service comes back when it does.
    for (const door of this.#doors) door.trouble(Math.max(now + lateMs, this.#serviceTroubledUntil), now);
  }

  async #ownerAdds(door: ModelDoor, pin: string): Promise<void> {
    if (await this.#edit(door, { action: "add_code", code: pin })) {
      door.knownPins.add(pin);
      // Our own PIN where ours is awaited, or any PIN in the slot from which ours has just been taken: nobody can tell
      // whose it is.
      const isAwaited = this.#holders(door, pin).some((code) => !this.#isConfirmed(code, pin));
      if (isAwaited || this.#now <= door.tamperingFreshUntil) door.disputedPins.add(pin);
      else door.ownersPins.set(pin, this.#now);
    }
  }

  async #ownerChanges(door: ModelDoor, place: number, pin: string): Promise<void> {
    const changed = this.#entry(door, place);
    if (
      changed === undefined ||
      changed === pin ||
      door.lock.inspect().slots.some((slot) => slot.pin === pin)
    )
      return;
    const owners = this.#holders(door, changed);
    if (!(await this.#edit(door, { action: "change_code", code: changed, newCode: pin }))) return;
    door.knownPins.add(pin);
    if (door.ownersPins.delete(changed)) {
      door.ownersPins.set(pin, this.#now);
      return;
    }
    door.tamper(this.#now);
    // Before the service has seen its own code in the entry, it cannot tell a changed one from the owner's.
    if (!owners.some((code) => this.#isConfirmed(code, changed))) door.disputedPins.add(pin);
    for (const code of owners) {
      code.isTampered = true;
      code.strangers.set(pin, this.#now);
    }
  }

  async #ownerRemoves(door: ModelDoor, place: number): Promise<void> {
    const removed = this.#entry(door, place);
    if (removed === undefined) return;
    const owners = this.#holders(door, removed);
    if (!(await this.#edit(door, { action: "remove_code", code: removed }))) return;
    if (door.ownersPins.delete(removed)) return;
    door.tamper(this.#now);
    for (const code of owners) {
      code.isTampered = true;
      code.removedByOwner = true;
    }
  }

  async #press(door: ModelDoor, pin: string): Promise<void> {
    if (!(await door.lock.press(pin)).opened) door.lastWrongPressAt = this.#now;
  }

  // ---- what must hold at every step

  async #look(): Promise<void> {
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
    if (view.status === "unset" && opens && now > door.tamperingFreshUntil && !code.isTampered) {
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
    if (code.deletedAt !== undefined || now > code.current.opensUntil + 15 * minuteMs) {
      if (view) this.#fail(`code ${place} should be gone from ${door.lock.name} and is ${view.status}`);
      return;
    }
    if (code.isAtEdge(now, 15 * minuteMs)) return;
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
      else if (code.isAtEdge(now, 15 * minuteMs)) expected.set(code.current.pin, false);
    }
    for (const pin of door.disputedPins) expected.set(pin, false);
    for (const pin of door.ownersPins.keys()) expected.set(pin, true);
    const pins = door.lock.inspect().slots.map((slot) => slot.pin);
    for (const pin of pins) {
      if (!expected.has(pin))
        this.#fail(`${door.lock.name} keeps an entry with ${nameOf(pin)} that nobody wants`);
    }
    for (const [pin, isCertain] of expected) {
      if (isCertain && !pins.includes(pin)) this.#fail(`${door.lock.name} lacks ${nameOf(pin)}`);
    }
    const cloud = cloudEntries(door.lock.inspect().cloudView);
    if (
      cloud !== pins.length &&
      !this.#codes.some((code) => code.door === door && code.isAtEdge(now, 15 * minuteMs))
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

  // ---- helpers

  #fail(words: string): never {
    throw new BrokenPromise(`${this.#lab.now}: ${words}`);
  }

  #door(number: number): ModelDoor {
    const door = this.#doors[number % this.#doors.length];
    if (!door) throw new Error("a lab without doors");
    return door;
  }

  #code(number: number): ModelCode | undefined {
    return this.#codes[number % Math.max(1, this.#codes.length)];
  }

  #window({ startsIn, lasts }: Times): { startsAt: number; endsAt: number } {
    const startsAt = this.#now + startsIn * minuteMs;
    return { startsAt, endsAt: startsAt + lasts * minuteMs };
  }

  /** The PIN of one entry of the lock's table, when no other entry has the same. */
  #entry(door: ModelDoor, place: number): string | undefined {
    const pins = door.lock.inspect().slots.map((slot) => slot.pin);
    const pin = pins[place % Math.max(1, pins.length)];
    return pins.filter((one) => one === pin).length === 1 ? pin : undefined;
  }

  /** The codes that an entry with this PIN can be of. */
  #holders(door: ModelDoor, pin: string): ModelCode[] {
    return this.#codes.filter(
      (code) =>
        code.door === door && (code.strangers.has(pin) || code.claims.some((claim) => claim.pin === pin)),
    );
  }

  /** Whether the service has read this PIN of the code on the lock, and is not about to change it. */
  #isConfirmed(code: ModelCode, pin: string): boolean {
    const view = this.#views.get(code.id);
    const isOnLock = view?.status === "set" || view?.is_scheduled_on_device;
    return isOnLock && view.code === pin && code.current.pin === pin;
  }

  /** `undefined` when the request is turned down, which changes nothing. */
  async #request(path: string, body: Readonly<Record<string, unknown>>): Promise<Answer> {
    try {
      return await this.#lab.request(path, body);
    } catch (error) {
      if (error instanceof LabRequestError && error.status < 500) return undefined;
      if (error instanceof LabRequestError && error.status === 503) return undefined;
      throw error;
    }
  }

  async #edit(door: ModelDoor, edit: Parameters<ModelDoor["lock"]["edit"]>[0]): Promise<boolean> {
    try {
      await door.lock.edit(edit);
      return true;
    } catch (error) {
      if (error instanceof RequestError) return false;
      throw error;
    }
  }
}

const times = ({ startsAt, endsAt }: { startsAt: number; endsAt: number }) => ({
  starts_at: new Date(startsAt).toISOString(),
  ends_at: new Date(endsAt).toISOString(),
});

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
