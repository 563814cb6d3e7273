import { strict as assert } from "node:assert";
import { z } from "zod";
import type { Clock } from "../kernel/ports.ts";
import type { InspectedSlot, PressResult } from "../lock/door.ts";
import { Pin } from "../lock/pin.ts";
import type { OfflineVerifier } from "./offline-keypad.ts";

const StoredCode = z.strictObject({
  slot: z.int().positive(),
  pin: Pin,
  name: z.string(),
  /** When the code works, by the lock's own clock; the end is exclusive. `null`: always. */
  window: z.strictObject({ startsAt: z.int(), endsAt: z.int() }).nullable(),
});

/** One entry of the keypad's table. Slots are numbered from 1. */
export type StoredCode = z.infer<typeof StoredCode>;

/** What a power cut does not take from the lock. */
export const KeypadMemory = z.strictObject({
  slots: z.array(StoredCode),
  locked: z.boolean(),
  wrongCodes: z.int().nonnegative(),
  lockedOutUntil: z.int(),
});

export type KeypadMemory = z.infer<typeof KeypadMemory>;

/** The numbers of a lock's own firmware. */
export interface KeypadFirmware {
  readonly capacity: number;
  readonly lengthMin: number;
  readonly lengthMax: number;
  /** So many wrong codes in a row, and the keypad is dead for `lockOutMs`. */
  readonly wrongCodesMax: number;
  readonly lockOutMs: number;
}

export interface DoorMove {
  readonly locked: boolean;
  readonly method: "keypad" | "manual" | "remote";
  /** Whose PIN it was, when a PIN did it. */
  readonly slot?: number;
}

export interface KeypadSetting {
  readonly firmware: KeypadFirmware;
  readonly clock: Clock;
  /** How far the lock's own clock is ahead, in milliseconds. Only schedules are judged by it. */
  readonly clockSkewMs: number;
  readonly memory: KeypadMemory | undefined;
  /** Judges PINs that stand in no slot, for keypads that verify codes by themselves. What it remembers, whoever saves keeps too. */
  readonly offline?: OfflineVerifier;
  /** Called after every change of the memory, with the new one. */
  readonly save: () => void;
  readonly doorMoved: (move: DoorMove) => void;
}

/**
 * The truth at the door: the keypad's table, its clock, its bolt. It alone decides whether a PIN opens, and knows nothing
 * of hubs and clouds.
 */
export class KeypadLock {
  readonly firmware: KeypadFirmware;
  /** False: the accessory was taken away. What it held stays in the lock's memory. */
  hasKeypad = true;
  readonly #setting: KeypadSetting;
  readonly #slots = new Map<number, StoredCode>();
  #locked: boolean;
  #wrongCodes: number;
  #lockedOutUntil: number;

  constructor(setting: KeypadSetting) {
    this.firmware = setting.firmware;
    this.#setting = setting;
    for (const code of setting.memory?.slots ?? []) this.#slots.set(code.slot, code);
    this.#locked = setting.memory?.locked ?? true;
    this.#wrongCodes = setting.memory?.wrongCodes ?? 0;
    this.#lockedOutUntil = setting.memory?.lockedOutUntil ?? 0;
  }

  get locked(): boolean {
    return this.#locked;
  }

  get isFull(): boolean {
    return this.#slots.size >= this.firmware.capacity;
  }

  /** The table, by slot number. */
  get codes(): readonly StoredCode[] {
    return [...this.#slots.values()].sort((one, other) => one.slot - other.slot);
  }

  read(slot: number): StoredCode | undefined {
    return this.#slots.get(slot);
  }

  /** The first entry with this PIN in another slot than `exceptSlot`. */
  holderOf(pin: string, exceptSlot?: number): StoredCode | undefined {
    return this.codes.find((code) => code.pin === pin && code.slot !== exceptSlot);
  }

  /** The lowest slot that is neither taken nor `reserved`; `undefined` when the table is full. */
  firstFreeSlot(reserved: ReadonlySet<number> = new Set()): number | undefined {
    for (let slot = 1; slot <= this.firmware.capacity; slot++) {
      if (!this.#slots.has(slot) && !reserved.has(slot)) return slot;
    }
    return undefined;
  }

  /** Writes one slot, over whatever it held. The rules that could forbid it are the caller's. */
  write(code: StoredCode): void {
    assert(code.slot >= 1 && code.slot <= this.firmware.capacity, "the slot is not in the table");
    this.#slots.set(code.slot, code);
    this.#setting.save();
  }

  clear(slot: number): void {
    if (this.#slots.delete(slot)) this.#setting.save();
  }

  /** Asks without touching. What it answers is what {@link press} would do now. */
  opensWith(pin: string): boolean {
    return this.#judge(pin).opened;
  }

  /** A hand on the keypad. Assumed: a right code outside its schedule does not count as a wrong one. */
  press(pin: string): PressResult {
    const { opened, reason, slot } = this.#judge(pin);
    if (reason === "wrong_code") this.#countWrongCode();
    if (opened) {
      this.#wrongCodes = 0;
      if (slot === undefined) this.#setting.offline?.noteUse(pin, this.#localNow);
      this.#move({ locked: false, method: "keypad", ...(slot !== undefined && { slot }) });
    }
    return { opened, reason };
  }

  /** The bolt turns, by a hand inside or from afar. */
  moveDoor(locked: boolean, method: "manual" | "remote"): void {
    this.#move({ locked, method });
  }

  memory(): KeypadMemory {
    return {
      slots: [...this.codes],
      locked: this.#locked,
      wrongCodes: this.#wrongCodes,
      lockedOutUntil: this.#lockedOutUntil,
    };
  }

  inspectSlots(): readonly InspectedSlot[] {
    return this.codes.map(({ slot, pin, name, window }) => ({
      slot,
      pin,
      name,
      startsAt: window && new Date(window.startsAt).toISOString(),
      endsAt: window && new Date(window.endsAt).toISOString(),
    }));
  }

  #judge(pin: string): PressResult & { readonly slot?: number } {
    if (!this.hasKeypad) return { opened: false, reason: "no_keypad" };
    if (this.#setting.clock.now() < this.#lockedOutUntil) return { opened: false, reason: "locked_out" };
    const holders = this.codes.filter((code) => code.pin === pin);
    const now = this.#localNow;
    // Two entries may share a PIN: one that is valid now is enough.
    const valid = holders.find(({ window }) => !window || (window.startsAt <= now && now < window.endsAt));
    if (valid) return { opened: true, reason: "opened", slot: valid.slot };
    const offline = this.#setting.offline?.judge(pin, now);
    if (offline === "opened") return { opened: true, reason: "opened" };
    const isKnown = holders.length > 0 || offline !== undefined;
    return { opened: false, reason: isKnown ? "outside_schedule" : "wrong_code" };
  }

  /** What the lock takes for the present. */
  get #localNow(): number {
    return this.#setting.clock.now() + this.#setting.clockSkewMs;
  }

  #countWrongCode(): void {
    this.#wrongCodes++;
    if (this.#wrongCodes >= this.firmware.wrongCodesMax) {
      this.#wrongCodes = 0;
      this.#lockedOutUntil = this.#setting.clock.now() + this.firmware.lockOutMs;
    }
    this.#setting.save();
  }

  #move(move: DoorMove): void {
    this.#locked = move.locked;
    this.#setting.save();
    this.#setting.doorMoved(move);
  }
}
