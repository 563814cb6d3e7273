import type { Clock, TimerHandle } from "../kernel/ports.ts";
import { isWanted, type Situation } from "./plan.ts";
import { lateStart } from "./projection.ts";
import { placeAt, removingDelayMs, settingDelayedAt } from "./timing.ts";

/** The next instant at which something about the code changes by itself; `undefined` when nothing does. */
export function nextDeadline(situation: Situation): number | undefined {
  const { row, profile, now } = situation;
  const deadlines = row.removal
    ? [row.removal.since + removingDelayMs]
    : [
        placeAt(row, profile),
        row.startsAt,
        row.endsAt,
        lateStart(situation),
        isWanted(situation) && row.announced === "nothing" ? settingDelayedAt(row) : undefined,
      ];
  return deadlines
    .filter((instant) => typeof instant === "number" && instant > now)
    .reduce<number | undefined>(
      (earliest, instant) => Math.min(earliest ?? Number.POSITIVE_INFINITY, instant as number),
      undefined,
    );
}

/**
 * One alarm for each access code. An alarm only wakes: what is due, the rows say. So one that rings for nothing does no
 * harm, and all of them can be set again from the rows after a restart.
 */
export class Alarms {
  readonly #clock: Clock;
  readonly #ring: (id: string) => void;
  readonly #set = new Map<string, { readonly at: number; readonly timer: TimerHandle }>();

  constructor(clock: Clock, ring: (id: string) => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Replaces the alarm of `id`; `undefined` takes it away. */
  set(id: string, at: number | undefined): void {
    const known = this.#set.get(id);
    if (known?.at === at) return;
    this.#clock.clearTimeout(known?.timer);
    this.#set.delete(id);
    if (at === undefined) return;
    const timer = this.#clock.setTimeout(
      () => {
        this.#set.delete(id);
        this.#ring(id);
      },
      Math.max(0, at - this.#clock.now()),
    );
    this.#set.set(id, { at, timer });
  }

  /** Silences all alarms, as when the service is taken down. */
  clear(): void {
    for (const { timer } of this.#set.values()) this.#clock.clearTimeout(timer);
    this.#set.clear();
  }
}
