import type { Collection } from "./collection.ts";
import { storageErrorOf } from "./storage-error.ts";

interface MemoryRow {
  readonly deviceId: string;
  readonly memory: unknown;
}

/**
 * What simulated locks keep of themselves. A lock does not stop working because a file of ours takes nothing: what could not be
 * written is kept here, and written with the next change.
 */
export class PatientMemory {
  readonly #rows: Collection<MemoryRow>;
  readonly #waiting = new Map<string, MemoryRow>();

  constructor(rows: Collection<MemoryRow>) {
    this.#rows = rows;
  }

  /** What the lock knew when this process began. */
  load(deviceId: string): unknown {
    return this.#rows.get(deviceId)?.memory;
  }

  save(deviceId: string, memory: unknown): void {
    this.#waiting.set(deviceId, { deviceId, memory });
    this.flush();
  }

  /** Writes what has waited, if the file takes it now. */
  flush(): void {
    try {
      for (const [deviceId, row] of this.#waiting) {
        this.#rows.save(row);
        this.#waiting.delete(deviceId);
      }
    } catch (error) {
      if (!storageErrorOf(error)) throw error;
    }
  }
}
