import type { TurnPurpose } from "./slot-setup.ts";

/** Clearing comes first: a code that should be gone is the greater harm. Reads come before writes: they end doubt. */
const rankOf = { clear: 0, door: 1, read: 2, issue: 2, write: 3 } as const;

interface Waiting<Holder> {
  readonly holder: Holder;
  readonly rank: number;
}

/** Who waits for a turn at a device: by rank, and within a rank in the order of asking. */
export class TurnQueue<Holder> {
  #waiting: Waiting<Holder>[] = [];

  /** A holder waits at most once: asking again replaces what it asked for before. */
  ask(holder: Holder, purpose: TurnPurpose | "door"): void {
    this.withdraw(holder);
    const rank = rankOf[purpose];
    const behind = this.#waiting.findIndex((waiting) => waiting.rank > rank);
    this.#waiting.splice(behind === -1 ? this.#waiting.length : behind, 0, { holder, rank });
  }

  withdraw(holder: Holder): void {
    const index = this.#waiting.findIndex((waiting) => waiting.holder === holder);
    if (index !== -1) this.#waiting.splice(index, 1);
  }

  /** Whether {@link next} would find anybody. */
  hasNext(mayWrite: () => boolean): boolean {
    const [first] = this.#waiting;
    return first !== undefined && (first.rank !== rankOf.write || mayWrite());
  }

  /** Takes the next holder out, one that is to write only if `mayWrite`; `undefined` when nobody of them waits. */
  next(mayWrite: () => boolean): Holder | undefined {
    return this.hasNext(mayWrite) ? this.#waiting.shift()?.holder : undefined;
  }

  /** Those that wait to write. */
  get writers(): readonly Holder[] {
    return this.#waiting.filter(({ rank }) => rank === rankOf.write).map(({ holder }) => holder);
  }
}
