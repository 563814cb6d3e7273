import { z } from "zod";
import type { LocklyAccessCode } from "../../drivers/lockly/wire.ts";
import { Pin } from "../../src/lock/pin.ts";
import type { OfflineCode } from "./offline-codes.ts";

/** A code that the cloud knows to be on the lock, and its slot there. */
export interface ListedCode {
  readonly slot: number;
  readonly code: LocklyAccessCode;
}

export const CloudMemory = z.strictObject({
  codes: z.array(
    z.strictObject({
      slot: z.int().positive(),
      code: z.strictObject({ accessCodeId: z.string(), name: z.string(), passcode: Pin }),
    }),
  ),
  offlineCodes: z.array(z.strictObject({ offlineCodeId: z.string(), until: z.int() })),
});

export type CloudMemory = z.infer<typeof CloudMemory>;

/** What Lockly's cloud believes of one lock: its codes, and how many offline ones it has worked out. */
export class Cloud {
  readonly #codes = new Map<string, ListedCode>();
  /** When each offline code ends. */
  readonly #offlineCodes: Map<string, number>;
  readonly #save: () => void;

  constructor(memory: CloudMemory | undefined, save: () => void) {
    for (const listed of memory?.codes ?? []) this.#codes.set(listed.code.accessCodeId, listed);
    this.#offlineCodes = new Map(
      memory?.offlineCodes.map(({ offlineCodeId, until }) => [offlineCodeId, until]),
    );
    this.#save = save;
  }

  /** By slot number. */
  get all(): readonly ListedCode[] {
    return [...this.#codes.values()].sort((one, other) => one.slot - other.slot);
  }

  of(accessCodeId: string): ListedCode | undefined {
    return this.#codes.get(accessCodeId);
  }

  put(listed: ListedCode): void {
    this.#codes.set(listed.code.accessCodeId, listed);
    this.#save();
  }

  delete(accessCodeId: string): void {
    this.#codes.delete(accessCodeId);
    this.#save();
  }

  /** How many offline codes have not ended at this instant, without the one that is named. */
  othersAt(now: number, { offlineCodeId }: OfflineCode): number {
    return [...this.#offlineCodes].filter(([id, until]) => id !== offlineCodeId && until > now).length;
  }

  countOffline({ offlineCodeId, until }: OfflineCode, now: number): void {
    for (const [id, end] of this.#offlineCodes) if (end <= now) this.#offlineCodes.delete(id);
    this.#offlineCodes.set(offlineCodeId, until);
    this.#save();
  }

  memory(): CloudMemory {
    const offlineCodes = [...this.#offlineCodes].map(([offlineCodeId, until]) => ({ offlineCodeId, until }));
    return { codes: [...this.#codes.values()], offlineCodes };
  }
}
