import { z } from "zod";
import type {
  SmartThingsCommand,
  SmartThingsReply,
  SmartThingsState,
} from "../../drivers/smartthings/wire.ts";
import type { TimerHandle } from "../../src/kernel/ports.ts";
import type { ExternalEdit, LockInspection, PressResult } from "../../src/lock/door.ts";
import { invalidInput } from "../../src/lock/errors.ts";
import { firstVerdict, settledBy, type Verdict } from "../../src/simulator/behaviour.ts";
import { Conditions } from "../../src/simulator/conditions.ts";
import { requireEntry, requireLength, requireRoom } from "../../src/simulator/external-edit.ts";
import { type DoorMove, KeypadLock, KeypadMemory } from "../../src/simulator/keypad-lock.ts";
import { parseOptions } from "../../src/simulator/options.ts";
import type { LockPorts, ServedLock } from "../../src/simulator/served-lock.ts";
import { atTheHub, atTheLock, refusal } from "./behaviours.ts";
import { busyMs, keypad as firmware, healthPatienceMs, latencies, Options } from "./firmware.ts";
import { HubMemory, HubTable } from "./hub-table.ts";

const Memory = z.strictObject({ keypad: KeypadMemory, hub: HubMemory });

const conditionNames = ["lock.offline"] as const;

type Condition = (typeof conditionNames)[number];

/**
 * A lock behind a SmartThings hub, and what the hub believes of it. The radio carries one command at a time, and the hub
 * learns what a slot holds only when the lock reports it, some seconds later.
 */
export class SmartThingsLock implements ServedLock<SmartThingsCommand> {
  readonly deviceId: string;
  readonly gateway: string;
  readonly options: Options;
  readonly keypad: KeypadLock;
  readonly table: HubTable;
  readonly #ports: LockPorts;
  readonly #conditions = new Conditions<Condition>(conditionNames);
  /** Slots whose change the hub has not heard of yet. */
  readonly #unreported = new Set<number>();
  #busy: TimerHandle | undefined;
  #health: "online" | "offline" = "online";
  /** How the door was when the hub last heard of it. */
  #seenLocked: boolean;
  #healthTimer: TimerHandle | undefined;

  constructor(ports: LockPorts) {
    this.#ports = ports;
    this.deviceId = ports.setting.deviceId;
    this.gateway = ports.gateway;
    this.options = parseOptions(Options, ports.setting.options);
    const memory = Memory.optional().parse(ports.loadMemory());
    this.keypad = new KeypadLock({
      firmware: { ...firmware, capacity: this.options.capacity },
      clock: ports.clock,
      clockSkewMs: 0,
      battery: this.options.battery / 100,
      memory: memory?.keypad,
      save: () => this.#save(),
      doorMoved: (move) => this.#doorMoved(move),
    });
    this.table = new HubTable(memory?.hub);
    this.#seenLocked = this.keypad.locked;
    this.#reportDifferences();
  }

  get conditions(): readonly string[] {
    return conditionNames;
  }

  get isBusy(): boolean {
    return this.#busy !== undefined;
  }

  receive(command: SmartThingsCommand, decide: (judge: () => Verdict) => void): void {
    this.#ports.pacer.after(latencies.hub, () => {
      const settled = firstVerdict(atTheHub, command, this);
      if (settled) decide(() => firstVerdict(atTheHub, command, this) ?? settled);
      else this.#sendByRadio(command, decide);
    });
  }

  refusal(vendorCode: string): SmartThingsReply {
    return refusal(vendorCode);
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

  opensWith(pin: string): boolean {
    return this.keypad.opensWith(pin);
  }

  press(pin: string): PressResult {
    return this.keypad.press(pin);
  }

  /** Hands at the keypad: the lock's own rules hold for them too. */
  edit(edit: ExternalEdit): void {
    if (edit.action === "add_code") {
      this.#requireTakes("code", edit.code);
      const slot = requireRoom(this.keypad);
      // Edge drivers: a code that the hub did not set itself is a guest's.
      this.setCode(slot, edit.code, edit.name ?? `Guest ${slot}`);
      return;
    }
    const { slot, name } = requireEntry(this.keypad, edit.code);
    if (edit.action === "remove_code") {
      this.deleteCode(slot);
      return;
    }
    this.#requireTakes("new_code", edit.newCode, slot);
    this.setCode(slot, edit.newCode, name);
  }

  setCondition(condition: string, active: boolean): void {
    if (this.#conditions.set(condition, active) !== "lock.offline") return;
    this.#ports.pacer.cancel(this.#healthTimer);
    this.#healthTimer = active
      ? this.#ports.pacer.wait(healthPatienceMs, () => this.#setHealth("offline"))
      : this.#ports.pacer.after(latencies.radio, () => this.#heardAgain());
  }

  inspect(): LockInspection {
    return {
      vendor: "smartthings",
      gateway: this.gateway,
      online: this.#ports.gatewayOnline() && this.#inRange,
      locked: this.keypad.locked,
      capacity: this.keypad.firmware.capacity,
      slots: this.keypad.inspectSlots(),
      cloudView: { healthState: this.#health, lockCodes: this.table.entries },
    };
  }

  state(): SmartThingsState {
    const { capacity, minCodeLength, maxCodeLength } = this.options;
    const talkative = this.#ports.position % 2 === 0;
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

  get #inRange(): boolean {
    return !this.#conditions.has("lock.offline");
  }

  /** The hub waits for the lock's answer, and takes no other command for it, for {@link busyMs} at most. */
  #sendByRadio(command: SmartThingsCommand, decide: (judge: () => Verdict) => void): void {
    const busy = this.#ports.pacer.wait(busyMs, () => {
      this.#busy = undefined;
    });
    this.#busy = busy;
    this.#ports.radio.toLock(latencies.radio, () => {
      if (!this.#inRange) return;
      const judge = () => settledBy(atTheLock, command, this);
      const heardAfterMs = this.#ports.radio.fromLock();
      if (heardAfterMs === "lost") {
        decide(() => ({ ...judge(), reply: undefined }));
        return;
      }
      const release = () => {
        this.#ports.pacer.cancel(busy);
        if (this.#busy === busy) this.#busy = undefined;
      };
      if (heardAfterMs === 0) release();
      else this.#ports.pacer.wait(heardAfterMs, release);
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
    this.#ports.pacer.after(latency, () => this.#report(slot));
  }

  /** A lock out of range keeps its news until it is heard again. */
  #report(slot: number): void {
    if (!this.#inRange || !this.#unreported.delete(slot)) return;
    const change = this.table.report(slot, this.keypad.read(slot));
    this.#save();
    if (change) this.#ports.publishEvent({ type: "codeChanged", codeSlot: slot, change });
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
    this.#ports.publishState();
  }

  #doorMoved({ locked, method, slot }: DoorMove): void {
    if (!this.#inRange) return;
    this.#seenLocked = locked;
    this.#ports.publishState();
    this.#ports.publishEvent({
      type: "lock",
      value: locked ? "locked" : "unlocked",
      method: method === "remote" ? "command" : method,
      ...(slot !== undefined && { codeSlot: slot }),
    });
  }

  #save(): void {
    this.#ports.saveMemory({ keypad: this.keypad.memory(), hub: this.table.entries });
  }
}
