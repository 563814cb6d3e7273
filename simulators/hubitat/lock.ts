import { z } from "zod";
import type { HubitatCommand, HubitatState } from "../../drivers/hubitat/wire.ts";
import { invalidInput } from "../../src/lock/errors.ts";
import { settledBy, type Verdict } from "../../src/simulator/behaviour.ts";
import { requireEntry, requireLength, requireRoom } from "../../src/simulator/external-edit.ts";
import { type HubEntry, HubMemory, HubTable } from "../../src/simulator/hub-table.ts";
import { type DoorMove, KeypadMemory } from "../../src/simulator/keypad-lock.ts";
import { parseOptions } from "../../src/simulator/options.ts";
import type { LockPorts } from "../../src/simulator/served-lock.ts";
import { VendorLock } from "../../src/simulator/vendor-lock.ts";
import { behaviours, refusals } from "./behaviours.ts";
import { keypad as firmware, latencies, Options } from "./firmware.ts";

const Memory = z.strictObject({ keypad: KeypadMemory, hub: HubMemory });

const conditionNames = ["lock.offline"] as const;

type Condition = (typeof conditionNames)[number];

/** The words of `codeChanged`. */
const changes = { set: "added", changed: "changed", deleted: "deleted" } as const;

/**
 * A lock behind a Hubitat hub, and the hub's map of its positions. The hub answers before the lock has heard of anything;
 * what the lock then refuses or does not hear, nobody is told. The map changes when the lock reports.
 */
export class HubitatLock extends VendorLock<HubitatCommand, Condition> {
  override readonly refusals = refusals;
  readonly options: Options;
  readonly table: HubTable;
  /** Positions whose change the hub has not heard of yet. */
  readonly #unreported = new Set<number>();
  /** How the door was when the hub last heard of it. */
  #seenLocked: boolean;

  constructor(ports: LockPorts) {
    const options = parseOptions(Options, ports.setting.options);
    const memory = Memory.optional().parse(ports.loadMemory());
    super(ports, "hubitat", conditionNames, {
      firmware: { ...firmware, capacity: options.capacity },
      battery: options.battery / 100,
      memory: memory?.keypad,
    });
    this.options = options;
    this.table = new HubTable(memory?.hub);
    this.#seenLocked = this.keypad.locked;
    this.#reportDifferences();
  }

  /** What the hub takes the lock to hold, as the lock has told or as it is told wrongly. */
  get knownMaxCodes(): number {
    return this.options.reportedMaxCodes ?? this.options.capacity;
  }

  get knownCodeLength(): number {
    return this.options.reportedCodeLength ?? this.options.codeLength;
  }

  receive(command: HubitatCommand, decide: (judge: () => Verdict) => void): void {
    this.ports.pacer.after(latencies.hub, () => decide(() => settledBy(behaviours, command, this)));
  }

