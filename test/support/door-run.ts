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
import { type Answer, DoorWatch } from "./door-watch.ts";

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

/**
 * Plays a history on a lab of its own and holds the doors against the model. Throws a `BrokenPromise`. `atTheEnd` is called
 * with the lab before it is closed, broken or not: to look at the wire, when a promise was broken.
 */
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
  readonly #watch: DoorWatch;
  /** Until when the service is down or cut off. */
  #serviceTroubledUntil = Number.NEGATIVE_INFINITY;

  constructor(lab: Lab) {
    this.#lab = lab;
    this.#doors = lab.locks.map((lock) => new ModelDoor(lock));
    this.#watch = new DoorWatch(lab, this.#doors, this.#codes);
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
    await this.#watch.look();
  }

  /** Everything heals; after a bounded time each door opens with exactly what is wanted. */
  async converge(): Promise<void> {
    this.#heal();
    await this.#advance(lateMs + 10_000);
    await this.#lab.advance(settleTime);
    await this.#watch.look();
    if (this.#watch.isAnySuspended) {
      await this.#lab.advance(suspensionTime);
      await this.#watch.look();
    }
    await this.#watch.checkEnd();
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
    this.#disputeStrangers(code);
    const { pin, opensFrom, opensUntil } = code.current;
    const window =
      opensUntil === Number.POSITIVE_INFINITY
        ? undefined
        : { startsAt: opensFrom + (code.isNative ? 0 : justInTimeMs), endsAt: opensUntil };
    const view = this.#watch.view(code);
    switch (change.field) {
      case "name":
        code.isRenamed = true;
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
    this.#disputeStrangers(code);
    if (await this.#request("/access_codes/delete", { access_code_id: code.id })) code.deletedAt = this.#now;
  }

  /** What the owner wrote over a code that is then to be cleared may be found only after the clearing: in its place, it seems. */
  #disputeStrangers(code: ModelCode): void {
    if (this.#now > code.door.tamperingFreshUntil) return;
    for (const pin of code.strangers.keys()) code.door.disputedPins.add(pin);
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
      await this.#watch.look();
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
    if (kind === "net.partition") {
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
      const isAwaited = this.#holders(door, pin).some((code) => !this.#watch.isConfirmed(code, pin));
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
    if (!owners.some((code) => this.#watch.isConfirmed(code, changed))) door.disputedPins.add(pin);
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

  // ---- helpers

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
