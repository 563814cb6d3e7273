import { strict as assert } from "node:assert";
import { crc32 } from "node:zlib";
import { z } from "zod";
import {
  type KwiksetCommand,
  type KwiksetReply,
  type KwiksetState,
  type KwiksetTable,
  wire,
} from "../../drivers/kwikset/wire.ts";
import { invalidInput } from "../../src/lock/errors.ts";
import { settledBy, type Verdict } from "../../src/simulator/behaviour.ts";
import { requireEntry, requireLength, requireRoom } from "../../src/simulator/external-edit.ts";
import { type DoorMove, KeypadMemory, type StoredCode } from "../../src/simulator/keypad-lock.ts";
import { parseOptions } from "../../src/simulator/options.ts";
import type { LockPorts } from "../../src/simulator/served-lock.ts";
import { VendorLock } from "../../src/simulator/vendor-lock.ts";
import { behaviours, type PassedOn, refusals, takes } from "./behaviours.ts";
import { CloudCopy, CloudMemory } from "./cloud-copy.ts";
import {
  connectionPatienceMs,
  keypad as firmware,
  latencies,
  Options,
  smallCapacity,
  syncMs,
} from "./firmware.ts";

const Passing = z.strictObject({ id: z.uuid(), command: z.custom<PassedOn>(isPassedOn) });

const Memory = z.strictObject({ keypad: KeypadMemory, cloud: CloudMemory, passing: z.array(Passing) });

const conditionNames = ["lock.offline", "report.lost"] as const;

type Condition = (typeof conditionNames)[number];

const iso = (instant: number): string => new Date(instant).toISOString();

/**
 * A Kwikset lock on its Wi-Fi, and what Kwikset's cloud remembers of it. The cloud passes commands on and answers without
 * waiting; the lock does them or does not, and tells what its slots hold by tokens, never by PINs.
 */
export class KwiksetLock extends VendorLock<KwiksetCommand, Condition> {
  override readonly refusals = refusals;
  readonly options: Options;
  readonly cloud: CloudCopy;
  /** What the cloud has taken and the lock has not got yet. */
  readonly #passing: Map<string, PassedOn>;
  #isConnected = true;
  #connection: ReturnType<LockPorts["pacer"]["wait"]> | undefined;
  /** How the door was when the cloud last heard of it. */
  #seenLocked: boolean;

