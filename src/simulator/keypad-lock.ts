import { strict as assert } from "node:assert";
import { z } from "zod";
import type { Clock, TimerHandle } from "../kernel/ports.ts";
import type { InspectedSlot, PressResult } from "../lock/door.ts";
import { Pin } from "../lock/pin.ts";
import { DeviceClock } from "./device-clock.ts";
import type { WriteFault, WriteObservation } from "./fault-point.ts";
import type { OfflineVerifier } from "./offline-keypad.ts";
import { inSchedule, type ScheduleBug } from "./schedule-bug.ts";

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
  /** How full the battery is, 0 to 1; full unless said. */
  readonly battery?: number;
  readonly memory: KeypadMemory | undefined;
  /** Judges PINs that stand in no slot, for keypads that verify codes by themselves. What it remembers, whoever saves keeps too. */
  readonly offline?: OfflineVerifier;
  /** Called after every change of the memory, with the new one. */
  readonly save: () => void;
  readonly doorMoved: (move: DoorMove) => void;
}

/** What is wrong with a lock for as long as it lasts. */
export interface KeypadTroubles {
  /** The bolt does not move. */
  readonly isJammed?: boolean;
  /** The motor has no power to move the bolt. */
  readonly isPowerless?: boolean;
  /** The lock lets in nobody who comes with a code: its owner has said so. */
  readonly acceptsNoCodes?: boolean;
  /** A key that does not register: nobody can enter a PIN with it. */
  readonly deadKey?: string;
  /** How the firmware gets schedules wrong. */
  readonly scheduleBug?: ScheduleBug;
  /** How full the battery is, 0 to 1, in place of the lock's own. */
  readonly battery?: number;
}

/** Who looks at the table from beside the lock. */
export interface KeypadWatch {
  /** What is to become of a change of the table. Asked once per change. */
  readonly faultOf: (write: Pick<WriteObservation, "slot" | "change">) => WriteFault | undefined;
  /** Told when entries have gone that nobody has cleared. */
  readonly lost: () => void;
}

/**
 * The truth at the door: the keypad's table, its clock, its bolt. It alone decides whether a PIN opens, and knows nothing
 * of hubs and clouds.
 */
export class KeypadLock {
  readonly firmware: KeypadFirmware;
  /** False: the accessory was taken away. What it held stays in the lock's memory. */
  hasKeypad = true;
  /** The lock's own clock. Only schedules are judged by it. */
  readonly clock: DeviceClock;
  readonly #setting: KeypadSetting;
  readonly #slots = new Map<number, StoredCode>();
  /** The table by slot number, until it changes: it is asked for far more often than that. */
  #sorted: readonly StoredCode[] | undefined;
  readonly #troubles = new Map<string, KeypadTroubles>();
  #trouble: KeypadTroubles = {};
  #watch: KeypadWatch = { faultOf: () => undefined, lost: () => {} };
  /** Entries that the table shows and the keypad does not know. */
  readonly #ghosts = new Set<number>();
  /** Entries that the table does not show and the keypad still knows, by slot. */
  readonly #zombies = new Map<number, StoredCode>();
  readonly #forgetting = new Set<TimerHandle>();
  #jams = 0;
  readonly #moves = new Map<string, number>();
  #locked: boolean;
  #wrongCodes: number;
  #lockedOutUntil: number;

  constructor(setting: KeypadSetting) {
    this.firmware = setting.firmware;
    this.#setting = setting;
    this.clock = new DeviceClock(setting.clock, setting.clockSkewMs);
    for (const code of setting.memory?.slots ?? []) this.#slots.set(code.slot, code);
    this.#locked = setting.memory?.locked ?? true;
    this.#wrongCodes = setting.memory?.wrongCodes ?? 0;
    this.#lockedOutUntil = setting.memory?.lockedOutUntil ?? 0;
  }

  get locked(): boolean {
    return this.#locked;
  }

