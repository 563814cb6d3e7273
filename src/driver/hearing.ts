import type { Envelope } from "../wire/envelope.ts";

/** How many messages are remembered, so that one that is delivered twice is heard once. */
const heardMax = 64;

/** Tells what a device says unasked and is news from what was heard before, or was overtaken. */
export class Hearing {
  readonly #heard = new Set<string>();
  /** The latest state, as its sender counted and dated it. */
  #latest: { readonly seq: number; readonly sentAt: number } | undefined;

  /** True once for each message; for a state, if no later one has come before it. */
  isNews({ id, seq, sentAt: instant }: Envelope, { isState }: { readonly isState: boolean }): boolean {
    if (this.#heard.has(id)) return false;
    this.#heard.add(id);
    if (this.#heard.size > heardMax) {
      const [oldest] = this.#heard;
      if (oldest) this.#heard.delete(oldest);
    }
    // Of an event that comes late it is still news that it happened.
    if (!isState) return true;
    const sentAt = Date.parse(instant);
    // A clock may have been put back, and whoever restarts counts anew: only both together say that it is older.
    if (this.#latest && seq < this.#latest.seq && sentAt < this.#latest.sentAt) return false;
    this.#latest = { seq, sentAt };
    return true;
  }

  /** The gateway may have restarted, with a clock that is not set yet: what it says counts from now on. */
  beginAnew(): void {
    this.#latest = undefined;
  }
}