  constructor(ports: LockPorts) {
    const options = parseOptions(Options, ports.setting.options);
    const memory = Memory.optional().parse(ports.loadMemory());
    super(ports, "kwikset", conditionNames, {
      firmware: { ...firmware, capacity: options.capacity },
      clockSkewMs: options.clockSkewMs,
      battery: options.battery / 100,
      memory: memory?.keypad,
    });
    this.options = options;
    this.cloud = new CloudCopy(memory?.cloud, ports.clock.now());
    this.#passing = new Map((memory?.passing ?? []).map(({ id, command }) => [id, command]));
    this.#seenLocked = this.keypad.locked;
    for (const id of this.#passing.keys()) this.#send(id);
    this.#reportDifferences();
    this.#syncLater();
  }

  get now(): number {
    return this.ports.clock.now();
  }

  /** Whether the cloud believes to be in touch with the lock. */
  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** The slots that are taken as far as the cloud knows, and those that will be. */
  get slotsSpokenFor(): number {
    return this.cloud.size + [...this.#passing.values()].filter(({ slot }) => slot === 0).length;
  }

  receive(command: KwiksetCommand, decide: (judge: () => Verdict) => void): void {
    this.ports.pacer.after(latencies.cloud, () => decide(() => settledBy(behaviours, command, this)));
  }

  deviceInfo(): KwiksetReply {
    return {
      type: "deviceInfo",
      ...this.#status(),
      ...this.#table(),
      lastupdatestatus: iso(this.cloud.heardAt),
    };
  }

  /** Puts a command on its way to the lock. */
  passOn(command: PassedOn): void {
    const id = this.ports.ids.uuid();
    this.#passing.set(id, command);
    this.save();
    this.#send(id);
  }

  state(): KwiksetState {
    return {
      type: "device",
      deviceid: this.deviceId,
      devicename: `Halo ${this.ports.position + 1}`,
      // Assumed: how the cloud writes it.
      modelnumber: "HALO KEYPAD",
      ...this.#status(),
      connected: this.#isConnected,
    };
  }

  reportLoss(): void {
    this.#reportDifferences();
  }

  slotOf(command: KwiksetCommand): number | undefined {
    return "slot" in command && command.slot > 0 ? command.slot : undefined;
  }

  override press(pin: string) {
    const lockedOutBefore = this.keypad.memory().lockedOutUntil;
    const result = super.press(pin);
    if (this.keypad.memory().lockedOutUntil > lockedOutBefore) this.#push({ type: "accessDenied" });
    return result;
  }

  protected override get isReachable(): boolean {
    return !this.isIn("lock.offline");
  }

  protected override cloudView() {
    return { connected: this.#isConnected, heardAt: iso(this.cloud.heardAt), slots: this.cloud.slots };
  }

  protected override memory(): z.input<typeof Memory> {
    const passing = [...this.#passing].map(([id, command]) => ({ id, command }));
    return { keypad: this.keypad.memory(), cloud: this.cloud.memory(), passing };
  }

  protected override conditionChanged(condition: Condition, active: boolean): void {
    if (condition === "lock.offline") {
      this.ports.pacer.cancel(this.#connection);
      if (active) {
        this.#connection = this.ports.pacer.wait(connectionPatienceMs, () => this.#setConnected(false));
      } else this.#setConnected(true);
    }
    if (!active) this.#reportDifferences();
  }

  /** The app stands at the door: it speaks to the lock itself, over Bluetooth, and the lock's own rules hold for it too. */
  protected override addByHand(pin: string, name: string | undefined): void {
    requireLength([4, 5, 6, 7, 8], "code", pin);
    if (this.keypad.holderOf(pin)) throw invalidInput("code", "is on this lock already");
    const slot = requireRoom(this.keypad);
    this.#write({ slot, pin, name: name ?? `Code ${slot}`, window: null });
  }

  protected override changeByHand(pin: string, newPin: string): void {
    requireLength([4, 5, 6, 7, 8], "new_code", newPin);
    const code = requireEntry(this.keypad, pin);
    if (this.keypad.holderOf(newPin, code.slot)) throw invalidInput("new_code", "is on this lock already");
    this.#write({ ...code, pin: newPin });
  }

  protected override removeByHand(pin: string): void {
    const { slot } = requireEntry(this.keypad, pin);
    this.keypad.clear(slot);
    this.#reportSoon(slot);
  }

  protected override doorMoved({ locked, method, slot }: DoorMove): void {
    if (!this.isReachable) return;
    this.#seenLocked = locked;
    this.ports.publishState();
    const eventtype = ({ keypad: "Keypad", manual: "Manual", remote: "Remote" } as const)[method];
    this.#push({
      type: "history",
      event: locked ? "Locked" : "Unlocked",
      eventtype,
      ...(slot !== undefined && { slot_index: slot }),
    });
  }

  #push(event: z.input<typeof wire.event>): void {
    if (this.isReachable) this.ports.publishEvent(event);
  }

  #status() {
    return {
      doorstatus: this.#seenLocked ? "Locked" : "Unlocked",
      batterypercentage: Math.round(this.keypad.battery * 100),
    } as const;
  }

  /** The cloud's memory of the table, in the fields of the device info. */
  #table(): KwiksetTable {
    const { slots } = this.cloud;
    const bits = slots.reduce((bitmap, { slot }) => bitmap | (1n << BigInt(slot)), 0n);
    const isSmall = this.options.capacity <= smallCapacity;
    const bitmap = bits
      .toString(16)
      .toUpperCase()
      .padStart(isSmall ? 2 : 16, "0");
    return {
      ...(isSmall ? { accesscodeeight: bitmap } : { accesscodesixtyfour: bitmap }),
      accesscodecrc: slots.map(({ slot, token }) => ({ slot_index: slot, crc_token: token })),
    };
  }

