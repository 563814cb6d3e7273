import { z } from "zod";
import { Pin } from "../lock/pin.ts";

/** What a code that a keypad verifies by itself allows. Instants in milliseconds since the epoch. */
export interface OfflineTerms {
  readonly startsAt: number;
  /** Exclusive; `null`: never. */
  readonly endsAt: number | null;
  /** It opens one time and never again. */
  readonly opensOnce?: boolean;
  /** A code that has not opened before this instant does not open any more. */
  readonly useBefore?: number;
}

/** What a power cut does not take from the keypad: which codes have opened the door, until they end. */
export const OfflineMemory = z.strictObject({
  used: z.array(z.strictObject({ pin: Pin, until: z.int().nullable() })),
});

export type OfflineMemory = z.infer<typeof OfflineMemory>;

/** Whoever judges a PIN that stands in no table. */
export interface OfflineVerifier {
  /** Asks without touching. `undefined`: no code of this lock, or one that is used up. */
  judge(pin: string, now: number): "opened" | "outside_schedule" | undefined;
  /** The PIN has opened the door. */
  noteUse(pin: string, now: number): void;
}

/**
 * The part of a keypad that verifies codes without having heard of them: it works out from the PIN alone when that opens, and
 * knows nothing else but its clock and which codes it has seen.
 */
export class OfflineKeypad implements OfflineVerifier {
  readonly #termsOf: (pin: string, now: number) => OfflineTerms | undefined;
  /** Until when each code that has opened the door has to be remembered. */
  readonly #used = new Map<string, number | null>();

  /** `termsOf` reads a PIN at an instant of the keypad's own clock. */
  constructor(
    termsOf: (pin: string, now: number) => OfflineTerms | undefined,
    memory: OfflineMemory | undefined,
  ) {
    this.#termsOf = termsOf;
    for (const { pin, until } of memory?.used ?? []) this.#used.set(pin, until);
  }

  judge(pin: string, now: number): "opened" | "outside_schedule" | undefined {
    const terms = this.#termsOf(pin, now);
    if (!terms) return undefined;
    const { startsAt, endsAt, opensOnce, useBefore } = terms;
    if (now < startsAt || (endsAt !== null && now >= endsAt)) return "outside_schedule";
    const wasUsed = this.#used.has(pin);
    if (wasUsed && opensOnce) return undefined;
    const isTooLate = !wasUsed && useBefore !== undefined && now >= useBefore;
    return isTooLate ? "outside_schedule" : "opened";
  }

  noteUse(pin: string, now: number): void {
    const terms = this.#termsOf(pin, now);
    if (!terms) return;
    for (const [used, until] of this.#used) if (until !== null && until <= now) this.#used.delete(used);
    this.#used.set(pin, terms.endsAt);
  }

  memory(): OfflineMemory {
    return { used: [...this.#used].map(([pin, until]) => ({ pin, until })) };
  }
}
