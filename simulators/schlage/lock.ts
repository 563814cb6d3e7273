import { strict as assert } from "node:assert";
import { z } from "zod";
import type {
  SchlageCommand,
  SchlageEvent,
  SchlageListed,
  SchlageState,
} from "../../drivers/schlage/wire.ts";
import type { TimerHandle } from "../../src/kernel/ports.ts";
import { Pin } from "../../src/lock/pin.ts";
import { firstVerdict, settledBy, type Verdict } from "../../src/simulator/behaviour.ts";
import { requireEntry, requireLength, requireRoom } from "../../src/simulator/external-edit.ts";
import { type DoorMove, KeypadMemory, type StoredCode } from "../../src/simulator/keypad-lock.ts";
import { parseOptions } from "../../src/simulator/options.ts";
import { PromisedIds } from "../../src/simulator/promised-ids.ts";
import type { LockPorts } from "../../src/simulator/served-lock.ts";
import { VendorLock } from "../../src/simulator/vendor-lock.ts";
import { type AddCommand, atTheCloud, atTheLock, failed, pinOf, refusals } from "./behaviours.ts";
import {
  callPatienceMs,
  connectionPatienceMs,
  keypad as firmware,
  latencies,
  Options,
  otherLength,
} from "./firmware.ts";
import { keptAt, offsetMs, ToldTimes, workingTimes } from "./local-offset.ts";

/** A code as the lock has it, beside its slot in the keypad. */
const Held = z.strictObject({ slot: z.int().positive(), times: ToldTimes.nullable() });

type Held = z.infer<typeof Held>;

/** A code as the cloud lists it. */
const Listed = z.strictObject({ pin: Pin, name: z.string(), times: ToldTimes.nullable() });

type Listed = z.infer<typeof Listed>;

const Memory = z.strictObject({
  keypad: KeypadMemory,
  codes: z.array(Held.extend({ id: z.uuid() })),
  listed: z.array(Listed.extend({ id: z.uuid() })),
});

const conditionNames = ["lock.offline", "list.slow", "list.omits", "length.changed"] as const;

type Condition = (typeof conditionNames)[number];

/** pyschlage: what stands for "always". */
const forever = { activationSecs: 0, expirationSecs: 0xffff_ffff };

/**
 * A Schlage Encode on its Wi-Fi, and what Allegion's cloud lists of it. The cloud answers a call when the lock has done it, or
 * with an error when it has not heard of that in time; its list follows later.
 */
export class SchlageLock extends VendorLock<SchlageCommand, Condition> {
  override readonly refusals = refusals;
  readonly options: Options;
  readonly #held: Map<string, Held>;
  readonly #listed: Map<string, Listed>;
  /** What a code that is added will be called, however often that is judged. */
  readonly #ids = new PromisedIds(() => this.ports.ids.uuid());
  #isConnected = true;
  #connection: TimerHandle | undefined;
  /** How the door was when the cloud last heard of it. */
  #seenLocked: boolean;

