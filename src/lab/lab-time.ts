import { formatInstant, parseDuration, parseInstant } from "../kernel/duration.ts";
import { Pacer } from "../kernel/pacer.ts";
import type { World } from "../kernel/world.ts";
import { invalidInput, RequestError } from "../lock/errors.ts";
import type { Store } from "../store/store.ts";
import type { LabOptions } from "./lab-options.ts";
import { liveClock } from "./live-clock.ts";

/** How far ahead, in virtual milliseconds, {@link LabTime.step} looks for an event. */
export const stepLimitMs = 366 * 24 * 3_600_000;

/** By a duration (`3h`, `PT72H`), or to an instant. */
export type TimeTarget = { readonly by: string } | { readonly to: string };

export interface LabTimeParts {
  readonly world: World;
  readonly store: Store;
  readonly options: LabOptions;
  /** A guest that answers for a lock, by its client id. */
  readonly answeringGuest: () => string | undefined;
}

/** The time of a lab: how it passes, and who may move it. */
export class LabTime {
  readonly mode: "virtual" | "paced" | "live";
  readonly #world: World;
  readonly #store: Store;
  readonly #answeringGuest: () => string | undefined;
  readonly #pacer: Pacer | undefined;

  constructor({ world, store, options, answeringGuest }: LabTimeParts) {
    const { mode = "virtual" } = options;
    this.mode = mode;
    this.#world = world;
    this.#store = store;
    this.#answeringGuest = answeringGuest;
    if (mode === "virtual") return;
    this.#pacer = new Pacer(world, {
      pace: options.pace ?? 1,
      since: mode === "live" ? liveClock(options).since : undefined,
      onFailure: options.onFailure ?? ((error) => process.emitWarning(String(error))),
    });
  }

  /** True where time follows the wall clock. */
  get isPaced(): boolean {
    return this.#pacer !== undefined;
  }

  /** ISO 8601. */
  get now(): string {
    return formatInstant(this.#instant);
  }

  /** How many seconds of the lab pass in a real one; 0 where time moves only when told. */
  get pace(): number {
    return this.#pacer?.pace ?? 0;
  }

  /** Throws a RequestError (`invalid_input`) in a virtual lab and in a live one. */
  setPace(pace: number): void {
    if (!this.#pacer) throw invalidInput("pace", "can only be set in a paced lab: this one is virtual");
    if (this.mode === "live") {
      throw invalidInput("pace", "cannot be changed in a live lab: others share its time");
    }
    this.#pacer.setPace(pace);
  }

  /**
   * Runs the world there, event by event. Rejects with a RequestError: `time_cannot_advance` where the time is not the lab's
   * own, `invalid_input` for a target that is none or has passed.
   */
  async advance(target: TimeTarget): Promise<void> {
    this.#checkMovable();
    // Read once: in a paced lab it would be later the next time.
    const now = this.#instant;
    const instant = instantOf(target, now);
    if (instant < now) throw invalidInput("to", `is in the past: it is ${formatInstant(now)}`);
    await this.#world.runUntil(instant);
    this.#store.noteWorldTime(this.#world.now);
  }

  /** Runs the next event and no more; false when nothing is planned within a year. */
  async step(): Promise<boolean> {
    const before = this.#world.eventCount;
    await this.#world.runWhile(() => this.#world.eventCount === before, stepLimitMs);
    return this.#world.eventCount > before;
  }

  /** In a virtual world lets time pass until the condition does not hold any more; in a paced one waits for that. */
  runWhile(condition: () => boolean, limitMs: number): Promise<void> {
    return this.#pacer ? this.#world.waitWhile(condition, limitMs) : this.#world.runWhile(condition, limitMs);
  }

  /** Lets go of the wall clock. */
  stop(): void {
    this.#pacer?.stop();
  }

  /** Milliseconds since the epoch. */
  get #instant(): number {
    return this.#pacer?.now ?? this.#world.now;
  }

  #checkMovable(): void {
    if (this.mode === "live") {
      throw new RequestError(
        "time_cannot_advance",
        "Time cannot be moved in a live lab: it is the wall clock's",
      );
    }
    const guest = this.#answeringGuest();
    if (guest !== undefined) {
      throw new RequestError(
        "time_cannot_advance",
        `Time cannot be moved while the guest "${guest}" answers for a lock: it lives on the wall clock`,
      );
    }
  }
}

function instantOf(target: TimeTarget, now: number): number {
  if ("to" in target) return instantField("to", target.to);
  try {
    return now + parseDuration(target.by);
  } catch (error) {
    throw invalidInput("by", wordsOf(error));
  }
}

/** Milliseconds since the epoch. Throws a RequestError that names the field. */
export function instantField(field: string, text: string): number {
  try {
    return parseInstant(text);
  } catch (error) {
    throw invalidInput(field, wordsOf(error));
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
