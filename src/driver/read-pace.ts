/**
 * How often the same may be read of a session's own accord: whatever goes round in circles, a lock and its battery are spared. Our
 * choice: six times in a row, and from then on every ten seconds, 360 times an hour.
 */
const paceMs = 10_000;
const inARowMax = 6;

export class ReadPace {
  /** When each would be due next, had it been read at the pace. */
  readonly #dueAt = new Map<string, number>();

  /** How long the next read has to wait, which is counted by that. */
  waitMs(key: string, now: number): number {
    for (const [known, dueAt] of this.#dueAt) if (dueAt <= now) this.#dueAt.delete(known);
    const dueAt = this.#dueAt.get(key) ?? now;
    this.#dueAt.set(key, dueAt + paceMs);
    return Math.max(0, dueAt - (inARowMax - 1) * paceMs - now);
  }
}
