import type { EventLog, NewEvent } from "../access-codes/ports.ts";
import { instant } from "../access-codes/requests.ts";
import type { EventObject } from "../access-codes/seam-objects.ts";
import type { ListEvents } from "../access-codes/service.ts";
import type { Clock, Ids } from "../kernel/ports.ts";
import type { EventQuery, EventStore } from "./event-store.ts";

/** How many events a list has unless the request says otherwise (Seam's docs, events/list). */
const listLimit = 500;

export interface EventLogOptions {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly workspaceId: string;
  /** Called with each event in its own unit of work. */
  readonly appended?: (event: EventObject) => void;
  readonly store: {
    readonly events: EventStore;
    afterCommit(followUp: () => void): void;
  };
}

/** An event log that can also be listened to. */
export interface LiveEventLog extends EventLog {
  /** Calls back with each event once it is durable. Returns what ends the calls. */
  subscribe(listener: (event: EventObject) => void): () => void;
}

/** The log of Seam's events over the store's table. */
export function createEventLog(options: EventLogOptions): LiveEventLog {
  const { clock, ids, workspaceId, appended, store } = options;
  const listeners = new Set<(event: EventObject) => void>();

  const find = (query: EventQuery): EventObject[] =>
    store.events.find(query).map((text) => JSON.parse(text) as EventObject);

  return {
    append(happening: NewEvent) {
      const createdAt = clock.now();
      const time = new Date(createdAt).toISOString();
      const event: EventObject = {
        ...happening,
        event_id: ids.uuid(),
        workspace_id: workspaceId,
        created_at: time,
        occurred_at: time,
      };
      store.events.append({
        eventId: event.event_id,
        eventType: event.event_type,
        createdAt,
        deviceId: happening.device_id,
        accessCodeId: happening.access_code_id,
        connectedAccountId: happening.connected_account_id,
        event,
      });
      appended?.(event);
      store.afterCommit(() => {
        for (const listener of listeners) listener(event);
      });
    },

    get: ({ event_id, event_type, device_id }) =>
      find({
        eventIds: listed(event_id),
        eventTypes: listed(event_type),
        deviceIds: listed(device_id),
        order: "newestFirst",
        limit: 1,
        offset: 0,
      })[0],

    list: (query) =>
      find({
        ...timesOf(query),
        eventIds: query.event_ids,
        eventTypes: both(query.event_type, query.event_types),
        deviceIds: both(query.device_id, query.device_ids),
        accessCodeIds: both(query.access_code_id, query.access_code_ids),
        connectedAccountIds: both(query.connected_account_id, query.connected_account_ids),
        order: "oldestFirst",
        limit: query.limit ?? listLimit,
        offset: query.unstable_offset ?? 0,
      }),

    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const listed = (one: string | undefined): readonly string[] | undefined =>
  one === undefined ? undefined : [one];

/** What satisfies the single value and the list, where both are given. */
const both = (one: string | undefined, many: readonly string[] | undefined): readonly string[] | undefined =>
  one === undefined ? many : many && !many.includes(one) ? [] : [one];

/** `since` includes its instant; `between` excludes both of its (@seamapi/types@1.490.0, events/list). */
function timesOf({ since, between }: ListEvents): Pick<EventQuery, "since" | "after" | "before"> {
  return {
    since: since === undefined ? undefined : instant("since", since),
    after: between && instant("between", between[0]),
    before: between && instant("between", between[1]),
  };
}
