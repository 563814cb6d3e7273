import { strict as assert } from "node:assert";
import { z } from "zod";
import type { WyzeCommand, WyzeEvent, WyzePassword, WyzeState } from "../../drivers/wyze/wire.ts";
import type { TimerHandle } from "../../src/kernel/ports.ts";
import { invalidInput } from "../../src/lock/errors.ts";
import { settledBy, type Verdict } from "../../src/simulator/behaviour.ts";
import { requireEntry, requireLength, requireRoom } from "../../src/simulator/external-edit.ts";
import { type DoorMove, KeypadMemory } from "../../src/simulator/keypad-lock.ts";
import { parseOptions } from "../../src/simulator/options.ts";
import type { Frame } from "../../src/simulator/radio.ts";
import type { LockPorts } from "../../src/simulator/served-lock.ts";
import { VendorLock } from "../../src/simulator/vendor-lock.ts";
import { behaviours, refusals } from "./behaviours.ts";
import { keypad as firmware, latencies, models, Options, offlineAfterMs } from "./firmware.ts";
import { type Content, type Entry, ListMemory, PasswordList, shown, windowOf } from "./password-list.ts";
import { secretOf, unseal } from "./secret.ts";

const Memory = z.strictObject({ keypad: KeypadMemory, list: ListMemory });

const conditionNames = [
  "keypad.missing",
  "bridge.missing",
  "lock.offline",
  "operation.stuck",
  "cloud.acceptedThenFailed",
] as const;

type Condition = (typeof conditionNames)[number];

const lengths = Array.from(
  { length: firmware.lengthMax - firmware.lengthMin + 1 },
  (_, index) => firmware.lengthMin + index,
);

const sources = { keypad: 2, manual: 5, remote: 9 } as const satisfies Record<DoorMove["method"], number>;

/**
 * A Wyze lock with its keypad, and the lock service's list of its passwords. The service takes an operation and passes it on through
 * the gateway; only the lock has digits to compare, and it says no more than that an operation has failed.
 */
export class WyzeLock extends VendorLock<WyzeCommand, Condition> {
  override readonly refusals = refusals;
  readonly options: Options;
  readonly list: PasswordList;
  /** Operations on their way from the service to the lock, by password. */
  readonly #deliveries = new Map<number, Frame>();
  readonly #secret: string;
  #isCalledOffline = false;
  #offlineTimer: TimerHandle | undefined;

  constructor(ports: LockPorts) {
    const options = parseOptions(Options, ports.setting.options);
    const memory = Memory.optional().parse(ports.loadMemory());
    super(ports, "wyze", conditionNames, {
      firmware: { ...firmware, capacity: options.capacity },
      clockSkewMs: options.clockSkewMs,
      battery: options.battery / 100,
      memory: memory?.keypad,
    });
    this.options = options;
    this.#secret = secretOf(ports.gateway);
    this.list = new PasswordList(memory?.list, () => this.save());
    this.#deliver();
  }

  now(): number {
    return this.ports.clock.now();
  }

