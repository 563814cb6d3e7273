import { z } from "zod";
import type { SmartThingsCommand, SmartThingsState } from "../../drivers/smartthings/wire.ts";
import type { TimerHandle } from "../../src/kernel/ports.ts";
import { invalidInput } from "../../src/lock/errors.ts";
import { firstVerdict, settledBy, type Verdict } from "../../src/simulator/behaviour.ts";
import { requireEntry, requireLength, requireRoom } from "../../src/simulator/external-edit.ts";
import { HubMemory, HubTable } from "../../src/simulator/hub-table.ts";
import { type DoorMove, KeypadMemory } from "../../src/simulator/keypad-lock.ts";
import { parseOptions } from "../../src/simulator/options.ts";
import type { Read } from "../../src/simulator/read-history.ts";
import type { LockPorts } from "../../src/simulator/served-lock.ts";
import { VendorLock } from "../../src/simulator/vendor-lock.ts";
import { atTheHub, atTheLock, refusals } from "./behaviours.ts";
import { busyMs, keypad as firmware, healthPatienceMs, latencies, Options } from "./firmware.ts";

const Memory = z.strictObject({ keypad: KeypadMemory, hub: HubMemory });

const conditionNames = ["lock.offline"] as const;

type Condition = (typeof conditionNames)[number];

/**
 * A lock behind a SmartThings hub, and what the hub believes of it. The radio carries one command at a time, and the hub
 * learns what a slot holds only when the lock reports it, some seconds later.
 */
export class SmartThingsLock extends VendorLock<SmartThingsCommand, Condition> {
  override readonly refusals = refusals;
  readonly options: Options;
  readonly table: HubTable;
  /** Slots whose change the hub has not heard of yet. */
  readonly #unreported = new Set<number>();
  #busy: TimerHandle | undefined;
  #health: "online" | "offline" = "online";
  /** How the door was when the hub last heard of it. */
  #seenLocked: boolean;
  #healthTimer: TimerHandle | undefined;

  constructor(ports: LockPorts) {
    const options = parseOptions(Options, ports.setting.options);
    const memory = Memory.optional().parse(ports.loadMemory());
    super(ports, "smartthings", conditionNames, {
      firmware: { ...firmware, capacity: options.capacity },
      battery: options.battery / 100,
      memory: memory?.keypad,
    });
    this.options = options;
    this.table = new HubTable(memory?.hub);
    this.#seenLocked = this.keypad.locked;
    this.#reportDifferences();
  }

  get isBusy(): boolean {
    return this.#busy !== undefined;
  }

  receive(command: SmartThingsCommand, decide: (judge: () => Verdict) => void): void {
    this.ports.pacer.after(latencies.hub, () => {
      const settled = firstVerdict(atTheHub, command, this);
      if (settled) decide(() => firstVerdict(atTheHub, command, this) ?? settled);
      else this.#sendByRadio(command, decide);
    });
  }

  setCode(slot: number, pin: string, name: string): void {
    this.keypad.write({ slot, pin, name, window: null });
    this.#reportSoon(slot);
  }

  deleteCode(slot: number): void {
    this.keypad.clear(slot);
    this.#reportSoon(slot);
  }