  constructor(ports: LockPorts) {
    const options = parseOptions(Options, ports.setting.options);
    const memory = Memory.optional().parse(ports.loadMemory());
    super(ports, "schlage", conditionNames, {
      firmware: { ...firmware, capacity: options.capacity },
      clockSkewMs: options.clockSkewMs,
      battery: options.battery / 100,
      memory: memory?.keypad,
    });
    this.options = options;
    this.#held = new Map((memory?.codes ?? []).map(({ id, ...held }) => [id, held]));
    this.#listed = new Map((memory?.listed ?? []).map(({ id, ...listed }) => [id, listed]));
    this.#seenLocked = this.keypad.locked;
    this.#listDifferences();
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** The one length of all codes; `null`: any. */
  get codeLength(): number | null {
    const { accessCodeLength } = this.options;
    return this.isIn("length.changed") ? otherLength(accessCodeLength) : accessCodeLength;
  }

  idFor(command: AddCommand): string {
    return this.#ids.of(command);
  }

  knows(id: string): boolean {
    return this.#held.has(id);
  }

  isListed(pin: string): boolean {
    return [...this.#listed.values()].some((code) => code.pin === pin);
  }

  /** The cloud's list, as it shows it. */
  shownCodes(): SchlageListed[] {
    const codes = [...this.#listed].map(([id, code]) => this.#shown(id, code));
    return this.isIn("list.omits") ? codes.slice(0, -1) : codes;
  }

  receive(command: SchlageCommand, decide: (judge: () => Verdict) => void): void {
    this.ports.pacer.after(latencies.cloud, () => {
      const settled = firstVerdict(atTheCloud, command, this);
      if (settled) decide(() => firstVerdict(atTheCloud, command, this) ?? settled);
      else this.#sendByWifi(command, decide);
    });
  }

  addCode(id: string, command: AddCommand): void {
    const slot = this.keypad.firstFreeSlot();
    assert(slot !== undefined, "a code was taken though the lock is full");
    const { friendlyName, activationSecs, expirationSecs } = command;
    const isAlways = activationSecs === forever.activationSecs && expirationSecs === forever.expirationSecs;
    const { clock, setting } = this.ports;
    const times = isAlways
      ? null
      : {
          startsAt: activationSecs * 1_000,
          endsAt: expirationSecs * 1_000,
          offsetMs: offsetMs(clock.now(), setting.zone),
        };
    const window = times && workingTimes(times, setting.zone);
    this.#write(id, { slot, pin: pinOf(command), name: friendlyName, window }, times);
    this.#log({ type: "log", eventCode: 14 });
  }

  deleteCode(id: string): void {
    const held = this.#held.get(id);
    if (!held) return;
    this.#held.delete(id);
    this.keypad.clear(held.slot);
    this.#listSoon(id);
    this.#log({ type: "log", eventCode: 15 });
  }

  state(): SchlageState {
    return {
      type: "device",
      deviceId: this.deviceId,
      name: `Encode ${this.ports.position + 1}`,
      modelName: "BE489CAM619",
      connected: this.#isConnected,
      lockState: this.#seenLocked ? 1 : 0,
      batteryLevel: Math.round(this.keypad.battery * 100),
      accessCodeLength: this.codeLength,
      maxUserCodes: this.options.capacity,
    };
  }

  reportLoss(): void {
    const lost = [...this.#held].filter(([, { slot }]) => !this.keypad.read(slot));
    for (const [id] of lost) {
      this.#held.delete(id);
      this.#listSoon(id);
    }
    this.save();
    if (lost.length > 0) this.#log({ type: "log", eventCode: this.#held.size === 0 ? 30 : 15 });
  }

  slotOf(command: SchlageCommand): number | undefined {
    return command.type === "deleteaccesscode" ? this.#held.get(command.accesscodeId)?.slot : undefined;
  }

  override press(pin: string) {
    const lockedOutBefore = this.keypad.memory().lockedOutUntil;
    const result = super.press(pin);
    if (this.keypad.memory().lockedOutUntil > lockedOutBefore) this.#log({ type: "log", eventCode: 11 });
    return result;
  }

  protected override get isReachable(): boolean {
    return !this.isIn("lock.offline");
  }

  protected override cloudView() {
    return {
      connected: this.#isConnected,
      accesscodes: [...this.#listed].map(([id, { pin, name }]) => ({ id, pin, name })),
    };
  }

  protected override memory(): z.input<typeof Memory> {
    return {
      keypad: this.keypad.memory(),
      codes: [...this.#held].map(([id, held]) => ({ id, ...held })),
      listed: [...this.#listed].map(([id, listed]) => ({ id, ...listed })),
    };
  }

  protected override conditionChanged(condition: Condition, active: boolean): void {
    if (condition === "length.changed") {
      this.keypad.wipe();
      this.reportLoss();
      this.ports.publishState();
    }
    if (condition === "lock.offline") {
      this.ports.pacer.cancel(this.#connection);
      if (active)
        this.#connection = this.ports.pacer.wait(connectionPatienceMs, () => this.#setConnected(false));
      else this.#setConnected(true);
    }
    if (!active) this.#listDifferences();
  }

  /** The app asks nobody whether the PIN is taken (seamapi/public-tracker#83). */
  protected override addByHand(pin: string, name: string | undefined): void {
    requireLength(this.#lengths, "code", pin);
    const slot = requireRoom(this.keypad);
    this.#write(this.ports.ids.uuid(), { slot, pin, name: name ?? "Guest", window: null }, null);
    this.#log({ type: "log", eventCode: 14 });
  }

  protected override changeByHand(pin: string, newPin: string): void {
    requireLength(this.#lengths, "new_code", newPin);
    const code = requireEntry(this.keypad, pin);
    const id = this.#idAt(code.slot);
    this.#write(id, { ...code, pin: newPin }, this.#held.get(id)?.times ?? null);
    this.#log({ type: "log", eventCode: 14 });
  }

  protected override removeByHand(pin: string): void {
    this.deleteCode(this.#idAt(requireEntry(this.keypad, pin).slot));
  }

  protected override doorMoved({ locked, method, slot }: DoorMove): void {
    if (!this.isReachable) return;
    const accessorUuid = [...this.#held].find(([, held]) => held.slot === slot)?.[0];
    const eventCode = method === "keypad" ? 2 : method === "manual" ? (locked ? 3 : 4) : locked ? 25 : 26;
    this.#seenLocked = locked;
    this.ports.publishState();
    this.#log({ type: "log", eventCode, ...(accessorUuid !== undefined && { accessorUuid }) });
  }

  get #lengths(): number[] {
    return this.codeLength === null ? [4, 5, 6, 7, 8] : [this.codeLength];
  }

  #shown(accesscodeId: string, { pin, name, times }: Listed): SchlageListed {
    const { clock, setting } = this.ports;
    const kept = times && keptAt(times, setting.zone, clock.now());
    return {
      accesscodeId,
      friendlyName: name,
      accessCode: this.options.masksCodes ? "*".repeat(pin.length) : Number(pin),
      accessCodeLength: pin.length,
      ...(kept ? { activationSecs: kept.startsAt / 1_000, expirationSecs: kept.endsAt / 1_000 } : forever),
      disabled: 0,
    };
  }

  #idAt(slot: number): string {
    const known = [...this.#held].find(([, held]) => held.slot === slot);
    assert(known, `slot ${slot} holds a code without an id`);
    return known[0];
  }

  /** The call waits for the lock; when nothing comes back, the cloud gives it up, whatever the lock has done. */
  #sendByWifi(command: SchlageCommand, decide: (judge: () => Verdict) => void): void {
    const { pacer, radio } = this.ports;
    const giveUp = () => pacer.wait(callPatienceMs, () => decide(() => failed(504)));
    radio.toLock(
      latencies.lock,
      () => {
        if (!this.isReachable) {
          giveUp();
          return;
        }
        const heardAfterMs = radio.fromLock();
        const judge = () => settledBy(atTheLock, command, this);
        decide(
          heardAfterMs === "lost" || heardAfterMs > callPatienceMs
            ? () => ({ ...judge(), ...failed(504), replyAfterMs: callPatienceMs })
            : () => ({ ...judge(), replyAfterMs: heardAfterMs }),
        );
      },
      giveUp,
    );
  }

  #write(id: string, code: StoredCode, times: ToldTimes | null): void {
    this.#held.set(id, { slot: code.slot, times });
    this.keypad.write(code);
    this.#listSoon(id);
  }

  /** What is to be listed of the code when the lock has told of it. */
  #known(id: string): Listed | undefined {
    const held = this.#held.get(id);
    const code = held && this.keypad.read(held.slot);
    return code && { pin: code.pin, name: code.name, times: held.times };
  }

  #listSoon(id: string): void {
    const latency = this.isIn("list.slow") ? latencies.slowList : latencies.list;
    this.ports.pacer.after(latency, () => this.#list(id));
  }

  #list(id: string): void {
    if (!this.isReachable) return;
    const known = this.#known(id);
    if (known) this.#listed.set(id, known);
    else this.#listed.delete(id);
    this.save();
  }

  /** What the lock told when nobody listened is told again. */
  #listDifferences(): void {
    for (const id of new Set([...this.#held.keys(), ...this.#listed.keys()])) {
      if (JSON.stringify(this.#known(id)) !== JSON.stringify(this.#listed.get(id))) this.#listSoon(id);
    }
  }

  /** The log is written at once, and read by the service some minutes later. */
  #log(entry: SchlageEvent): void {
    this.ports.pacer.after(latencies.log, () => {
      if (this.isReachable) this.ports.publishEvent(entry);
    });
  }

  #setConnected(connected: boolean): void {
    this.#isConnected = connected;
    if (connected) this.#seenLocked = this.keypad.locked;
    this.ports.publishState();
  }
}
