/**
 * Seam's words for what a keypad refuses in a PIN (`code_constraints[].constraint_type` in @seamapi/types@1.490.0) that
 * a device of this lab can have. Adding one means adding its check below.
 */
export type PinConstraint =
  | "no_zeros"
  | "cannot_start_with_12"
  | "no_triple_consecutive_ints"
  | "no_ascending_or_descending_sequence"
  | "at_least_three_unique_digits"
  | "cannot_contain_089"
  | "cannot_contain_0789"
  | "unique_first_four_digits";

const steps = (pin: string): number[] =>
  [...pin].slice(1).map((digit, index) => Number(digit) - Number(pin[index]));

interface ConstraintCheck {
  readonly holds: (pin: string) => boolean;
  /** Completes "code ...". */
  readonly words: string;
}

const checks: Readonly<Record<PinConstraint, ConstraintCheck>> = {
  no_zeros: { holds: (pin) => !pin.includes("0"), words: "must not contain 0" },
  cannot_start_with_12: { holds: (pin) => !pin.startsWith("12"), words: "must not start with 12" },
  // Seam's docs read this name as "no more than three digits in a row".
  no_triple_consecutive_ints: {
    holds: (pin) => !/(\d)\1{2}/.test(pin),
    words: "must not repeat a digit three times in a row",
  },
  no_ascending_or_descending_sequence: {
    holds: (pin) => !steps(pin).every((step) => step === 1) && !steps(pin).every((step) => step === -1),
    words: "must not be an ascending or descending sequence",
  },
  at_least_three_unique_digits: {
    holds: (pin) => new Set(pin).size >= 3,
    words: "must have at least three different digits",
  },
  cannot_contain_089: { holds: (pin) => !/[089]/.test(pin), words: "must not contain 0, 8 or 9" },
  cannot_contain_0789: { holds: (pin) => !/[0789]/.test(pin), words: "must not contain 0, 7, 8 or 9" },
  unique_first_four_digits: {
    holds: (pin) => new Set(pin.slice(0, 4)).size === 4,
    words: "must start with four different digits",
  },
};

/** The words of the first constraint that the PIN breaks; `undefined` if it breaks none. */
export const violatedConstraint = (
  pin: string,
  constraints: readonly PinConstraint[],
): string | undefined => {
  const violated = constraints.find((constraint) => !checks[constraint].holds(pin));
  return violated && checks[violated].words;
};
