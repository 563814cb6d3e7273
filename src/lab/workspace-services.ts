import type { SeamServiceOptions } from "../access-codes/records.ts";
import type { EventObject } from "../access-codes/seam-objects.ts";
import { createSeamService, type SeamServiceParts } from "../access-codes/seam-service.ts";
import { createEventLog } from "../events/event-log.ts";
import type { Ids } from "../kernel/ports.ts";
import type { WorkspaceStore } from "../store/store.ts";
import { Deliveries, type PostMessage } from "../webhooks/deliveries.ts";
import { Webhooks } from "../webhooks/webhooks.ts";

/** All that runs for one workspace. */
export interface WorkspaceServices {
  readonly seam: SeamServiceParts;
  readonly webhooks: Webhooks;
  readonly deliveries: Deliveries;
}

export interface WorkspaceSetting extends Omit<SeamServiceOptions, "journal" | "events"> {
  /** Names webhooks and their messages, apart from everything else: a webhook more changes nothing in the world. */
  readonly messageIds: Ids;
  readonly store: WorkspaceStore;
  readonly secretBytes: (length: number) => Uint8Array;
  readonly post: PostMessage;
  /** Told of each of Seam's events when it is durable. */
  readonly onEvent: (event: EventObject) => void;
}

/** Composes the services of one workspace over its part of the store. */
export function createWorkspaceServices(setting: WorkspaceSetting): WorkspaceServices {
  const { store, clock, ids, messageIds, workspaceId, secretBytes, post, onEvent } = setting;
  const webhooks = new Webhooks({
    journal: store,
    clock,
    ids: messageIds,
    secretBytes,
    deleted: (webhookId) => deliveries.drop(webhookId),
  });
  const deliveries: Deliveries = new Deliveries({
    journal: store,
    clock,
    ids: messageIds,
    webhooks,
    post,
    bodyOf: (eventId) =>
      store.events.find({ eventIds: [eventId], order: "oldestFirst", limit: 1, offset: 0 })[0],
  });
  const events = createEventLog({
    clock,
    ids,
    workspaceId,
    store,
    appended: (event) => deliveries.enqueue(event),
  });
  events.subscribe(onEvent);
  return { seam: createSeamService({ ...setting, journal: store, events }), webhooks, deliveries };
}