  sendCode(position: number, pin: string, name: string): void {
    this.#send(() => {
      if (this.#takes(position, pin)) this.#write(position, pin, name);
    });
  }

  sendDeletion(position: number): void {
    this.#send(() => this.#clear(position));
  }

  sendMove(locked: boolean): void {
    this.#send(() => this.keypad.moveDoor(locked, "remote"));
  }

  state(): HubitatState {
    return {
      type: "device",
      id: String(this.ports.position + 1),
      name: "Generic Z-Wave Lock",
      label: this.deviceId,
      attributes: {
        lock: this.#seenLocked ? "locked" : "unlocked",
        battery: Math.round(this.keypad.battery * 100),
        maxCodes: this.knownMaxCodes,
        codeLength: this.knownCodeLength,
      },
    };
  }

  /** The hub hears of it as of every change: from the lock's report. */
  reportLoss(): void {
    this.#reportDifferences();
  }

  slotOf(command: HubitatCommand): number | undefined {
    return "codeNumber" in command ? command.codeNumber : undefined;
  }

  protected override get isReachable(): boolean {
    return !this.isIn("lock.offline");
  }

  protected override cloudView() {
    return { lockCodes: this.table.entries };
  }

  protected override memory(): z.input<typeof Memory> {
    return { keypad: this.keypad.memory(), hub: this.table.entries.slice() };
  }

  /** The hub keeps no watch over it: it hears of what has happened meanwhile when the lock is back in range. */
  protected override conditionChanged(_: Condition, active: boolean): void {
    if (active) return;
    this.#seenLocked = this.keypad.locked;
    this.ports.publishState();
    for (const position of [...this.#unreported]) this.#reportSoon(position);
  }

  /** Hands at the keypad: the lock's own rules hold for them too. */
  protected override addByHand(pin: string, name: string | undefined): void {
    this.#requireTakes("code", pin);
    const position = requireRoom(this.keypad);
    // virtualLock, setCode(): the name of a code that was given none.
    this.#write(position, pin, name ?? `code #${position}`);
  }

  protected override changeByHand(pin: string, newPin: string): void {
    const { slot, name } = requireEntry(this.keypad, pin);
    this.#requireTakes("new_code", newPin, slot);
    this.#write(slot, newPin, name);
  }

  protected override removeByHand(pin: string): void {
    this.#clear(requireEntry(this.keypad, pin).slot);
  }

  protected override doorMoved({ locked, method, slot }: DoorMove): void {
    if (!this.isReachable) return;
    this.#seenLocked = locked;
    this.ports.publishState();
    const used = slot === undefined ? undefined : this.table.read(slot);
    this.ports.publishEvent({
      type: "lock",
      value: locked ? "locked" : "unlocked",
      origin: method === "remote" ? "digital" : "physical",
      ...(used && { data: mapOf(used) }),
    });
  }

  #send(arrived: () => void): void {
    this.ports.radio.toLock(latencies.radio, () => {
      if (this.isReachable) arrived();
    });
  }

  /** What the lock itself refuses, whatever the hub takes it to be. */
  #takes(position: number, pin: string): boolean {
    const { capacity, codeLength } = this.options;
    const fits = position <= capacity && pin.length >= firmware.lengthMin && pin.length <= codeLength;
    return fits && !this.keypad.holderOf(pin, position);
  }

  #requireTakes(field: "code" | "new_code", pin: string, position?: number): void {
    const count = this.options.codeLength - firmware.lengthMin + 1;
    requireLength(
      Array.from({ length: count }, (_, index) => firmware.lengthMin + index),
      field,
      pin,
    );
    if (this.keypad.holderOf(pin, position)) throw invalidInput(field, "is on this lock already");
  }

  #write(position: number, pin: string, name: string): void {
    this.keypad.write({ slot: position, pin, name, window: null });
    this.#reportSoon(position);
  }

  #clear(position: number): void {
    this.keypad.clear(position);
    this.#reportSoon(position);
  }

  #reportSoon(position: number): void {
    this.#unreported.add(position);
    this.ports.pacer.after(latencies.report, () => {
      // A lock out of range keeps its news until it is heard again.
      if (!this.isReachable || !this.#unreported.delete(position)) return;
      const heardAfterMs = this.ports.radio.fromLock();
      if (heardAfterMs === 0) this.#hear(position);
      else if (heardAfterMs !== "lost") this.ports.pacer.wait(heardAfterMs, () => this.#hear(position));
    });
  }

  /** virtualLock: the map first, then the event, which carries what was deleted too. */
  #hear(position: number): void {
    const before = this.table.read(position);
    const change = this.table.report(position, this.keypad.read(position));
    const entry = this.table.read(position) ?? before;
    this.save();
    if (!change || !entry) return;
    this.ports.publishEvent({
      type: "codeChanged",
      value: changes[change],
      data: mapOf(entry),
      isStateChange: true,
    });
  }

  /** The hub restarted between a change at the lock and its report, or the lock has lost what it held. */
  #reportDifferences(): void {
    const positions = new Set([...this.keypad.codes, ...this.table.entries].map(({ slot }) => slot));
    for (const position of positions) {
      if (this.keypad.read(position)?.pin !== this.table.read(position)?.pin) this.#reportSoon(position);
    }
  }
}

const mapOf = ({ slot, name, pin }: HubEntry) => ({ [slot]: { name, code: pin } });
