import { strict as assert } from "node:assert";
import { z } from "zod";
import { recordTypes, type TtlockCommand, type TtlockState } from "../../drivers/ttlock/wire.ts";
import { invalidInput } from "../../src/lock/errors.ts";
import { firstVerdict, settledBy, type Verdict } from "../../src/simulator/behaviour.ts";
import { requireEntry, requireLength, requireRoom } from "../../src/simulator/external-edit.ts";
import { type DoorMove, KeypadMemory } from "../../src/simulator/keypad-lock.ts";
import { parseOptions } from "../../src/simulator/options.ts";
import type { Latency } from "../../src/simulator/pacer.ts";
import { refusalIn } from "../../src/simulator/refusals.ts";
import type { LockPorts } from "../../src/simulator/served-lock.ts";
import { VendorLock } from "../../src/simulator/vendor-lock.ts";
import { atTheLock, inTheCloud, refusals } from "./behaviours.ts";
import type { Bluetooth } from "./bluetooth.ts";
import { awakeMs, keypad as firmware, latencies, Options, signals } from "./firmware.ts";
import { ListMemory, type Passcode, PasscodeList, windowOf } from "./passcode-list.ts";

type Add = Extract<TtlockCommand, { type: "keyboardPwd/add" }>;
type Change = Extract<TtlockCommand, { type: "keyboardPwd/change" }>;

const Memory = z.strictObject({ keypad: KeypadMemory, list: ListMemory, used: z.array(z.int()) });

const conditionNames = [
  "bridge.missing",
  "gateway.busy",
  "lock.busy",
  "lock.offline",
  "remoteUnlock.off",
  "signal.weak",
  "app.wrongAddType",
] as const;

type Condition = (typeof conditionNames)[number];

const lengths = Array.from(
  { length: firmware.lengthMax - firmware.lengthMin + 1 },
  (_, index) => firmware.lengthMin + index,
);

/**
 * A TTLock lock, the gateway's way to it, and the cloud's list of its passcodes. A command is answered when the lock has answered,
 * which takes seven seconds while it sleeps; the list changes with the answer.
 */
export class TtlockLock extends VendorLock<TtlockCommand, Condition> {
  override readonly refusals = refusals;
  readonly options: Options;
  readonly passcodes: PasscodeList;
  readonly #bluetooth: Bluetooth;
  /** Passcodes that were entered at the keypad, by id. */
  readonly #used: Set<number>;
  #gatewayOnline = true;
  #awakeUntil = 0;
  /** What the lock does now, nobody hears of. */
  #isUnheard = false;

  constructor(ports: LockPorts, bluetooth: Bluetooth) {
    const options = parseOptions(Options, ports.setting.options);
    const memory = Memory.optional().parse(ports.loadMemory());
    super(ports, "ttlock", conditionNames, {
      firmware: { ...firmware, capacity: options.capacity },
      battery: options.battery / 100,
      clockSkewMs: options.clockSkewMs,
      memory: memory?.keypad,
    });
    this.options = options;
    this.passcodes = new PasscodeList(memory?.list);
    this.#used = new Set(memory?.used);
    this.#bluetooth = bluetooth;
    this.#syncSoon();
  }

  /** What the cloud's clock shows. */
  get cloudNow(): number {
    return this.ports.gatewayNow();
  }

  get gatewayOnline(): boolean {
    return this.#gatewayOnline;
  }

  /** Whether a lock with Wi-Fi is in its network, which is away when what stands for its way to the cloud is. */
  get isOnWifi(): boolean {
    return this.options.wifi && this.#gatewayOnline && !this.isIn("lock.offline");
  }

  get isGatewayBusy(): boolean {
    return this.#bluetooth.isBusy || this.isIn("gateway.busy");
  }

