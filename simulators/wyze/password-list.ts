import { z } from "zod";
import type { WyzePassword, WyzePermission } from "../../drivers/wyze/wire.ts";
import { Pin } from "../../src/lock/pin.ts";
import type { StoredCode } from "../../src/simulator/keypad-lock.ts";
import { PromisedIds } from "../../src/simulator/promised-ids.ts";

const Content = z.strictObject({
  pin: Pin,
  window: z.strictObject({ startsAt: z.int(), endsAt: z.int() }).nullable(),
});

/** What the service knows of one password, and what it still has to tell the lock about it. */
const Entry = z.strictObject({
  id: z.int().positive(),
  name: z.string(),
  /** Its place on the keypad. */
  slot: z.int().positive(),
  time: z.int(),
  operation: z.enum(["add", "update", "delete"]),
  stage: z.enum(["pending", "failed", "done"]),
  content: Content,
});

export const ListMemory = z.strictObject({ lastId: z.int().nonnegative(), entries: z.array(Entry) });

export type ListMemory = z.infer<typeof ListMemory>;
export type Entry = z.infer<typeof Entry>;
export type Content = z.infer<typeof Content>;

const operations = { add: 1, delete: 2, update: 3 } as const;
const stages = { pending: 1, failed: 2, done: 3 } as const;
const states = { initial: 1, inUse: 2, willBeUsed: 3, over: 4 } as const;

/** The lock service's list of one lock's passwords, with how far each operation has come. */
export class PasswordList {
  readonly #entries = new Map<number, Entry>();
  /** A command that is judged again means the same password. */
  readonly #promised = new PromisedIds(
    () => this.nextId(),
    () => this.#save(),
  );
  readonly #save: () => void;
  #lastId: number;

  constructor(memory: ListMemory | undefined, save: () => void) {
    for (const entry of memory?.entries ?? []) this.#entries.set(entry.id, entry);
    this.#lastId = memory?.lastId ?? 0;
    this.#save = save;
  }

  get entries(): readonly Entry[] {
    return [...this.#entries.values()];
  }

  get slots(): ReadonlySet<number> {
    return new Set(this.entries.map(({ slot }) => slot));
  }

  of(id: number): Entry | undefined {
    return this.#entries.get(id);
  }

  atSlot(slot: number): Entry | undefined {
    return this.entries.find((entry) => entry.slot === slot);
  }

  /** Whether another password than `exceptId` has the name. */
  hasName(name: string, exceptId?: number): boolean {
    return this.entries.some((entry) => entry.name === name && entry.id !== exceptId);
  }

  /** It is kept when something is put under it. */
  nextId(): number {
    return ++this.#lastId;
  }

  /** The id that the password of this command gets. Assumed: what has been told is never given to another, whatever came of it. */
  idFor(command: object): number {
    return this.#promised.of(command);
  }

  put(entry: Entry): void {
    this.#entries.set(entry.id, entry);
    this.#save();
  }

  delete(id: number): void {
    this.#entries.delete(id);
    this.#save();
  }

  memory(): ListMemory {
    return { lastId: this.#lastId, entries: [...this.entries] };
  }
}

/** A password as the service shows it. `onKeypad`: what stands in its place there. */
export function shown(entry: Entry, onKeypad: StoredCode | undefined, now: number): WyzePassword {
  const { id, name, time, content, operation, stage } = entry;
  return {
    id,
    name,
    time,
    permission: permissionOf(content.window),
    operation: operations[operation],
    operation_stage: stages[stage],
    pwd_state: stateOf(onKeypad, now),
  };
}

function stateOf(onKeypad: StoredCode | undefined, now: number): WyzePassword["pwd_state"] {
  if (!onKeypad) return states.initial;
  const { window } = onKeypad;
  if (window && now < window.startsAt) return states.willBeUsed;
  return window && now >= window.endsAt ? states.over : states.inUse;
}

const permissionOf = (window: Content["window"]): WyzePermission =>
  window ? { status: 2, begin: window.startsAt, end: window.endsAt } : { status: 1 };

export const windowOf = (permission: WyzePermission): Content["window"] =>
  permission.status === 2 ? { startsAt: permission.begin, endsAt: permission.end } : null;
