/** Something that lasts: how it begins, and returns what ends it. */
export type Hold = () => () => void;

/**
 * Who holds what. Of several that hold the same thing the latest is in force; when it lets go, the one before is again.
 */
export class Holds {
  readonly #stacks = new Map<string, { readonly hold: Hold; release: () => void }[]>();

  /** Holds a thing, and returns what lets go of it. */
  take(thing: string, hold: Hold): () => void {
    const stack = this.#stacks.get(thing) ?? [];
    this.#stacks.set(thing, stack);
    stack.at(-1)?.release();
    const entry = { hold, release: hold() };
    stack.push(entry);
    return () => {
      const place = stack.indexOf(entry);
      if (place === -1) return;
      const wasInForce = place === stack.length - 1;
      stack.splice(place, 1);
      if (stack.length === 0) this.#stacks.delete(thing);
      if (!wasInForce) return;
      entry.release();
      const before = stack.at(-1);
      if (before) before.release = before.hold();
    };
  }
}