  /** What the lock is said to hold: sooner than its report, the hub answers for it with what it knew. */
  reportedPin(slot: number): string | undefined {
    return (this.#unreported.has(slot) ? this.table.read(slot) : this.keypad.read(slot))?.pin;
  }

  state(): SmartThingsState {
    const { capacity, minCodeLength, maxCodeLength } = this.options;
    const talkative = this.ports.position % 2 === 0;
    const { reportsCapacity = talkative, reportsLengths = reportsCapacity } = this.options;
    return {
      type: "device",
      healthState: this.#health,
      lock: this.#seenLocked ? "locked" : "unlocked",
      battery: Math.round(this.keypad.battery * 100),
      ...(reportsCapacity && { maxCodes: capacity }),
      ...(reportsLengths && { minCodeLength, maxCodeLength }),
    };
  }

  /** The hub hears of it as of every change: from the lock's report. */
  reportLoss(): void {
    this.#reportDifferences();
  }

  slotOf(command: SmartThingsCommand): number | undefined {
    return "codeSlot" in command ? command.codeSlot : undefined;
  }

  readOf(command: SmartThingsCommand): Read | undefined {
    const slot = this.slotOf(command);
    if (slot === undefined) return undefined;
    const read = { type: "requestCode", codeSlot: slot } as const;
    return { command: read, judge: () => settledBy(atTheLock, read, this) };
  }

  protected override get isReachable(): boolean {
    return !this.isIn("lock.offline");
  }

  protected override cloudView() {
    return { healthState: this.#health, lockCodes: this.table.entries };
  }

  protected override memory(): z.input<typeof Memory> {
    return { keypad: this.keypad.memory(), hub: this.table.entries.slice() };
  }

  protected override conditionChanged(_: Condition, active: boolean): void {
    this.ports.pacer.cancel(this.#healthTimer);
    this.#healthTimer = active
      ? this.ports.pacer.wait(healthPatienceMs, () => this.#setHealth("offline"))
      : this.ports.pacer.after(latencies.radio, () => this.#heardAgain());
  }

  /** Hands at the keypad: the lock's own rules hold for them too. */
  protected override addByHand(pin: string, name: string | undefined): void {
    this.#requireTakes("code", pin);
    const slot = requireRoom(this.keypad);
    // Edge drivers: a code that the hub did not set itself is a guest's.
    this.setCode(slot, pin, name ?? `Guest ${slot}`);
  }

  protected override changeByHand(pin: string, newPin: string): void {
    const { slot, name } = requireEntry(this.keypad, pin);
    this.#requireTakes("new_code", newPin, slot);
    this.setCode(slot, newPin, name);
  }

  protected override removeByHand(pin: string): void {
    this.deleteCode(requireEntry(this.keypad, pin).slot);
  }

  protected override doorMoved({ locked, method, slot }: DoorMove): void {
    if (!this.isReachable) return;
    this.#seenLocked = locked;
    this.ports.publishState();
    this.ports.publishEvent({
      type: "lock",
      value: locked ? "locked" : "unlocked",
      method: method === "remote" ? "command" : method,
      ...(slot !== undefined && { codeSlot: slot }),
    });
  }

  /** The hub waits for the lock's answer, and takes no other command for it, for {@link busyMs} at most. */
  #sendByRadio(command: SmartThingsCommand, decide: (judge: () => Verdict) => void): void {
    const busy = this.ports.pacer.wait(busyMs, () => {
      this.#busy = undefined;
    });
    this.#busy = busy;
    this.ports.radio.toLock(latencies.radio, () => {
      if (!this.isReachable) return;
      const judge = () => settledBy(atTheLock, command, this);
      const heardAfterMs = this.ports.radio.fromLock();
      if (heardAfterMs === "lost") {
        decide(() => ({ ...judge(), reply: undefined }));
        return;
      }
      const release = () => {
        this.ports.pacer.cancel(busy);
        if (this.#busy === busy) this.#busy = undefined;
      };
      if (heardAfterMs === 0) release();
      else this.ports.pacer.wait(heardAfterMs, release);
      decide(() => ({ ...judge(), replyAfterMs: heardAfterMs }));
    });
  }

  #requireTakes(field: "code" | "new_code", pin: string, slot?: number): void {
    const { minCodeLength, maxCodeLength } = this.options;
    const count = maxCodeLength - minCodeLength + 1;
    requireLength(
      Array.from({ length: count }, (_, index) => minCodeLength + index),
      field,
      pin,
    );
    if (this.keypad.holderOf(pin, slot)) throw invalidInput(field, "is on this lock already");
  }

  #reportSoon(slot: number): void {
    this.#unreported.add(slot);
    const latency = this.keypad.read(slot) ? latencies.reportAfterSet : latencies.reportAfterDelete;
    this.ports.pacer.after(latency, () => this.#report(slot));
  }

  /** A lock out of range keeps its news until it is heard again. */
  #report(slot: number): void {
    if (!this.isReachable || !this.#unreported.delete(slot)) return;
    const change = this.table.report(slot, this.keypad.read(slot));
    this.save();
    if (change) this.ports.publishEvent({ type: "codeChanged", codeSlot: slot, change });
  }

  #heardAgain(): void {
    this.#seenLocked = this.keypad.locked;
    this.#setHealth("online");
    for (const slot of [...this.#unreported]) this.#reportSoon(slot);
  }

  /** The hub restarted between a change at the lock and its report. */
  #reportDifferences(): void {
    const slots = new Set([...this.keypad.codes, ...this.table.entries].map(({ slot }) => slot));
    for (const slot of slots) {
      if (this.keypad.read(slot)?.pin !== this.table.read(slot)?.pin) this.#reportSoon(slot);
    }
  }

  #setHealth(health: "online" | "offline"): void {
    this.#healthTimer = undefined;
    this.#health = health;
    this.ports.publishState();
  }
}
