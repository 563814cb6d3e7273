import { isDeepStrictEqual } from "node:util";
import type { TimerHandle } from "../kernel/ports.ts";
import type { SlotReading } from "../lock/slot-value.ts";
import { showsContent } from "./classify.ts";
import { afterlifeMs } from "./entry-table.ts";
import type { LockDriver, Operation } from "./lock-driver.ts";
import { jitter, type SessionEnvironment } from "./session-environment.ts";

type SlotOperation = Extract<Operation, { type: "slot" }>;

interface Overtaken {
  readonly operations: readonly SlotOperation[];
  /** Since the last of them was overtaken. */
  readonly since: number;
  readonly timer: TimerHandle;
}

/**
 * How long after a command was overtaken its entry is looked at, in milliseconds; then after pauses that double. Our choice: five
 * looks or six before it counts as lost.
 */
const firstLookMs = 60_000;

export interface OvertakenCommandsParts {
  readonly driver: LockDriver;
  readonly environment: Pick<SessionEnvironment, "clock" | "random">;
  /** Has an entry read. */
  readonly look: (entry: string) => void;
}

/**
 * Commands to an entry of which nobody had seen what became of them when the next one was sent there. They may be on their way still and
 * take effect after it, and the lock's word of that may get lost. So their entries are looked at for a while.
 */
export class OvertakenCommands {
  readonly #parts: OvertakenCommandsParts;
  /** By entries: the last command, until it is known what became of it. */
  readonly #open = new Map<string, SlotOperation>();
  /** By entries. */
  readonly #overtaken = new Map<string, Overtaken>();

  constructor(parts: OvertakenCommandsParts) {
    this.#parts = parts;
  }

  /** A numbered slot is written again by one code after another. What has a key of its own is found by that, or is gone with it. */
  sent(operation: SlotOperation): void {
    const { entry } = operation.slot;
    if (this.#parts.driver.profile.entryKey !== "slotNumber") return;
    const before = this.#open.get(entry);
    if (before) this.#watch(entry, before);
    this.#open.set(entry, operation);
  }

  /** It is known what became of the last command to the entry. */
  settled(entry: string): void {
    this.#open.delete(entry);
  }

  /** Whether such a command has brought what stands there. */
  explains(reading: SlotReading): boolean {
    const operations = this.#overtaken.get(reading.entry)?.operations ?? [];
    return operations.some(
      ({ step, slot }) => step !== "clear" && showsContent(slot, reading, this.#parts.driver),
    );
  }

  #watch(entry: string, operation: SlotOperation): void {
    const { clock } = this.#parts.environment;
    const known = this.#overtaken.get(entry);
    clock.clearTimeout(known?.timer);
    const others = (known?.operations ?? []).filter((other) => !isDeepStrictEqual(other, operation));
    const operations = [...others, operation];
    this.#lookAfter(firstLookMs, entry, operations, clock.now());
  }

  #lookAfter(pauseMs: number, entry: string, operations: readonly SlotOperation[], since: number): void {
    const { environment, look } = this.#parts;
    const { clock, random } = environment;
    const timer = clock.setTimeout(
      () => {
        if (clock.now() - since > afterlifeMs) {
          this.#overtaken.delete(entry);
          return;
        }
        look(entry);
        this.#lookAfter(2 * pauseMs, entry, operations, since);
      },
      Math.round(pauseMs * jitter(random)),
    );
    this.#overtaken.set(entry, { operations, since, timer });
  }
}
