import { strict as assert } from "node:assert";
import { DigitPermutation } from "./digit-permutation.ts";

/** One kind of code of which a keypad can tell by the PIN alone when it works. */
export interface OfflineKind {
  readonly name: string;
  /** How long it lasts, in units of the vendor's own choosing, both ends inclusive. Absent: its length is always the same. */
  readonly lengths?: { readonly min: number; readonly max: number };
  /** How many different codes there are for the same times. */
  readonly variants: number;
}

/** What a PIN says. */
export interface OfflineCode {
  /** The name of the kind. */
  readonly kind: string;
  /** In units since an epoch of the vendor's own choosing: hours, days. */
  readonly start: number;
  /** 0 for a kind that has but one. */
  readonly length: number;
  /** From 1. */
  readonly variant: number;
}

export interface OfflinePinsSetting {
  /** The lock's own secret, which its vendor's server knows too. */
  readonly key: string;
  readonly digits: number;
  readonly kinds: readonly OfflineKind[];
}

/**
 * PINs that say when they work: the vendor's server writes them, the keypad reads them, and neither has to hear of the other.
 * All that a code says becomes one number, and a permutation that only the lock's key tells makes it a PIN. No vendor has
 * published its way; this one is ours.
 */
export class OfflinePins {
  /** After so many units the same start is meant again. */
  readonly cycle: number;
  readonly #digits: number;
  readonly #kinds: readonly OfflineKind[];
  /** How many codes there are for one start. */
  readonly #shapes: number;
  readonly #permutation: DigitPermutation;

  constructor({ key, digits, kinds }: OfflinePinsSetting) {
    this.#digits = digits;
    this.#kinds = kinds;
    this.#permutation = new DigitPermutation(key, digits);
    this.#shapes = kinds.reduce((sum, kind) => sum + shapesOf(kind), 0);
    this.cycle = Math.floor(this.#permutation.size / this.#shapes);
    assert(this.cycle > 0, `${digits} digits cannot tell ${this.#shapes} codes apart`);
  }

  /** Throws a RangeError for a code that no PIN can say. */
  pinOf({ kind, start, length, variant }: OfflineCode): string {
    let shape = 0;
    for (const candidate of this.#kinds) {
      if (candidate.name === kind) {
        const { min, max } = lengthsOf(candidate);
        const isSayable = length >= min && length <= max && variant >= 1 && variant <= candidate.variants;
        if (!isSayable) throw new RangeError(`no ${kind} code of length ${length} and variant ${variant}`);
        shape += (length - min) * candidate.variants + (variant - 1);
        const phase = ((start % this.cycle) + this.cycle) % this.cycle;
        const number = phase * this.#shapes + shape;
        return String(this.#permutation.shuffle(number)).padStart(this.#digits, "0");
      }
      shape += shapesOf(candidate);
    }
    throw new RangeError(`no kind "${kind}"`);
  }

  /**
   * What the PIN says, to whoever reads it in the unit `now`: of the starts that it can mean, the last that is not after now.
   * `undefined`: no code of this lock.
   */
  codeOf(pin: string, now: number): OfflineCode | undefined {
    if (pin.length !== this.#digits || !/^\d+$/.test(pin)) return undefined;
    const number = this.#permutation.restore(Number(pin));
    const phase = Math.floor(number / this.#shapes);
    if (phase >= this.cycle) return undefined;
    const start = phase + this.cycle * Math.floor((now - phase) / this.cycle);
    let shape = number % this.#shapes;
    for (const kind of this.#kinds) {
      if (shape < shapesOf(kind)) {
        const length = lengthsOf(kind).min + Math.floor(shape / kind.variants);
        return { kind: kind.name, start, length, variant: (shape % kind.variants) + 1 };
      }
      shape -= shapesOf(kind);
    }
    return undefined;
  }
}

const lengthsOf = ({ lengths }: OfflineKind): { min: number; max: number } => lengths ?? { min: 0, max: 0 };

function shapesOf(kind: OfflineKind): number {
  const { min, max } = lengthsOf(kind);
  return (max - min + 1) * kind.variants;
}
