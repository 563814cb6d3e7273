import { z } from "zod";
import type { AugustCommand, AugustPinEntry } from "../../drivers/august/wire.ts";
import { Pin } from "../../src/lock/pin.ts";
import type { StoredCode } from "../../src/simulator/keypad-lock.ts";

export type LoadCommand = Extract<AugustCommand, { type: "pin.put" }>;

/** `created`: on its way to the lock. `loaded`: on the keypad, as far as the cloud knows. */
export type Phase = "created" | "loaded";

export interface CloudEntry {
  readonly phase: Phase;
  readonly entry: AugustPinEntry;
}

const StoredEntry: z.ZodType<AugustPinEntry> = z.strictObject({
  userID: z.uuid(),
  firstName: z.string(),
  lastName: z.string(),
  pin: Pin,
  slot: z.int().positive(),
  accessType: z.enum(["always", "temporary"]),
  accessTimes: z.string().optional(),
});

export const CloudMemory = z.strictObject({
  entries: z.array(z.strictObject({ phase: z.enum(["created", "loaded"]), entry: StoredEntry })),
  intents: z.array(z.uuid()),
});

export type CloudMemory = z.infer<typeof CloudMemory>;

/** What August's cloud believes of one lock: who has a PIN, and how far it has come. */
export class CloudList {
  readonly #entries = new Map<string, CloudEntry>();
  readonly #intents: Set<string>;
  readonly #save: () => void;

  constructor(memory: CloudMemory | undefined, save: () => void) {
    for (const known of memory?.entries ?? []) this.#entries.set(known.entry.userID, known);
    this.#intents = new Set(memory?.intents);
    this.#save = save;
  }

  get size(): number {
    return this.#entries.size;
  }

  get slots(): ReadonlySet<number> {
    return new Set([...this.#entries.values()].map(({ entry }) => entry.slot));
  }

  of(userID: string): CloudEntry | undefined {
    return this.#entries.get(userID);
  }

  atSlot(slot: number): CloudEntry | undefined {
    return [...this.#entries.values()].find(({ entry }) => entry.slot === slot);
  }

  holds(pin: string): boolean {
    return [...this.#entries.values()].some(({ entry }) => entry.pin === pin);
  }

  /** The list of one phase, by slot number. */
  inPhase(phase: Phase): AugustPinEntry[] {
    return [...this.#entries.values()]
      .filter((known) => known.phase === phase)
      .map(({ entry }) => entry)
      .sort((one, other) => one.slot - other.slot);
  }

  put(entry: AugustPinEntry, phase: Phase): void {
    this.#entries.set(entry.userID, { phase, entry });
    this.#save();
  }

  /** Takes the entry and whatever was intended for its user off the list. */
  delete(userID: string): void {
    this.#intents.delete(userID);
    this.#entries.delete(userID);
    this.#save();
  }

  isIntended(userID: string): boolean {
    return this.#intents.has(userID);
  }

  intend(userID: string): void {
    this.#intents.add(userID);
    this.#save();
  }

  /** The intent is used up by its commit. */
  commit(userID: string): void {
    this.#intents.delete(userID);
    this.#save();
  }

  memory(): CloudMemory {
    return { entries: [...this.#entries.values()], intents: [...this.#intents] };
  }
}

/** The instants of `DTSTART=...;DTEND=...`, as the lock keeps them. */
export function windowOf(accessTimes: string | undefined): StoredCode["window"] {
  const [, startsAt, endsAt] = /^DTSTART=([^;]+);DTEND=(.+)$/.exec(accessTimes ?? "") ?? [];
  return startsAt && endsAt ? { startsAt: Date.parse(startsAt), endsAt: Date.parse(endsAt) } : null;
}
