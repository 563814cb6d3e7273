import { z } from "zod";
import type { Random } from "../kernel/ports.ts";
import { type PinConstraint, violatedConstraint } from "./constraints.ts";

/**
 * The digits that open a door. A PIN is a string from end to end: `0042` is not 42. It never reaches a log, a trace,
 * an error message or a test's output; what must mention one prints {@link maskPin}.
 */
export const Pin = z.string().regex(/^\d{4,20}$/, "a PIN is 4 to 20 digits");

/** As many asterisks as the PIN has digits. */
export const maskPin = (pin: string): string => "*".repeat(pin.length);

/** What a PIN must be like to be programmed on one device. */
export interface PinRules {
  /** The lengths that the keypad takes, ascending; `undefined` while nobody has reported them. */
  readonly lengths: readonly number[] | undefined;
  readonly constraints: readonly PinConstraint[];
}

/** Seam's bounds for a PIN in a request (@seamapi/types@1.490.0, access_codes/create). */
export const requestPinLengths = { min: 4, max: 9 } as const;

/** Which rule of the device the PIN breaks, in words that name the rule and not the PIN; `undefined` if none. */
export function violatedPinRule(pin: string, rules: PinRules): string | undefined {
  if (rules.lengths && !rules.lengths.includes(pin.length)) {
    return `must have ${rules.lengths.join(" or ")} digits on this device, not ${pin.length}`;
  }
  return violatedConstraint(pin, rules.constraints);
}

/** How many draws {@link generatePin} makes before it concludes that no PIN is free. */
const drawsMax = 10_000;

/**
 * A random PIN of `length` digits that obeys `rules` and is not in `taken`; `undefined` when {@link drawsMax} draws
 * found none.
 */
export function generatePin(
  random: Random,
  length: number,
  rules: PinRules,
  taken: ReadonlySet<string>,
): string | undefined {
  for (let draw = 0; draw < drawsMax; draw++) {
    const pin = Array.from({ length }, () => random.int(0, 9)).join("");
    if (!taken.has(pin) && violatedPinRule(pin, rules) === undefined) return pin;
  }
  return undefined;
}
