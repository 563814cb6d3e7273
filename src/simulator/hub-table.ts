import { z } from "zod";
import { Pin } from "../lock/pin.ts";
import type { StoredCode } from "./keypad-lock.ts";

const Entry = z.strictObject({ slot: z.int().positive(), pin: Pin, name: z.string() });

export const HubMemory = z.array(Entry);

export type HubEntry = z.infer<typeof Entry>;

/** How a slot differs from what the hub knew. */
export type Change = "set" | "changed" | "deleted";

/** What the hub believes that a lock's slots hold. It lags: only the lock's own report changes it. */
export class HubTable {
  readonly #entries = new Map<number, HubEntry>();

  constructor(memory: readonly HubEntry[] | undefined) {
    for (const entry of memory ?? []) this.#entries.set(entry.slot, entry);
  }

  /** By slot number. */
  get entries(): readonly HubEntry[] {
    return [...this.#entries.values()].sort((one, other) => one.slot - other.slot);
  }

  read(slot: number): HubEntry | undefined {
    return this.#entries.get(slot);
  }

  /** Takes over what the lock reports of a slot. `undefined`: it was empty and is. */
  report(slot: number, code: StoredCode | undefined): Change | undefined {
    const known = this.#entries.has(slot);
    if (!code) return this.#entries.delete(slot) ? "deleted" : undefined;
    this.#entries.set(slot, { slot, pin: code.pin, name: code.name });
    return known ? "changed" : "set";
  }
}