  setGatewayOnline(online: boolean): void {
    if (this.#gatewayOnline === online) return;
    this.#gatewayOnline = online;
    this.ports.publishState();
    if (online) this.#syncSoon();
  }

  receive(command: TtlockCommand, decide: (judge: () => Verdict) => void): void {
    this.ports.pacer.after(latencies.cloud, () => {
      const settled = firstVerdict(inTheCloud, command, this);
      if (settled) decide(() => firstVerdict(inTheCloud, command, this) ?? settled);
      else this.#sendByGateway(command, decide);
    });
  }

  wasUsed(keyboardPwdId: number): boolean {
    return this.#used.has(keyboardPwdId);
  }

  /** The cloud believes that somebody else has told the lock. */
  noteDown(command: Add): void {
    this.passcodes.put({ keyboardPwdId: this.passcodes.idFor(command), ...passcodeOf(command), slot: null });
    this.#listChanged();
  }

  add(command: Add): void {
    const keyboardPwdId = this.passcodes.idFor(command);
    // Assumed: of a frame that comes twice the lock knows that it has done it, whatever the passcode was changed to since.
    if (typeof this.passcodes.of(keyboardPwdId)?.slot === "number") return;
    const slot = this.keypad.firstFreeSlot();
    assert(slot !== undefined, "a passcode was taken though the lock is full");
    this.#put({ keyboardPwdId, ...passcodeOf(command), slot });
  }

  change({ keyboardPwdId, newKeyboardPwd, keyboardPwdName, startDate, endDate }: Change): void {
    const known = this.passcodes.of(keyboardPwdId);
    if (!known) return;
    this.#put({
      ...known,
      keyboardPwd: newKeyboardPwd ?? known.keyboardPwd,
      keyboardPwdName: keyboardPwdName ?? known.keyboardPwdName,
      startDate: startDate ?? known.startDate,
      endDate: endDate ?? known.endDate,
    });
  }

  remove(keyboardPwdId: number): void {
    const known = this.passcodes.of(keyboardPwdId);
    if (!known) return;
    if (known.slot !== null) this.keypad.clear(known.slot);
    this.#tellCloud(() => this.passcodes.delete(keyboardPwdId));
  }

  state(): TtlockState {
    return {
      type: "lock/detail",
      lockId: this.ports.position + 1,
      lockAlias: this.deviceId,
      // Assumed: the bits of a lock with a keypad and a gateway.
      featureValue: "F44354CD5F3",
      openState: this.keypad.locked ? "locked" : "unlocked",
      electricQuantity: Math.round(this.keypad.battery * 100),
      hasGateway: !this.options.wifi && !this.isIn("bridge.missing"),
      gatewayOnline: this.#gatewayOnline,
      wifi: this.options.wifi ? { isOnline: this.isOnWifi } : null,
      rssi: this.isIn("signal.weak") ? signals.weakDbm : signals.strongDbm,
      remoteUnlock: !this.isIn("remoteUnlock.off"),
      missingKeys: this.options.missingKeys,
    };
  }

  /** Assumed: the gateway finds it out when it next asks the lock. */
  reportLoss(): void {
    this.#syncSoon();
  }

  slotOf(command: TtlockCommand): number | undefined {
    return "keyboardPwdId" in command
      ? (this.passcodes.of(command.keyboardPwdId)?.slot ?? undefined)
      : undefined;
  }

  protected override get isReachable(): boolean {
    const isByGateway = this.#gatewayOnline && !this.isIn("bridge.missing") && !this.isIn("lock.offline");
    return this.options.wifi ? this.isOnWifi : isByGateway;
  }

  protected override cloudView() {
    return { passcodes: this.passcodes.all };
  }

  protected override memory(): z.input<typeof Memory> {
    return { keypad: this.keypad.memory(), list: this.passcodes.memory(), used: [...this.#used] };
  }

  protected override conditionChanged(_: Condition, active: boolean): void {
    this.ports.publishState();
    if (!active) this.#syncSoon();
  }

  /** The owner's app stands at the door and is on the internet: it reaches the lock and the cloud. */
  protected override addByHand(pin: string, name: string | undefined): void {
    this.#requireTakes("code", pin);
    const slot = requireRoom(this.keypad);
    const ghost = this.isIn("app.wrongAddType");
    this.#put({
      keyboardPwdId: this.passcodes.nextId(),
      keyboardPwd: pin,
      keyboardPwdName: name ?? "Guest",
      startDate: 0,
      endDate: 0,
      slot: ghost ? null : slot,
    });
  }

  protected override changeByHand(pin: string, newPin: string): void {
    const known = this.#passcodeAt(pin);
    this.#requireTakes("new_code", newPin, known.slot ?? undefined);
    this.#put({ ...known, keyboardPwd: newPin });
  }

  protected override removeByHand(pin: string): void {
    this.remove(this.#passcodeAt(pin).keyboardPwdId);
  }

  protected override doorMoved({ locked, method, slot }: DoorMove): void {
    const used = slot === undefined ? undefined : this.passcodes.atSlot(slot);
    if (used && !this.#used.has(used.keyboardPwdId)) {
      this.#used.add(used.keyboardPwdId);
      this.save();
    }
    this.ports.publishState();
    this.ports.publishEvent({
      type: "lockRecord",
      recordType: locked ? lockedBy[method] : unlockedBy[method],
      ...(used && { keyboardPwdId: used.keyboardPwdId }),
    });
  }

  #requireTakes(field: "code" | "new_code", pin: string, slot?: number): void {
    requireLength(lengths, field, pin);
    const missing = this.options.missingKeys;
    if ([...pin].some((digit) => missing.includes(digit))) {
      throw invalidInput(field, `must not contain ${[...missing].join(", ")}: this keypad has no such keys`);
    }
    if (this.keypad.holderOf(pin, slot)) throw invalidInput(field, "is on this lock already");
  }

  #passcodeAt(pin: string): Passcode {
    // What never came to the lock is in the app all the same.
    const listed = this.passcodes.all.find(({ keyboardPwd }) => keyboardPwd === pin);
    if (listed) return listed;
    requireEntry(this.keypad, pin);
    throw invalidInput("code", "is not on the cloud's list yet");
  }

  #wayToTheLock(): Latency {
    const { minMs, maxMs } = this.ports.clock.now() < this.#awakeUntil ? latencies.awake : latencies.asleep;
    const factor = this.isIn("signal.weak") ? signals.weakTakesTimes : 1;
    return { minMs: minMs * factor, maxMs: maxMs * factor };
  }

  /** The gateway's radio is taken until the lock has answered, or the gateway has given up. */
  #sendByGateway(command: TtlockCommand, decide: (judge: () => Verdict) => void): void {
    const { pacer, radio, clock } = this.ports;
    // A lock with Wi-Fi keeps nobody else's radio busy.
    if (!this.options.wifi) this.#bluetooth.isBusy = true;
    const finish = (judge: () => Verdict) => {
      if (!this.options.wifi) this.#bluetooth.isBusy = false;
      decide(judge);
    };
    const giveUp = (judge: () => Verdict) =>
      pacer.after(latencies.unanswered, () =>
        finish(() => ({ ...judge(), reply: refusalIn(refusals, "-3036") })),
      );
    const latency = this.#wayToTheLock();
    const notHeard = () => giveUp(() => ({ reply: undefined }));
    radio.toLock(
      latency,
      () => {
        if (!this.isReachable) {
          notHeard();
          return;
        }
        this.#awakeUntil = clock.now() + awakeMs;
        const judge = () => settledBy(atTheLock, command, this);
        const heardAfterMs = radio.fromLock();
        if (heardAfterMs === "lost") {
          // The lock has done it at once, and the cloud will not know before it asks.
          const { effect } = judge();
          if (effect) this.#unheard(effect);
          giveUp(() => ({ reply: undefined, effect: () => {} }));
        } else if (heardAfterMs === 0) {
          finish(judge);
        } else {
          pacer.wait(heardAfterMs, () => finish(judge));
        }
      },
      notHeard,
    );
  }

  #unheard(effect: () => void): void {
    this.#isUnheard = true;
    effect();
    this.#isUnheard = false;
    this.#syncSoon();
  }

  #put(passcode: Passcode): void {
    const { slot, keyboardPwd: pin, keyboardPwdName: name } = passcode;
    if (slot !== null) this.keypad.write({ slot, pin, name, window: windowOf(passcode) });
    this.#tellCloud(() => this.passcodes.put(passcode));
  }

  #tellCloud(change: () => void): void {
    if (this.#isUnheard) return;
    change();
    this.#listChanged();
  }

  #listChanged(): void {
    this.save();
    this.ports.pacer.after(latencies.callback, () => this.ports.publishEvent({ type: "passcodesChanged" }));
  }

  #syncSoon(): void {
    this.ports.pacer.after(latencies.sync, () => {
      if (this.isReachable && this.passcodes.takeOver(this.keypad.codes)) this.#listChanged();
    });
  }
}

const lockedBy = {
  keypad: recordTypes.lockedByKey,
  manual: recordTypes.lockedByKey,
  remote: recordTypes.lockedByApp,
} as const;

const unlockedBy = {
  keypad: recordTypes.unlockedByPasscode,
  manual: recordTypes.openedFromInside,
  remote: recordTypes.unlockedByGateway,
} as const;

const passcodeOf = ({ keyboardPwd, keyboardPwdName, startDate, endDate }: Add) => ({
  keyboardPwd,
  keyboardPwdName,
  startDate,
  endDate,
});
