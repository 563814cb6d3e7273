import { z } from "zod";
import type { IgloohomeAccess } from "../../drivers/igloohome/wire.ts";
import { Pin } from "../../src/lock/pin.ts";
import type { StoredCode } from "../../src/simulator/keypad-lock.ts";
import type { AlgoPin } from "./algo-pins.ts";

/** An access that stands on the keypad, and the slot in which it does. */
export interface ListedAccess {
  readonly slot: number;
  readonly access: IgloohomeAccess;
}

const Access: z.ZodType<IgloohomeAccess> = z.strictObject({
  accessId: z.string(),
  accessName: z.string(),
  pin: Pin,
  pinType: z.union([z.literal(2), z.literal(4)]),
  startDate: z.string(),
  endDate: z.string().optional(),
});

export const AccessMemory = z.strictObject({
  accesses: z.array(z.strictObject({ slot: z.int().positive(), access: Access })),
  algoPins: z.array(z.strictObject({ pinId: z.string(), until: z.int().nullable() })),
});

export type AccessMemory = z.infer<typeof AccessMemory>;

/** What igloohome's cloud believes of one lock: the PINs that a bridge or an app has put in, and how many it has worked out. */
export class AccessList {
  readonly #accesses = new Map<string, ListedAccess>();
  /** When each algoPIN stops counting. */
  readonly #algoPins: Map<string, number | null>;
  readonly #save: () => void;

  constructor(memory: AccessMemory | undefined, save: () => void) {
    for (const listed of memory?.accesses ?? []) this.#accesses.set(listed.access.accessId, listed);
    this.#algoPins = new Map(memory?.algoPins.map(({ pinId, until }) => [pinId, until]));
    this.#save = save;
  }

  /** By slot number. */
  get all(): readonly ListedAccess[] {
    return [...this.#accesses.values()].sort((one, other) => one.slot - other.slot);
  }

  ofPin(pin: string): ListedAccess | undefined {
    return this.all.find(({ access }) => access.pin === pin);
  }

  /** How many PINs count at this instant, worked out ones included. */
  countAt(now: number): number {
    const live = [...this.#algoPins.values()].filter((until) => until === null || until > now);
    return this.#accesses.size + live.length;
  }

  put(listed: ListedAccess): void {
    this.#accesses.set(listed.access.accessId, listed);
    this.#save();
  }

  delete(accessId: string): void {
    this.#accesses.delete(accessId);
    this.#save();
  }

  /** Whether this algoPIN counts already. */
  counts({ pinId }: AlgoPin): boolean {
    return this.#algoPins.has(pinId);
  }

  count({ pinId, until }: AlgoPin, now: number): void {
    for (const [past, end] of this.#algoPins) if (end !== null && end <= now) this.#algoPins.delete(past);
    this.#algoPins.set(pinId, until);
    this.#save();
  }

  memory(): AccessMemory {
    const algoPins = [...this.#algoPins].map(([pinId, until]) => ({ pinId, until }));
    return { accesses: [...this.#accesses.values()], algoPins };
  }
}

/** The instants between which the access works, as the lock keeps them. */
export const windowOf = ({ startDate, endDate }: Omit<IgloohomeAccess, "accessId">): StoredCode["window"] =>
  endDate === undefined ? null : { startsAt: Date.parse(startDate), endsAt: Date.parse(endDate) };
