import { strict as assert } from "node:assert";
import { invalidInput } from "../lock/errors.ts";
import type { KeypadLock, StoredCode } from "./keypad-lock.ts";

/** What hands at a keypad cannot do either. Each throws a RequestError that names the field and not the PIN. */

/** The entry that holds this PIN. */
export function requireEntry(keypad: KeypadLock, pin: string): StoredCode {
  const code = keypad.holderOf(pin);
  if (!code) throw invalidInput("code", "is not on this lock");
  return code;
}

/** The slot that a new entry goes to. */
export function requireRoom(keypad: KeypadLock, reserved?: ReadonlySet<number>): number {
  const slot = keypad.firstFreeSlot(reserved);
  if (slot === undefined) {
    throw invalidInput("action", `is not possible: the lock holds its ${keypad.firmware.capacity} codes`);
  }
  return slot;
}

export function requireLength(lengths: readonly number[], field: "code" | "new_code", pin: string): void {
  assert(lengths.length > 0, "a keypad takes some length");
  if (!/^\d+$/.test(pin) || !lengths.includes(pin.length)) {
    throw invalidInput(field, `must be ${lengths.join(" or ")} digits on this lock`);
  }
}
