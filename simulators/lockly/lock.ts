import { z } from "zod";
import type { LocklyAccessCode, LocklyCommand, LocklyState } from "../../drivers/lockly/wire.ts";
import { invalidInput } from "../../src/lock/errors.ts";
import { firstVerdict, settledBy, type Verdict } from "../../src/simulator/behaviour.ts";
import { requireEntry, requireLength, requireRoom } from "../../src/simulator/external-edit.ts";
import { type DoorMove, KeypadMemory } from "../../src/simulator/keypad-lock.ts";
import { OfflineKeypad, OfflineMemory } from "../../src/simulator/offline-keypad.ts";
import { parseOptions } from "../../src/simulator/options.ts";
import type { LockPorts } from "../../src/simulator/served-lock.ts";
import { VendorLock } from "../../src/simulator/vendor-lock.ts";
import { type Asked, atTheLock, inTheCloud, refusals } from "./behaviours.ts";
import { Cloud, CloudMemory } from "./cloud.ts";
import { keypad as firmware, latencies, Options, pinLengths } from "./firmware.ts";
import { OfflineAccessCodes } from "./offline-codes.ts";

const Memory = z.strictObject({
  keypad: KeypadMemory,
  offline: OfflineMemory,
  cloud: CloudMemory,
  /** The lock's secret: what its offline codes are worked out with. */
  key: z.string(),
});

const conditionNames = ["bridge.missing", "lock.offline", "timeZone.unset"] as const;

type Condition = (typeof conditionNames)[number];

/**
 * A Lockly lock, its hub, and what the cloud believes of both. The cloud answers always; online codes reach the lock through
 * the hub, offline ones it knows without having heard of them.
 */
export class LocklyLock extends VendorLock<LocklyCommand, Condition> {
  override readonly refusals = refusals;
  readonly cloud: Cloud;
  readonly offlineCodes: OfflineAccessCodes;
  readonly #offline: OfflineKeypad;
  readonly #key: string;
  #isHubOnline = true;

  constructor(ports: LockPorts) {
    const options = parseOptions(Options, ports.setting.options);
    const memory = Memory.optional().parse(ports.loadMemory());
    const key = memory?.key ?? ports.ids.uuid();
    const offlineCodes = new OfflineAccessCodes(key, ports.setting.zone);
    const offline = new OfflineKeypad((pin, now) => offlineCodes.termsOf(pin, now), memory?.offline);
    super(ports, "lockly", conditionNames, {
      firmware: { ...firmware, capacity: options.capacity },
      clockSkewMs: options.clockSkewMs,
      battery: options.battery / 100,
      memory: memory?.keypad,
      offline,
    });
    this.cloud = new Cloud(memory?.cloud, () => this.save());
    this.offlineCodes = offlineCodes;
    this.#offline = offline;
    this.#key = key;
    if (!memory) this.save();
  }

  get now(): number {
    return this.ports.clock.now();
  }

  get isHubOnline(): boolean {
    return this.#isHubOnline;
  }

