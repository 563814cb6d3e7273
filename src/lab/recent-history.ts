import type { TraceEntry } from "../api/lab-control.ts";
import { formatInstant } from "../kernel/duration.ts";
import type { Trace } from "../kernel/trace.ts";
import type { Store } from "../store/store.ts";
import type { Topics } from "../wire/topics.ts";
import type { FleetLock } from "./fleet.ts";
import type { WireLog } from "./wire-log.ts";

/** How many lines tell what has happened. */
const linesShown = 50;
/** How many characters of a message's body are shown. */
const bodyShown = 200;

export interface RecentHistoryParts {
  readonly trace: Trace;
  readonly wireLog: WireLog;
  readonly store: Store;
  readonly topics: Topics;
  readonly fleet: readonly FleetLock[];
}

interface Happening {
  /** ISO 8601. */
  readonly at: string;
  readonly words: string;
}

/**
 * What has happened in a lab lately, for whoever must find out how something came about: faults and crashes, messages on the wire with
 * their PINs masked, Seam's events.
 */
export class RecentHistory {
  readonly #parts: RecentHistoryParts;
  /** The names of locks by what else they are called: their device ids. */
  readonly #names: ReadonlyMap<string, string>;

  constructor(parts: RecentHistoryParts) {
    this.#parts = parts;
    this.#names = new Map(parts.fleet.map(({ deviceId, name }) => [deviceId, name]));
  }

  /**
   * The last fifty lines, oldest first: an ISO instant, and what happened then. With a device id only what concerns that lock: what is
   * said of it, of its gateway, and of no lock or gateway at all.
   */
  lines(deviceId?: string): string[] {
    return [...this.#notes(deviceId), ...this.#messages(deviceId), ...this.#events(deviceId)]
      .sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)))
      .slice(-linesShown)
      .map(({ at, words }) => `${at} ${words}`);
  }

  #notes(deviceId: string | undefined): Happening[] {
    const concerns = this.#concerning(deviceId);
    return this.#parts.trace
      .lastNotes()
      .filter(({ text }) => concerns(text))
      .map(({ at, kind, text }) => ({ at: formatInstant(at), words: `${kind}: ${this.#withNames(text)}` }));
  }

  #messages(deviceId: string | undefined): Happening[] {
    const { topics, wireLog, fleet } = this.#parts;
    const lock = fleet.find((member) => member.deviceId === deviceId);
    return wireLog
      .read({ sees: (_vendor, gateway) => lock === undefined || gateway === lock.gateway })
      .filter(({ device_id }) => device_id === null || deviceId === undefined || device_id === deviceId)
      .flatMap((entry) => {
        const topic = topics.parse(entry.topic);
        if (!topic) return [];
        const whose = "device" in topic ? (this.#names.get(topic.device) ?? topic.device) : topic.gateway;
        return { at: entry.at, words: `${whose} ${topic.channel}: ${messageWords(entry.message)}` };
      });
  }

  #events(deviceId: string | undefined): Happening[] {
    const { store, fleet } = this.#parts;
    const workspaces = new Set(
      fleet
        .filter((lock) => deviceId === undefined || lock.deviceId === deviceId)
        .map(({ workspaceId }) => workspaceId),
    );
    return [...workspaces].flatMap((workspaceId) =>
      store
        .inWorkspace(workspaceId)
        .events.find({
          deviceIds: deviceId === undefined ? undefined : [deviceId],
          ...{ order: "newestFirst", limit: linesShown, offset: 0 },
        })
        .map((text) => JSON.parse(text))
        .reverse()
        .map(({ created_at, event_type, device_id, access_code_id }) => ({
          at: created_at,
          words: [this.#names.get(device_id), event_type, access_code_id].filter(Boolean).join(" "),
        })),
    );
  }

  /** Whether words are of a lock, or of what it depends on. */
  #concerning(deviceId: string | undefined): (words: string) => boolean {
    if (deviceId === undefined) return () => true;
    const own = new Set<string>();
    const others = new Set<string>();
    for (const lock of this.#parts.fleet) {
      const names = lock.deviceId === deviceId ? own : others;
      for (const name of [lock.deviceId, lock.name, lock.gateway]) names.add(name);
    }
    return (words) => {
      const named = words.split(/[^\w-]+/);
      return named.some((word) => own.has(word)) || !named.some((word) => others.has(word));
    };
  }

  #withNames(words: string): string {
    return words.replace(/[\w-]{36}/g, (id) => this.#names.get(id) ?? id);
  }
}

function messageWords(message: TraceEntry["message"]): string {
  if (typeof message !== "object" || message === null) return String(message);
  if (!("body" in message)) return shortened(message);
  const { type, ...body } = message.body as { readonly type: string };
  return `${type} ${shortened(body)}`;
}

function shortened(value: object): string {
  const text = JSON.stringify(value);
  return text.length > bodyShown ? `${text.slice(0, bodyShown)}...` : text;
}
