import type { Lab } from "../lab/lab.ts";
import { LabRequestError } from "../lab/lab-request-error.ts";
import type { Cast, SeamObject } from "./cast.ts";

/** One line of what happened. */
export interface TimelineEntry {
  /** Virtual milliseconds since the scenario's beginning. */
  readonly atMs: number;
  /** Whether the scenario did it, the service reported it, a fault acted, or something was looked at. */
  readonly kind: "step" | "event" | "fault" | "check" | "failure";
  readonly text: string;
}

/** How many firings of one fault on one subject are told. */
const firingsShown = 3;

const faultWords: Readonly<Record<string, string>> = {
  "fault.fired": "acts",
  "fault.healed": "is over",
  "fault.rested": "rests",
};

/** What has happened in a scenario, in its order. Holds no PIN. */
export class Timeline {
  readonly entries: TimelineEntry[] = [];
  readonly #lab: Lab;
  readonly #cast: Cast;
  readonly #startMs: number;
  readonly #seenEvents = new Set<string>();
  /** How often each fault has acted on each of its subjects. */
  readonly #firings = new Map<string, number>();

  constructor(lab: Lab, cast: Cast) {
    this.#lab = lab;
    this.#cast = cast;
    this.#startMs = Date.parse(lab.now);
  }

  /** Virtual milliseconds since the beginning. */
  get elapsedMs(): number {
    return Date.parse(this.#lab.now) - this.#startMs;
  }

  note(kind: TimelineEntry["kind"], text: string): void {
    this.entries.push({ atMs: this.elapsedMs, kind, text });
  }

  /** Fetches the events that the service has written since the last time. */
  async collectEvents(): Promise<void> {
    let events: readonly SeamObject[];
    try {
      const since = new Date(this.#startMs).toISOString();
      ({ events } = await this.#lab.request("/events/list", { since }));
    } catch (error) {
      // The service is down: it will tell when it is up again.
      if (error instanceof LabRequestError && error.status === 503) return;
      throw error;
    }
    for (const event of events) {
      if (this.#seenEvents.has(event.event_id)) continue;
      this.#seenEvents.add(event.event_id);
      const atMs = Date.parse(event.occurred_at) - this.#startMs;
      this.entries.push({ atMs, kind: "event", text: this.#describe(event) });
    }
    // What happened while a step was under way is fetched when it is over.
    this.entries.sort((a, b) => a.atMs - b.atMs);
  }

  /** What the fault engine notes: each fault's first firings, and its end. */
  noteFault(kind: string, text: string): void {
    if (kind === "fault.injected") return;
    if (kind === "fault.fired") {
      const times = (this.#firings.get(text) ?? 0) + 1;
      this.#firings.set(text, times);
      if (times > firingsShown) return;
    }
    const words = this.#cast.withNames(text);
    this.note("fault", `${words} ${faultWords[kind] ?? kind}`);
  }

  /** Whether a fault of this kind has acted. */
  hasFired(kind: string): boolean {
    return [...this.#firings.keys()].some((text) => text === kind || text.startsWith(`${kind} `));
  }

  #describe({ event_type, access_code_id, device_id }: SeamObject): string {
    const who =
      (access_code_id === undefined ? undefined : this.#cast.nameOf(access_code_id)) ??
      this.#cast.nameOf(device_id);
    return who === undefined ? event_type : `${who}: ${event_type.replace(/^access_code\./, "")}`;
  }
}
