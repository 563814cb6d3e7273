/** One access code, as the client that asked for it knows it. */
export interface LedgerCode {
  readonly accessCodeId: string;
  readonly deviceId: string;
  /** What it may be by now: more than one where an answer to a change never came. */
  pins: readonly string[];
  /** `maybe`: a request to delete it was never answered. */
  isWanted: boolean | "maybe";
  /** The round in which somebody last asked for a change of it. */
  touchedIn: number;
}

/** What a client has been told, and what it was never told: an answer that came is a promise, one that did not is none. */
export class Ledger {
  readonly codes = new Map<string, LedgerCode>();
  /** PINs of creations that were never answered, by device. */
  readonly #unanswered = new Map<string, Set<string>>();

  created(code: Omit<LedgerCode, "isWanted">): void {
    this.codes.set(code.accessCodeId, { ...code, isWanted: true });
  }

  unanswered(deviceId: string, pin: string): void {
    const pins = this.#unanswered.get(deviceId) ?? new Set();
    this.#unanswered.set(deviceId, pins.add(pin));
  }

  /** Whether a code that nobody has been told of may exist. */
  mayExist(deviceId: string, pin: string): boolean {
    return this.#unanswered.get(deviceId)?.has(pin) === true;
  }

  /** The codes that are there for certain. */
  get wanted(): LedgerCode[] {
    return [...this.codes.values()].filter(({ isWanted }) => isWanted === true);
  }
}