  #send(id: string): void {
    const command = this.#passing.get(id);
    assert(command, "a command that is passed on is known");
    const done = () => {
      this.#passing.delete(id);
      this.save();
    };
    this.ports.radio.toLock(
      latencies.passOn,
      () => {
        done();
        if (this.isReachable) this.#carryOut(command);
      },
      // Assumed: the cloud does not send it again.
      done,
    );
  }

  #carryOut(command: PassedOn): void {
    if (command.type === "deleteAccessCode") {
      this.keypad.clear(command.slot);
      this.#reportSoon(command.slot);
      return;
    }
    if (!takes(this, command)) return;
    const { code, name, schedule } = command;
    const slot = command.slot === 0 ? this.keypad.firstFreeSlot() : command.slot;
    assert(slot !== undefined, "a code is taken only where there is room");
    const window =
      schedule.type === "all_day"
        ? null
        : { startsAt: Date.parse(schedule.start), endsAt: Date.parse(schedule.end) };
    this.#write({ slot, pin: code, name, window });
  }

  #write(code: StoredCode): void {
    this.keypad.write(code);
    this.#reportSoon(code.slot);
  }

  #reportSoon(slot: number): void {
    const { pacer, radio } = this.ports;
    pacer.after(latencies.report, () => {
      const heardAfterMs = radio.fromLock();
      if (heardAfterMs === "lost") return;
      if (heardAfterMs === 0) this.#report(slot);
      else pacer.wait(heardAfterMs, () => this.#report(slot));
    });
  }

  get #canReport(): boolean {
    return this.isReachable && !this.isIn("report.lost");
  }

  #report(slot: number): void {
    if (!this.#canReport) return;
    const token = tokenOf(this.keypad.read(slot));
    this.cloud.take(slot, token);
    this.cloud.hear(this.now);
    this.save();
    const timestamp = iso(this.now);
    this.ports.publishEvent(
      token === undefined
        ? { type: "lockmqresponse", command: "DELETE_ACCESS_CODE", slot_index: slot, timestamp }
        : { type: "singleAccessCodeCrc", slot_index: slot, crc_token: token, timestamp },
    );
  }

  #differences(): number[] {
    const slots = new Set([...this.keypad.codes, ...this.cloud.slots].map(({ slot }) => slot));
    return [...slots].filter((slot) => !this.cloud.knows(slot, tokenOf(this.keypad.read(slot))));
  }

  #reportDifferences(): void {
    for (const slot of this.#differences()) this.#reportSoon(slot);
  }

  #syncLater(): void {
    this.ports.pacer.wait(syncMs, () => {
      this.#sync();
      this.#syncLater();
    });
  }

  /** What the lock told and nobody heard is told again, in one push. */
  #sync(): void {
    if (!this.#canReport) return;
    const differences = this.#differences();
    for (const slot of differences) this.cloud.take(slot, tokenOf(this.keypad.read(slot)));
    this.cloud.hear(this.now);
    this.save();
    if (differences.length === 0) return;
    this.ports.publishEvent({ type: "accessCodes", ...this.#table(), timestamp: iso(this.now) });
  }

  #setConnected(connected: boolean): void {
    this.#isConnected = connected;
    if (connected) this.#seenLocked = this.keypad.locked;
    this.ports.publishState();
  }
}

/** The token that the lock makes of a slot: see `SlotCrc` in wire.ts. `undefined`: it is empty. */
function tokenOf(code: StoredCode | undefined): string | undefined {
  if (!code) return undefined;
  const { pin, window } = code;
  const times = window ? `${iso(window.startsAt)}/${iso(window.endsAt)}` : "always";
  return crc32(`${pin}|${times}`).toString(16).toUpperCase().padStart(8, "0");
}

function isPassedOn(value: unknown): value is PassedOn {
  const parsed = wire.command.safeParse(value);
  return parsed.success && "slot" in parsed.data;
}
