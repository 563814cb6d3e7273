import { createHash } from "node:crypto";
import { z } from "zod";
import type { SaltoKsUser } from "../../drivers/salto-ks/wire.ts";
import { Pin } from "../../src/lock/pin.ts";
import { PromisedIds } from "../../src/simulator/promised-ids.ts";
import { generatedLengths } from "./firmware.ts";

/** A user of the site with access to one lock. */
const StoredUser = z.strictObject({
  id: z.uuid(),
  firstName: z.string(),
  lastName: z.string(),
  /** Its place on the keypad. */
  slot: z.int().positive(),
  window: z.strictObject({ startsAt: z.int(), endsAt: z.int() }).nullable(),
  subscribed: z.boolean(),
  /** How often a PIN was made, and the last one. */
  key: z.strictObject({ number: z.int().positive(), pin: Pin }).nullable(),
  deleted: z.boolean(),
  synced: z.boolean(),
});

export const UsersMemory = z.strictObject({ made: z.int().nonnegative(), users: z.array(StoredUser) });

export type UsersMemory = z.infer<typeof UsersMemory>;
export type StoredUser = z.infer<typeof StoredUser>;

/** What the site knows of the users of one lock. */
export class Users {
  readonly #users = new Map<string, StoredUser>();
  readonly #promised = new PromisedIds(
    () => this.nextId(),
    () => this.#save(),
  );
  readonly #deviceId: string;
  readonly #save: () => void;
  #made: number;

  constructor(deviceId: string, memory: UsersMemory | undefined, save: () => void) {
    this.#deviceId = deviceId;
    this.#save = save;
    for (const user of memory?.users ?? []) this.#users.set(user.id, user);
    this.#made = memory?.made ?? 0;
  }

  get all(): readonly StoredUser[] {
    return [...this.#users.values()];
  }

  get slots(): ReadonlySet<number> {
    return new Set(this.all.map(({ slot }) => slot));
  }

  /** Those that take up a place of the subscription. */
  get subscribedCount(): number {
    return this.all.filter(({ subscribed, deleted }) => subscribed && !deleted).length;
  }

  of(id: string): StoredUser | undefined {
    return this.#users.get(id);
  }

  atSlot(slot: number): StoredUser | undefined {
    return this.all.find((user) => user.slot === slot);
  }

  /** An id that nobody has been told before. It is saved with its user. */
  nextId(): string {
    this.#made++;
    const hex = digest(`${this.#deviceId} user ${this.#made}`);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }

  /** The id that the user of this command gets: one that is told and comes to nothing is nobody else's. */
  idFor(command: object): string {
    return this.#promised.of(command);
  }

  /** The key that holds the next PIN of the user, and the PIN: one that no other user has. Asking does not use it up. */
  nextKey({ id, key }: StoredUser): { readonly number: number; readonly pin: string } {
    const number = (key?.number ?? 0) + 1;
    const taken = new Set(this.all.map((user) => user.key?.pin));
    for (let attempt = 0; ; attempt++) {
      const pin = madePin(`${id} ${number} ${attempt}`);
      if (!taken.has(pin)) return { number, pin };
    }
  }

  put(user: StoredUser): void {
    this.#users.set(user.id, user);
    this.#save();
  }

  delete(id: string): void {
    this.#users.delete(id);
    this.#save();
  }

  memory(): UsersMemory {
    return { made: this.#made, users: [...this.all] };
  }
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Digits that follow from nothing that anybody outside knows, and are the same however often they are asked for. */
function madePin(seed: string): string {
  const hex = digest(seed);
  const length = hex.startsWith("0") ? generatedLengths.sometimes : generatedLengths.usual;
  return String(Number.parseInt(hex.slice(1, 13), 16))
    .padStart(length, "0")
    .slice(-length);
}

export const keyName = ({ id, key }: Pick<StoredUser, "id" | "key">): string | null =>
  key && `${id}/${key.number}`;

const iso = (instant: number): string => new Date(instant).toISOString();

/** A user as the API shows it. */
export const shown = (user: StoredUser): SaltoKsUser => ({
  id: user.id,
  first_name: user.firstName,
  last_name: user.lastName,
  access: user.window && { valid_from: iso(user.window.startsAt), valid_to: iso(user.window.endsAt) },
  subscribed: user.subscribed,
  pin_key: keyName(user),
  deleted: user.deleted,
  synced: user.synced,
});
