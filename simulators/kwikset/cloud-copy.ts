import { z } from "zod";

/** How a slot differs from what the cloud knew of it. */
export type Change = "written" | "emptied";

export const CloudMemory = z.strictObject({
  slots: z.array(z.strictObject({ slot: z.int().positive(), token: z.string() })),
  heardAt: z.int(),
});

type CloudMemory = z.infer<typeof CloudMemory>;

/** What Kwikset's cloud remembers of a lock's slots: a token for each that is taken, as the lock last told it. */
export class CloudCopy {
  readonly #tokens: Map<number, string>;
  #heardAt: number;

  constructor(memory: CloudMemory | undefined, now: number) {
    this.#tokens = new Map((memory?.slots ?? []).map(({ slot, token }) => [slot, token]));
    this.#heardAt = memory?.heardAt ?? now;
  }

  /** When the lock last told anything, in milliseconds since the epoch. */
  get heardAt(): number {
    return this.#heardAt;
  }

  get size(): number {
    return this.#tokens.size;
  }

  /** By slot number. */
  get slots(): CloudMemory["slots"] {
    return [...this.#tokens]
      .map(([slot, token]) => ({ slot, token }))
      .sort((one, other) => one.slot - other.slot);
  }

  has(slot: number): boolean {
    return this.#tokens.has(slot);
  }

  /** Whether the lock would tell nothing new of this slot. `undefined`: it is empty. */
  knows(slot: number, token: string | undefined): boolean {
    return this.#tokens.get(slot) === token;
  }

  /** The lock speaks, whatever it tells. */
  hear(now: number): void {
    this.#heardAt = now;
  }

  /** Takes over what the lock tells of a slot. `undefined`: it was empty and is. */
  take(slot: number, token: string | undefined): Change | undefined {
    if (token === undefined) return this.#tokens.delete(slot) ? "emptied" : undefined;
    this.#tokens.set(slot, token);
    return "written";
  }

  memory(): CloudMemory {
    return { slots: this.slots, heardAt: this.#heardAt };
  }
}