  unsealed(password: string): string | undefined {
    return unseal(password, this.#secret);
  }

  shownPasswords(): WyzePassword[] {
    return this.list.entries.map((entry) => shown(entry, this.keypad.read(entry.slot), this.now()));
  }

  receive(command: WyzeCommand, decide: (judge: () => Verdict) => void): void {
    this.ports.pacer.after(latencies.service, () => decide(() => settledBy(behaviours, command, this)));
  }

  startWriting(command: Extract<WyzeCommand, { password: string }>): void {
    const known = "passwordid" in command ? this.list.of(command.passwordid) : undefined;
    const pin = this.unsealed(command.password);
    const slot = known?.slot ?? this.keypad.firstFreeSlot(this.list.slots);
    assert(pin !== undefined && slot !== undefined, "a password was taken that cannot be stored");
    this.#put({
      id: known?.id ?? this.list.idFor(command),
      name: command.name,
      slot,
      time: this.now(),
      operation: known ? "update" : "add",
      stage: "pending",
      content: { pin, window: windowOf(command.permission) },
    });
  }

  startDeleting(id: number): void {
    const known = this.list.of(id);
    const isUnderWay = known?.operation === "delete" && known.stage === "pending";
    if (known && !isUnderWay) this.#put({ ...known, operation: "delete", stage: "pending" });
  }

  state(): WyzeState {
    const power = Math.round(this.keypad.battery * 100);
    const { locked } = this.keypad;
    return {
      type: "info",
      uuid: this.deviceId,
      nickname: this.deviceId,
      ...models,
      hardlock: this.#isCalledOffline ? -1 : locked ? 1 : 3,
      switch_state: locked ? 0 : 1,
      power,
      keypad: this.isIn("keypad.missing") ? null : { uuid: `${this.deviceId}-keypad`, power },
      parent: this.isIn("bridge.missing") ? null : this.gateway,
      crypt_secret: this.#secret,
    };
  }

  /** Assumed: the lock tells the service what it holds, which strikes off its list what is gone. */
  reportLoss(): void {
    for (const { id, slot, stage } of this.list.entries) {
      if (stage !== "done" || this.keypad.read(slot)) continue;
      this.list.delete(id);
      this.#announce(id);
    }
  }

  slotOf(command: WyzeCommand): number | undefined {
    return "passwordid" in command ? this.list.of(command.passwordid)?.slot : undefined;
  }

  protected override get isReachable(): boolean {
    return !this.isIn("bridge.missing") && !this.isIn("lock.offline");
  }

  protected override cloudView() {
    return { passwords: this.shownPasswords() };
  }

  protected override memory(): z.input<typeof Memory> {
    return { keypad: this.keypad.memory(), list: this.list.memory() };
  }

  protected override conditionChanged(condition: Condition, active: boolean): void {
    this.keypad.hasKeypad = !this.isIn("keypad.missing");
    this.#deliver();
    if (condition !== "lock.offline") {
      this.ports.publishState();
      return;
    }
    this.ports.pacer.cancel(this.#offlineTimer);
    this.#offlineTimer = active
      ? this.ports.pacer.wait(offlineAfterMs, () => this.#callOffline(true))
      : this.ports.pacer.after(latencies.delivery, () => this.#callOffline(false));
  }

  /** The app speaks to the lock by Bluetooth, and to the service. It takes no digits that are on the lock already. */
  protected override addByHand(pin: string, name: string | undefined): void {
    this.#requireTakes("code", pin);
    const slot = requireRoom(this.keypad, this.list.slots);
    const id = this.list.nextId();
    this.#writeByHand(
      { id, name: this.#freeName(name ?? "Guest"), slot, operation: "add" },
      { pin, window: null },
    );
  }

  protected override changeByHand(pin: string, newPin: string): void {
    const { slot } = requireEntry(this.keypad, pin);
    this.#requireTakes("new_code", newPin, slot);
    const known = this.#entryAt(slot);
    this.#writeByHand({ ...known, operation: "update" }, { ...known.content, pin: newPin });
  }

  protected override removeByHand(pin: string): void {
    const { slot } = requireEntry(this.keypad, pin);
    const { id } = this.#entryAt(slot);
    this.keypad.clear(slot);
    this.list.delete(id);
    this.#deliver();
    this.#announce(id);
  }

  protected override doorMoved({ locked, method, slot }: DoorMove): void {
    if (!this.isReachable) return;
    const entry = slot === undefined ? undefined : this.list.atSlot(slot);
    this.ports.publishState();
    this.#tell({
      type: "record",
      eventid: locked ? 2216 : 2203,
      source: sources[method],
      ...(entry && { sourceid: entry.id }),
    });
  }

  #requireTakes(field: "code" | "new_code", pin: string, slot?: number): void {
    if (this.isIn("keypad.missing")) throw invalidInput("device_id", "is a lock without a keypad");
    requireLength(lengths, field, pin);
    if (this.keypad.holderOf(pin, slot)) throw invalidInput(field, "is on this lock already");
  }

  /** Assumed: whoever is asked for another name counts on. */
  #freeName(name: string): string {
    if (!this.list.hasName(name)) return name;
    let number = 2;
    while (this.list.hasName(`${name} ${number}`)) number++;
    return `${name} ${number}`;
  }

  #entryAt(slot: number): Entry {
    const entry = this.list.atSlot(slot);
    assert(entry, `slot ${slot} is on the keypad and not on the list`);
    return entry;
  }

  #writeByHand(entry: Omit<Entry, "time" | "stage" | "content">, content: Content): void {
    const { slot, name } = entry;
    this.keypad.write({ slot, name, ...content });
    this.list.put({ ...entry, time: this.now(), stage: "done", content });
    this.#deliver();
    this.#announce(entry.id);
  }

  #put(entry: Entry): void {
    this.list.put(entry);
    // What was on its way for this password is overtaken by this.
    this.#deliveries.get(entry.id)?.cancel();
    this.#deliveries.delete(entry.id);
    this.#deliver();
  }

  /** Every operation that is pending is on its way to the lock, as long as there is one. */
  #deliver(): void {
    const isOpen = this.isReachable && !this.isIn("keypad.missing") && !this.isIn("operation.stuck");
    for (const [id, delivery] of this.#deliveries) {
      if (isOpen && this.list.of(id)?.stage === "pending") continue;
      delivery.cancel();
      this.#deliveries.delete(id);
    }
    if (!isOpen) return;
    for (const { id, stage } of this.list.entries) {
      if (stage !== "pending" || this.#deliveries.has(id)) continue;
      const delivery = this.ports.radio.toLock(
        latencies.delivery,
        () => this.#arrive(id),
        () => this.#lost(id),
      );
      this.#deliveries.set(id, delivery);
    }
  }

  /** Assumed: the gateway sends again what the lock has not acknowledged. */
  #lost(id: number): void {
    this.#deliveries.delete(id);
    this.#deliver();
  }

  #arrive(id: number): void {
    this.#deliveries.delete(id);
    const entry = this.list.of(id);
    if (entry?.stage !== "pending") return;
    const { slot, name, operation, content } = entry;
    const isTaken = operation !== "delete" && this.keypad.holderOf(content.pin, slot) !== undefined;
    if (isTaken || this.isIn("cloud.acceptedThenFailed")) {
      this.list.put({ ...entry, stage: "failed" });
    } else if (operation === "delete") {
      this.keypad.clear(slot);
      this.list.delete(id);
    } else {
      this.keypad.write({ slot, name, ...content });
      this.list.put({ ...entry, stage: "done" });
    }
    this.#announce(id);
  }

  #callOffline(isOffline: boolean): void {
    this.#offlineTimer = undefined;
    this.#isCalledOffline = isOffline;
    this.ports.publishState();
  }

  #announce(passwordid: number): void {
    this.#tell({ type: "pwd.changed", passwordid });
  }

  #tell(event: WyzeEvent): void {
    this.ports.pacer.after(latencies.feed, () => this.ports.publishEvent(event));
  }
}
