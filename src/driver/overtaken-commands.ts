import { isDeepStrictEqual } from "node:util";
import type { TimerHandle } from "../kernel/ports.ts";
import type { SlotReading } from "../lock/slot-value.ts";
import { showsContent } from "./classify.ts";
import { afterlifeMs } from "./entry-table.ts";
import type { LockDriver, Operation } from "./lock-driver.ts";
import { jitter, type SessionEnvironment } from "./session-environment.ts";

type SlotOperation = Extract<Operation, { type: "slot" }>;

/** The last command to an entry. */
interface Sent {
  readonly operation: SlotOperation;
  /** It is not known what became of it. */
  readonly isOpen: boolean;
  /** When the same was last sent before it was known what had become of it: the first may come yet, whatever became of the second. */
  readonly repeatedAt: number;
}

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
  /** By entries. */
  readonly #sent = new Map<string, Sent>();
  /** By entries. */
  readonly #overtaken = new Map<string, Overtaken>();

  constructor(parts: OvertakenCommandsParts) {
    this.#parts = parts;
  }

  /** A numbered slot is written again by one code after another. What has a key of its own is found by that, or is gone with it. */
  sent(operation: SlotOperation): void {
    const { entry } = operation.slot;
    if (this.#parts.driver.profile.entryKey !== "slotNumber") return;
    const now = this.#parts.environment.clock.now();
    const before = this.#sent.get(entry);
    const isRepeated = before !== undefined && isDeepStrictEqual(before.operation, operation);
    const repeatedAt = isRepeated ? before.repeatedAt : Number.NEGATIVE_INFINITY;
    this.#sent.set(entry, {
      operation,
      isOpen: true,
      repeatedAt: isRepeated && before.isOpen ? now : repeatedAt,
    });
    // The same, come late, brings what is wanted: its code's own attempts find it.
    if (!before || isRepeated) return;
    if (before.isOpen || now - before.repeatedAt <= afterlifeMs) this.#watch(entry, before.operation);
  }

  /** It is known what became of the last command to the entry. */
  settled(entry: string): void {
    const sent = this.#sent.get(entry);
    if (sent?.isOpen) this.#sent.set(entry, { ...sent, isOpen: false });
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
