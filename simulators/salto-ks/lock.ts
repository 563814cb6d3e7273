import { strict as assert } from "node:assert";
import { z } from "zod";
import type {
  SaltoKsAccess,
  SaltoKsCommand,
  SaltoKsEvent,
  SaltoKsState,
} from "../../drivers/salto-ks/wire.ts";
import type { LockInspection } from "../../src/lock/door.ts";
import { invalidInput } from "../../src/lock/errors.ts";
import { settledBy, type Verdict } from "../../src/simulator/behaviour.ts";
import { requireEntry, requireLength } from "../../src/simulator/external-edit.ts";
import { type DoorMove, KeypadMemory } from "../../src/simulator/keypad-lock.ts";
import { parseOptions } from "../../src/simulator/options.ts";
import type { Frame } from "../../src/simulator/radio.ts";
import type { LockPorts } from "../../src/simulator/served-lock.ts";
import { VendorLock } from "../../src/simulator/vendor-lock.ts";
import { behaviours, refusals } from "./behaviours.ts";
import { customLengths, keypad as firmware, latencies, Options } from "./firmware.ts";
import type { Member, Site } from "./site.ts";
import { type StoredUser, shown, Users, UsersMemory } from "./users.ts";

const Memory = z.strictObject({ keypad: KeypadMemory, users: UsersMemory });

const conditionNames = [
  "keypad.missing",
  "lock.offline",
  "mode.office",
  "mode.privacy",
  "subscription.lapsed",
] as const;

type Condition = (typeof conditionNames)[number];

const windowOf = (access: SaltoKsAccess): StoredUser["window"] =>
  access && { startsAt: Date.parse(access.valid_from), endsAt: Date.parse(access.valid_to) };

/**
 * A Salto KS lock with its keypad, and the site's users who may open it. The site answers always; what it knows comes to the lock when
 * the IQ syncs.
 */
export class SaltoKsLock extends VendorLock<SaltoKsCommand, Condition> implements Member {
  override readonly refusals = refusals;
  readonly options: Options;
  readonly users: Users;
  readonly site: Site;
  /** Users on their way from the site to the lock. */
  readonly #syncs = new Map<string, Frame>();
  #iqOnline = true;

  constructor(ports: LockPorts, site: Site) {
    const options = parseOptions(Options, ports.setting.options);
    const memory = Memory.optional().parse(ports.loadMemory());
    super(ports, "salto-ks", conditionNames, {
      firmware,
      clockSkewMs: options.clockSkewMs,
      battery: options.battery,
      memory: memory?.keypad,
    });
    this.options = options;
    this.keypad.hasKeypad = options.hasPin;
    this.users = new Users(this.deviceId, memory?.users, () => this.save());
    this.site = site;
    site.join(this.deviceId, this);
    this.#sync();
  }

  get usersMax(): number {
    return this.options.siteUsers;
  }

  get subscribedCount(): number {
    return this.users.subscribedCount;
  }

  get canSync(): boolean {
    return this.#iqOnline && !this.isIn("lock.offline");
  }

