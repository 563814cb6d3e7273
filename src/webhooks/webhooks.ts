import type { Journal, Table } from "../access-codes/ports.ts";
import { eventTypes } from "../events/event-types.ts";
import type { Clock, Ids } from "../kernel/ports.ts";
import { RequestError } from "../lock/errors.ts";

/** What a webhook hears of every type of event by. */
const everything = "*";

export interface WebhookRow {
  readonly webhookId: string;
  readonly url: string;
  /** Types of events, or `*` alone for all. */
  readonly eventTypes: readonly string[];
  /** What deliveries are signed with: `whsec_` and base64, as Svix writes it. */
  readonly secret: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** Seam's object (@seamapi/types@1.490.0). */
export interface WebhookObject {
  readonly webhook_id: string;
  readonly url: string;
  readonly event_types: readonly string[];
  readonly secret: string;
}

/** What the API asks of a workspace's webhooks. Every method throws a RequestError, and then nothing has changed. */
export interface WebhookDesk {
  create(input: { url: string; event_types?: readonly string[] }): WebhookObject;
  get(input: { webhook_id: string }): WebhookObject;
  list(): readonly WebhookObject[];
  update(input: { webhook_id: string; event_types: readonly string[] }): void;
  delete(input: { webhook_id: string }): void;
}

export interface WebhooksOptions {
  readonly journal: Pick<Journal, "collection" | "transaction">;
  readonly clock: Pick<Clock, "now">;
  readonly ids: Ids;
  /** Bytes for the secrets. */
  readonly secretBytes: (length: number) => Uint8Array;
  /** Called in the unit of work in which a webhook goes. */
  readonly deleted: (webhookId: string) => void;
}

/** How long a secret is. Svix takes 24 to 64 bytes. */
const secretLength = 24;

/** Where a workspace wants its events sent. */
export class Webhooks implements WebhookDesk {
  readonly #options: WebhooksOptions;
  readonly #rows: Table<WebhookRow>;

  constructor(options: WebhooksOptions) {
    this.#options = options;
    this.#rows = options.journal.collection<WebhookRow>("webhooks", { id: ({ webhookId }) => webhookId });
  }

  find(webhookId: string): WebhookRow | undefined {
    return this.#rows.get(webhookId);
  }

  /** Those that are to hear of events of the type. */
  wanting(eventType: string): readonly WebhookRow[] {
    return [...this.#rows.all()].filter(
      ({ eventTypes: wanted }) => wanted.includes(everything) || wanted.includes(eventType),
    );
  }

  create: WebhookDesk["create"] = ({ url, event_types = [everything] }) => {
    checkEventTypes(event_types);
    const { clock, ids, secretBytes } = this.#options;
    const row: WebhookRow = {
      webhookId: ids.uuid(),
      url,
      eventTypes: event_types,
      secret: `whsec_${Buffer.from(secretBytes(secretLength)).toString("base64")}`,
      createdAt: clock.now(),
    };
    this.#rows.save(row);
    return webhookObject(row);
  };

  get: WebhookDesk["get"] = ({ webhook_id }) => webhookObject(this.#row(webhook_id));

  list: WebhookDesk["list"] = () => [...this.#rows.all()].map(webhookObject);

  update: WebhookDesk["update"] = ({ webhook_id, event_types }) => {
    checkEventTypes(event_types);
    this.#rows.save({ ...this.#row(webhook_id), eventTypes: event_types });
  };

  delete: WebhookDesk["delete"] = ({ webhook_id }) =>
    this.#options.journal.transaction(() => {
      const { webhookId } = this.#row(webhook_id);
      this.#rows.delete(webhookId);
      this.#options.deleted(webhookId);
    });

  /** Throws a RequestError (`webhook_not_found`). */
  #row(webhookId: string): WebhookRow {
    const row = this.#rows.get(webhookId);
    if (!row) throw new RequestError("webhook_not_found", "Webhook not found");
    return row;
  }
}

function checkEventTypes(wanted: readonly string[]): void {
  const isAll = wanted.length === 1 && wanted[0] === everything;
  const unknown = wanted.find((type) => !(eventTypes as readonly string[]).includes(type));
  if (isAll || unknown === undefined) return;
  throw new RequestError(
    "invalid_event_types",
    `${JSON.stringify(unknown)} is no type of event. Allowed: "*" alone, or types such as "access_code.set_on_device"`,
  );
}

const webhookObject = ({ webhookId, url, eventTypes: wanted, secret }: WebhookRow): WebhookObject => ({
  webhook_id: webhookId,
  url,
  event_types: wanted,
  secret,
});