  /** How full the battery is, 0 to 1. */
  get battery(): number {
    return this.#trouble.battery ?? this.#setting.battery ?? 1;
  }

  /** How often the bolt was to move and did not. */
  get jams(): number {
    return this.#jams;
  }

  /** How often the bolt has moved this way, by hands at the door or from afar, since the lock was built. */
  movesOf(locked: boolean, isRemote: boolean): number {
    return this.#moves.get(moveKey(locked, isRemote)) ?? 0;
  }

  get isFull(): boolean {
    return this.#slots.size >= this.firmware.capacity;
  }

  /** The table, by slot number: the same list until the keypad's own memory changes. */
  get codes(): readonly StoredCode[] {
    this.#sorted ??= [...this.#slots.values()].sort((one, other) => one.slot - other.slot);
    return this.#sorted;
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
    const { slot } = code;
    assert(slot >= 1 && slot <= this.firmware.capacity, "the slot is not in the table");
    const fault = this.#watch.faultOf({ slot, change: "write" });
    const stored = fault?.type === "tear" ? { ...code, pin: torn(code.pin) } : code;
    this.#slots.set(slot, stored);
    this.#zombies.delete(slot);
    if (fault?.type === "ghost") this.#ghosts.add(slot);
    else this.#ghosts.delete(slot);
    this.#save();
    if (fault?.type === "forget") this.#forgetLater(stored, fault.afterMs);
  }

