/** One access code, as the client that asked for it knows it. */
export interface LedgerCode {
  readonly accessCodeId: string;
  readonly deviceId: string;
  /** The PIN that it may have by now, or its name where the vendor makes the PIN: more than one where an answer to a change never came. */
  marks: readonly string[];
  /** The keypad verifies it by itself: nobody can change it or take it back. */
  readonly isOffline: boolean;
  /** The PIN that was told of an offline code. */
  told?: string;
  /** `maybe`: a request to delete it was never answered. */
  isWanted: boolean | "maybe";
  /** The round in which somebody last asked for a change of it. */
  touchedIn: number;
}

/** What a client has been told, and what it was never told: an answer that came is a promise, one that did not is none. */
export class Ledger {
  readonly codes = new Map<string, LedgerCode>();
  /** Marks of creations that were never answered, by device. */
  readonly #unanswered = new Map<string, Set<string>>();

  created(code: Omit<LedgerCode, "isWanted">): void {
    this.codes.set(code.accessCodeId, { ...code, isWanted: true });
  }

  unanswered(deviceId: string, mark: string): void {
    const marks = this.#unanswered.get(deviceId) ?? new Set();
    this.#unanswered.set(deviceId, marks.add(mark));
  }

  /** Whether a code that nobody has been told of may exist. */
  mayExist(deviceId: string, mark: string): boolean {
    return this.#unanswered.get(deviceId)?.has(mark) === true;
  }

  /** The codes that are there for certain. */
  get wanted(): LedgerCode[] {
    return [...this.codes.values()].filter(({ isWanted }) => isWanted === true);
  }
}
