import type { ExternalEdit, LockInspection, PressResult } from "../lock/door.ts";
import type { Body } from "../wire/envelope.ts";
import type { Verdict } from "./behaviour.ts";
import { Conditions } from "./conditions.ts";
import { type DoorMove, KeypadLock, type KeypadSetting } from "./keypad-lock.ts";
import type { RefusalWords } from "./refusals.ts";
import type { LockPorts, ServedLock } from "./served-lock.ts";

/** What a vendor says of the keypad; the rest of its setting is the same for all. */
export type KeypadParts = Pick<KeypadSetting, "firmware" | "memory"> &
  Partial<Pick<KeypadSetting, "clockSkewMs" | "battery" | "offline">>;

/**
 * A simulated lock of some vendor: a keypad, lasting conditions, a memory, and hands on them. How commands reach the keypad
 * and who keeps which copy of its table, the vendor's own class says.
 */
export abstract class VendorLock<Command, Condition extends string> implements ServedLock<Command> {
  readonly deviceId: string;
  readonly gateway: string;
  readonly keypad: KeypadLock;
  abstract readonly refusals: RefusalWords;
  protected readonly ports: LockPorts;
  readonly #vendor: string;
  readonly #conditions: Conditions<Condition>;

  constructor(ports: LockPorts, vendor: string, conditions: readonly Condition[], keypad: KeypadParts) {
    this.ports = ports;
    this.#vendor = vendor;
    this.#conditions = new Conditions(conditions);
    this.deviceId = ports.setting.deviceId;
    this.gateway = ports.gateway;
    this.keypad = new KeypadLock({
      clockSkewMs: 0,
      ...keypad,
      clock: ports.clock,
      save: () => this.save(),
      doorMoved: (move) => this.doorMoved(move),
    });
  }

  abstract receive(command: Command, decide: (judge: () => Verdict) => void): void;
  abstract state(): Body;
  abstract reportLoss(): void;
  /** Whether the vendor's commands and readings get to the lock now. */
  protected abstract get isReachable(): boolean;
  /** What the vendor's cloud or the hub believes, in its own words: for those who inspect. */
  protected abstract cloudView(): unknown;
  /** What a power cut does not take from the lock and from whoever speaks for it: what `loadMemory` is to give back. */
  protected abstract memory(): unknown;
  /** A condition has begun or ended. */
  protected abstract conditionChanged(condition: Condition, active: boolean): void;
  protected abstract doorMoved(move: DoorMove): void;
  /** Hands that put a code in; see {@link edit}. */
  protected abstract addByHand(pin: string, name: string | undefined): void;
  protected abstract changeByHand(pin: string, newPin: string): void;
  protected abstract removeByHand(pin: string): void;

  get conditions(): readonly string[] {
    return this.#conditions.names;
  }

  isIn(condition: Condition): boolean {
    return this.#conditions.has(condition);
  }

  setCondition(condition: string, active: boolean): void {
    const changed = this.#conditions.set(condition, active);
    if (changed !== undefined) this.conditionChanged(changed, active);
  }

  opensWith(pin: string): boolean {
    return this.keypad.opensWith(pin);
  }

  press(pin: string): PressResult {
    return this.keypad.press(pin);
  }

  edit(edit: ExternalEdit): void {
    if (edit.action === "add_code") this.addByHand(edit.code, edit.name);
    else if (edit.action === "change_code") this.changeByHand(edit.code, edit.newCode);
    else this.removeByHand(edit.code);
  }

  inspect(): LockInspection {
    return {
      vendor: this.#vendor,
      gateway: this.gateway,
      online: this.ports.gatewayOnline() && this.isReachable,
      locked: this.keypad.locked,
      capacity: this.keypad.firmware.capacity,
      slots: this.keypad.inspectSlots(),
      cloudView: this.cloudView(),
    };
  }

  protected save(): void {
    this.ports.saveMemory(this.memory());
  }
}
