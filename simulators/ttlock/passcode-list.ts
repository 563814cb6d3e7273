import { z } from "zod";
import { Pin } from "../../src/lock/pin.ts";
import type { StoredCode } from "../../src/simulator/keypad-lock.ts";
import { PromisedIds } from "../../src/simulator/promised-ids.ts";

const Passcode = z.strictObject({
  keyboardPwdId: z.int().positive(),
  keyboardPwd: Pin,
  keyboardPwdName: z.string(),
  startDate: z.int().nonnegative(),
  endDate: z.int().nonnegative(),
  /** Where the lock keeps it. `null`: it never came to the lock. */
  slot: z.int().positive().nullable(),
});

/** One passcode on the cloud's list. */
export type Passcode = z.infer<typeof Passcode>;

export const ListMemory = z.strictObject({ lastId: z.int().nonnegative(), passcodes: z.array(Passcode) });

export type ListMemory = z.infer<typeof ListMemory>;

/** What TTLock's cloud believes of one lock. Nothing in it tells whether a passcode is on the lock. */
export class PasscodeList {
  readonly #passcodes = new Map<number, Passcode>();
  /** A command that is judged again means the same passcode. */
  readonly #promised = new PromisedIds(() => this.nextId());
  #lastId: number;

  constructor(memory: ListMemory | undefined) {
    for (const passcode of memory?.passcodes ?? []) this.#passcodes.set(passcode.keyboardPwdId, passcode);
    this.#lastId = memory?.lastId ?? 0;
  }

  get all(): readonly Passcode[] {
    return [...this.#passcodes.values()];
  }

  get size(): number {
    return this.#passcodes.size;
  }

  of(keyboardPwdId: number): Passcode | undefined {
    return this.#passcodes.get(keyboardPwdId);
  }

  atSlot(slot: number): Passcode | undefined {
    return this.all.find((passcode) => passcode.slot === slot);
  }

  /** Whether another passcode than this one has the same digits. */
  holds(keyboardPwd: string, exceptId?: number): boolean {
    return this.all.some((known) => known.keyboardPwd === keyboardPwd && known.keyboardPwdId !== exceptId);
  }

  nextId(): number {
    return ++this.#lastId;
  }

  /** The id that the passcode of this command gets. */
  idFor(command: object): number {
    return this.#promised.of(command);
  }

  put(passcode: Passcode): void {
    this.#passcodes.set(passcode.keyboardPwdId, passcode);
  }

  delete(keyboardPwdId: number): void {
    this.#passcodes.delete(keyboardPwdId);
  }

  /** Takes over what the lock holds; what never came to it stays on the list. Returns whether that changed anything. */
  takeOver(codes: readonly StoredCode[]): boolean {
    const before = JSON.stringify(this.all);
    const held = new Map(codes.map((code) => [code.slot, code]));
    for (const { keyboardPwdId, slot } of this.all) {
      if (slot !== null && !held.has(slot)) this.delete(keyboardPwdId);
    }
    for (const code of codes) {
      const known = this.atSlot(code.slot);
      this.put({
        keyboardPwdId: known?.keyboardPwdId ?? this.nextId(),
        keyboardPwd: code.pin,
        keyboardPwdName: known?.keyboardPwdName ?? code.name,
        startDate: code.window?.startsAt ?? 0,
        endDate: code.window?.endsAt ?? 0,
        slot: code.slot,
      });
    }
    return JSON.stringify(this.all) !== before;
  }

  memory(): ListMemory {
    return { lastId: this.#lastId, passcodes: [...this.all] };
  }
}

/** When the lock lets a passcode open. */
export const windowOf = ({
  startDate,
  endDate,
}: Pick<Passcode, "startDate" | "endDate">): StoredCode["window"] =>
  endDate === 0 ? null : { startsAt: startDate, endsAt: endDate };