  setHubOnline(online: boolean): void {
    if (this.#isHubOnline === online) return;
    this.#isHubOnline = online;
    this.ports.publishState();
  }

  drawUnanswered(): number {
    return this.ports.pacer.draw(latencies.unanswered);
  }

  receive(command: LocklyCommand, decide: (judge: () => Verdict) => void): void {
    const asked: Asked = { command, newId: this.ports.ids.uuid() };
    this.ports.pacer.after(latencies.cloud, () => {
      const settled = firstVerdict(inTheCloud, asked, this);
      if (settled) {
        decide(() => firstVerdict(inTheCloud, asked, this) ?? settled);
        return;
      }
      this.ports.radio.toLock(latencies.radio, () => {
        const judge = () => settledBy(atTheLock, asked, this);
        const heardAfterMs = this.ports.radio.fromLock();
        if (heardAfterMs === "lost") decide(() => ({ ...judge(), reply: undefined }));
        else if (heardAfterMs === 0) decide(judge);
        else decide(() => ({ ...judge(), replyAfterMs: heardAfterMs }));
      });
    });
  }

  add(code: LocklyAccessCode): void {
    const slot = requireRoom(this.keypad);
    this.keypad.write({ slot, pin: code.passcode, name: code.name, window: null });
    this.cloud.put({ slot, code });
    this.#announce();
  }

  remove(accessCodeId: string): void {
    const listed = this.cloud.of(accessCodeId);
    if (!listed) return;
    this.keypad.clear(listed.slot);
    this.cloud.delete(accessCodeId);
    this.#announce();
  }

  state(): LocklyState {
    return {
      type: "device",
      deviceId: this.deviceId,
      deviceName: `Lock ${this.ports.position + 1}`,
      model: "Secure Pro",
      bolt: this.keypad.locked ? "locked" : "unlocked",
      battery: Math.round(this.keypad.battery * 100),
      timeZone: this.isIn("timeZone.unset") ? null : this.ports.setting.zone,
      bridge: this.isIn("bridge.missing")
        ? null
        : { isOnline: this.#isHubOnline, hearsLock: !this.isIn("lock.offline") },
    };
  }

  /** Assumed: the lock tells the cloud what it holds, and the cloud strikes off its list what has gone. */
  reportLoss(): void {
    for (const { slot, code } of this.cloud.all) {
      if (!this.keypad.read(slot)) this.cloud.delete(code.accessCodeId);
    }
    this.#announce();
  }

  slotOf(command: LocklyCommand): number | undefined {
    return "accessCodeId" in command ? this.cloud.of(command.accessCodeId)?.slot : undefined;
  }

  protected override get isReachable(): boolean {
    return this.#isHubOnline && !this.isIn("bridge.missing") && !this.isIn("lock.offline");
  }

  protected override cloudView() {
    return { accessCodes: this.cloud.all.map(({ code }) => code) };
  }

  protected override memory(): z.input<typeof Memory> {
    return {
      keypad: this.keypad.memory(),
      offline: this.#offline.memory(),
      cloud: this.cloud.memory(),
      key: this.#key,
    };
  }

  protected override conditionChanged(): void {
    this.offlineCodes.hasZone = !this.isIn("timeZone.unset");
    this.ports.publishState();
  }

  /** The app stands at the door, speaks to the lock by Bluetooth, and tells the cloud. */
  protected override addByHand(pin: string, name: string | undefined): void {
    this.#requireTakes("code", pin);
    this.add({ accessCodeId: this.ports.ids.uuid(), name: name ?? "Guest", passcode: pin });
  }

  protected override changeByHand(pin: string, newPin: string): void {
    const { slot, name } = requireEntry(this.keypad, pin);
    this.#requireTakes("new_code", newPin);
    const known = this.cloud.all.find((listed) => listed.slot === slot);
    if (!known) throw invalidInput("code", "is on the lock, and the app does not know it");
    this.keypad.write({ slot, pin: newPin, name, window: null });
    this.cloud.put({ slot, code: { ...known.code, passcode: newPin } });
    this.#announce();
  }

  protected override removeByHand(pin: string): void {
    const { slot } = requireEntry(this.keypad, pin);
    const known = this.cloud.all.find((listed) => listed.slot === slot);
    if (known) this.remove(known.code.accessCodeId);
    else this.keypad.clear(slot);
  }

  protected override doorMoved({ locked, method }: DoorMove): void {
    this.ports.publishState();
    this.ports.publishEvent({
      type: "lock.operated",
      bolt: locked ? "locked" : "unlocked",
      by: method === "keypad" ? "passcode" : method === "manual" ? "hand" : "remote",
    });
  }

  #requireTakes(field: "code" | "new_code", pin: string): void {
    requireLength(pinLengths, field, pin);
    if (this.keypad.holderOf(pin)) throw invalidInput(field, "is on this lock already");
  }

  #announce(): void {
    this.ports.pacer.after(latencies.news, () => this.ports.publishEvent({ type: "accessCodes.changed" }));
  }
}