  clear(slot: number): void {
    const code = this.#slots.get(slot);
    if (!code) return;
    const fault = this.#watch.faultOf({ slot, change: "clear" });
    if (fault?.type === "zombie" && !this.#ghosts.has(slot)) this.#zombies.set(slot, code);
    this.#slots.delete(slot);
    this.#ghosts.delete(slot);
    this.#save();
  }

  /** Loses everything that it holds, as by a reset at the lock itself. Nobody is asked. */
  wipe(): void {
    this.#slots.clear();
    this.#ghosts.clear();
    this.#zombies.clear();
    this.#wrongCodes = 0;
    this.#lockedOutUntil = 0;
    this.#save();
    this.#watch.lost();
  }

  /** One digit of an entry becomes another: the lowest bit of digit `position` flips, counted from 0. */
  corrupt(slot: number, position: number): void {
    const code = this.#slots.get(slot);
    if (!code) return;
    const digits = [...code.pin];
    const at = position % digits.length;
    digits[at] = String(Number(digits[at]) ^ 1);
    this.#slots.set(slot, { ...code, pin: digits.join("") });
    this.#save();
  }

  /** Power goes and comes back: what is not in the memory is forgotten. */
  restart(): void {
    this.#wrongCodes = 0;
    this.#lockedOutUntil = 0;
    this.#save();
  }

  /** From now on the gateway looks at the table. */
  watch(watch: KeypadWatch): void {
    this.#watch = watch;
  }

  /** Begins the trouble of that name, or ends it. Where two speak of the same, the one that came last holds. */
  setTrouble(name: string, trouble: KeypadTroubles | undefined): void {
    this.#troubles.delete(name);
    if (trouble) this.#troubles.set(name, trouble);
    this.#trouble = Object.assign({}, ...this.#troubles.values());
  }

  /** What was written or cleared badly comes right: the keypad knows what the table shows, and forgets no more. */
  mend(): void {
    this.#ghosts.clear();
    this.#zombies.clear();
    for (const timer of this.#forgetting) this.#setting.clock.clearTimeout(timer);
    this.#forgetting.clear();
  }

  /** Asks without touching. What it answers is what {@link press} would do now. */
  opensWith(pin: string): boolean {
    return this.#judge(pin).opened;
  }

  /** The same, with the reason. */
  answerTo(pin: string): PressResult {
    const { opened, reason } = this.#judge(pin);
    return { opened, reason };
  }

  /** A hand on the keypad. Assumed: a right code outside its schedule does not count as a wrong one. */
  press(pin: string): PressResult {
    const { opened, reason, slot } = this.#judge(pin);
    if (reason === "wrong_code") this.#countWrongCode();
    if (opened) {
      this.#wrongCodes = 0;
      if (slot === undefined) this.#setting.offline?.noteUse(pin, this.clock.now());
      this.#move({ locked: false, method: "keypad", ...(slot !== undefined && { slot }) });
    }
    return { opened, reason };
  }

  /** The bolt turns, by a hand inside or from afar: if it can. A hand needs no motor. */
  moveDoor(locked: boolean, method: "manual" | "remote"): void {
    if (this.#trouble.isJammed || (this.#trouble.isPowerless && method === "remote")) this.#jams++;
    else this.#move({ locked, method });
  }

  /** Somebody enters the master code, which stands in no slot. */
  openByMaster(): boolean {
    const opens = this.hasKeypad && !this.#trouble.isPowerless && !this.#trouble.isJammed;
    if (opens) this.#move({ locked: false, method: "keypad" });
    return opens;
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
    const { acceptsNoCodes, deadKey, isPowerless, isJammed, scheduleBug } = this.#trouble;
    if (isPowerless) return { opened: false, reason: "no_power" };
    if (acceptsNoCodes) return { opened: false, reason: "not_accepted" };
    if (this.#setting.clock.now() < this.#lockedOutUntil) return { opened: false, reason: "locked_out" };
    // A key that does not register leaves a PIN that nobody has.
    if (deadKey !== undefined && pin.includes(deadKey)) return { opened: false, reason: "wrong_code" };
    const holders = this.#known().filter((code) => code.pin === pin);
    const now = this.clock.now();
    // Two entries may share a PIN: one that is valid now is enough.
    const valid = holders.find(({ window }) => !window || inSchedule(window, now, scheduleBug));
    const offline = valid ? undefined : this.#setting.offline?.judge(pin, now);
    if (!valid && offline !== "opened") {
      const isKnown = holders.length > 0 || offline !== undefined;
      return { opened: false, reason: isKnown ? "outside_schedule" : "wrong_code" };
    }
    if (isJammed) return { opened: false, reason: "jammed" };
    return { opened: true, reason: "opened", ...(valid && { slot: valid.slot }) };
  }

  /** What the keypad knows, which is what the table shows unless something went wrong. */
  #known(): readonly StoredCode[] {
    if (this.#ghosts.size === 0 && this.#zombies.size === 0) return this.codes;
    return [...this.codes.filter(({ slot }) => !this.#ghosts.has(slot)), ...this.#zombies.values()];
  }

  #forgetLater(code: StoredCode, afterMs: number): void {
    const timer = this.#setting.clock.setTimeout(() => {
      this.#forgetting.delete(timer);
      if (this.#slots.get(code.slot) !== code) return;
      this.#slots.delete(code.slot);
      this.#save();
      this.#watch.lost();
    }, afterMs);
    this.#forgetting.add(timer);
  }

  #countWrongCode(): void {
    this.#wrongCodes++;
    if (this.#wrongCodes >= this.firmware.wrongCodesMax) {
      this.#wrongCodes = 0;
      this.#lockedOutUntil = this.#setting.clock.now() + this.firmware.lockOutMs;
    }
    this.#save();
  }

  #save(): void {
    this.#sorted = undefined;
    this.#setting.save();
  }

  #move(move: DoorMove): void {
    this.#locked = move.locked;
    const key = moveKey(move.locked, move.method === "remote");
    this.#moves.set(key, (this.#moves.get(key) ?? 0) + 1);
    this.#save();
    this.#setting.doorMoved(move);
  }
}

const moveKey = (locked: boolean, isRemote: boolean): string => `${locked} ${isRemote}`;

/** A PIN of which only the first half was written: of the same length, and nobody's. */
function torn(pin: string): string {
  const half = Math.ceil(pin.length / 2);
  return [...pin].map((digit, at) => (at < half ? digit : String((Number(digit) + 5) % 10))).join("");
}