  setIqOnline(online: boolean): void {
    if (this.#iqOnline === online) return;
    this.#iqOnline = online;
    this.#sync();
    this.ports.publishState();
  }

  /** What limits is the subscription, not the lock. */
  override inspect(): LockInspection {
    return { ...super.inspect(), capacity: this.site.usersMax };
  }

  usersChanged(): void {
    this.ports.publishState();
  }

  unsubscribeAll(): void {
    for (const user of this.users.all) this.change({ ...user, subscribed: false });
  }

  receive(command: SaltoKsCommand, decide: (judge: () => Verdict) => void): void {
    this.ports.pacer.after(latencies.api, () => decide(() => settledBy(behaviours, command, this)));
  }

  createUser(command: Extract<SaltoKsCommand, { type: "users.create" }>): void {
    const id = this.users.idFor(command);
    this.change(this.#newUser(id, command.first_name, command.last_name, windowOf(command.access)));
  }

  updateUser(user: StoredUser, command: Extract<SaltoKsCommand, { type: "users.update" }>): void {
    const { first_name: firstName, last_name: lastName, access } = command;
    this.change({ ...user, firstName, lastName, window: windowOf(access), subscribed: true });
  }

  deleteUser(id: string): void {
    const user = this.users.of(id);
    if (user && !user.deleted) this.change({ ...user, deleted: true });
  }

  /** The site takes it in. The lock learns of it when the IQ has synced. */
  change(user: StoredUser): void {
    this.users.put({ ...user, synced: false });
    this.#syncs.get(user.id)?.cancel();
    this.#syncs.delete(user.id);
    this.site.countAgain();
    this.#sync();
  }

  state(): SaltoKsState {
    const { site } = this;
    return {
      type: "lock",
      id: this.deviceId,
      customer_reference: this.deviceId,
      lock_type: "wall_reader_pin",
      locked_state: this.keypad.locked ? "locked" : "unlocked",
      battery_level: batteryWord(this.keypad.battery),
      online: !this.isIn("lock.offline"),
      iq: { id: this.gateway, online: this.#iqOnline },
      has_pin: this.keypad.hasKeypad,
      opening_mode: this.#openingMode,
      subscription: { users_max: site.usersMax, users: site.users, has_room: site.hasRoom },
    };
  }

  /** Assumed: the IQ finds out, and brings the lock again what it has lost. */
  reportLoss(): void {
    for (const user of this.users.all) {
      const isMissing = user.synced && user.subscribed && user.key !== null && !this.keypad.read(user.slot);
      if (isMissing) this.change(user);
    }
  }

  slotOf(command: SaltoKsCommand): number | undefined {
    return "user_id" in command ? this.users.of(command.user_id)?.slot : undefined;
  }

  protected override get isReachable(): boolean {
    return this.canSync;
  }

  protected override cloudView() {
    return { users: this.users.all.map(shown) };
  }

  protected override memory(): z.input<typeof Memory> {
    return { keypad: this.keypad.memory(), users: this.users.memory() };
  }

  protected override conditionChanged(condition: Condition, active: boolean): void {
    if (condition === "subscription.lapsed") {
      this.site.setLapsed(this.deviceId, active);
      return;
    }
    this.keypad.hasKeypad = this.options.hasPin && !this.isIn("keypad.missing");
    const takesCodes = this.#openingMode === "standard";
    this.keypad.setTrouble("opening mode", takesCodes ? undefined : { acceptsNoCodes: true });
    if (condition === "mode.office") this.keypad.moveDoor(!active, "manual");
    this.#sync();
    this.ports.publishState();
  }

  /** An administrator in the web app. Assumed: with the lock in sight, for the IQ syncs at once. PINs of one's own need a Pro site. */
  protected override addByHand(pin: string, name: string | undefined): void {
    this.#requireTakes("code", pin);
    if (!this.site.hasRoom) {
      throw invalidInput("action", `is not possible: the lock holds its ${this.site.usersMax} codes`);
    }
    const [firstName = "", ...rest] = (name ?? "Guest").trim().split(/\s+/);
    const user = this.#newUser(this.users.nextId(), firstName, rest.join(" "), null);
    this.#changeByHand({ ...user, key: { number: 1, pin } });
  }

  protected override changeByHand(pin: string, newPin: string): void {
    const { slot } = requireEntry(this.keypad, pin);
    this.#requireTakes("new_code", newPin);
    const user = this.#userAt(slot);
    this.#changeByHand({ ...user, key: { number: (user.key?.number ?? 0) + 1, pin: newPin } });
  }

  protected override removeByHand(pin: string): void {
    const { slot } = requireEntry(this.keypad, pin);
    this.#changeByHand({ ...this.#userAt(slot), deleted: true });
  }

  protected override doorMoved({ locked, method, slot }: DoorMove): void {
    if (!this.canSync) return;
    const user = slot === undefined ? undefined : this.users.atSlot(slot);
    this.ports.publishState();
    this.#tell({
      type: "entry",
      locked_state: locked ? "locked" : "unlocked",
      access_by: method === "keypad" ? "pin" : method,
      ...(user && { user_id: user.id }),
    });
  }

  /** Privacy is for whoever is inside, whatever the owner has said. */
  get #openingMode(): SaltoKsState["opening_mode"] {
    if (this.isIn("mode.privacy")) return "privacy";
    return this.isIn("mode.office") ? "office" : "standard";
  }

  #requireTakes(field: "code" | "new_code", pin: string): void {
    if (!this.keypad.hasKeypad) throw invalidInput("device_id", "is a lock without a keypad");
    requireLength(customLengths, field, pin);
  }

  #newUser(id: string, firstName: string, lastName: string, window: StoredUser["window"]): StoredUser {
    const slot = this.keypad.firstFreeSlot(this.users.slots);
    assert(slot !== undefined, "a user was taken though there is no room");
    return {
      id,
      firstName,
      lastName,
      slot,
      window,
      subscribed: true,
      key: null,
      deleted: false,
      synced: false,
    };
  }

  #userAt(slot: number): StoredUser {
    const user = this.users.atSlot(slot);
    assert(user, `slot ${slot} is on the keypad and nobody's`);
    return user;
  }

  #changeByHand(user: StoredUser): void {
    this.change(user);
    this.#syncs.get(user.id)?.cancel();
    this.#syncs.delete(user.id);
    this.#arrive(user.id);
  }

  /** Whoever is not synced is on the way to the lock, as long as there is one. */
  #sync(): void {
    for (const [id, frame] of this.#syncs) {
      if (this.canSync) continue;
      frame.cancel();
      this.#syncs.delete(id);
    }
    if (!this.canSync) return;
    for (const { id, synced } of this.users.all) {
      if (synced || this.#syncs.has(id)) continue;
      const frame = this.ports.radio.toLock(
        latencies.sync,
        () => this.#arrive(id),
        () => this.#lost(id),
      );
      this.#syncs.set(id, frame);
    }
  }

  /** Assumed: the IQ sends again what the lock has not acknowledged. */
  #lost(id: string): void {
    this.#syncs.delete(id);
    this.#sync();
  }

  #arrive(id: string): void {
    this.#syncs.delete(id);
    const user = this.users.of(id);
    if (!user || user.synced) return;
    const { slot, key, window, firstName, lastName } = user;
    const opens = key !== null && user.subscribed && !user.deleted;
    if (opens) {
      this.keypad.write({ slot, pin: key.pin, name: `${firstName} ${lastName}`.trim(), window });
    } else {
      this.keypad.clear(slot);
    }
    if (user.deleted) this.users.delete(id);
    else this.users.put({ ...user, synced: true });
    this.#tell({ type: "user.changed", user_id: id });
  }

  #tell(event: SaltoKsEvent): void {
    this.ports.pacer.after(latencies.log, () => this.ports.publishEvent(event));
  }
}

/** Assumed, but for `fresh`: where one word ends and the next begins. */
function batteryWord(level: number): SaltoKsState["battery_level"] {
  if (level <= 0.1) return "very_low";
  if (level <= 0.3) return "low";
  return level < 0.9 ? "good" : "fresh";
}
