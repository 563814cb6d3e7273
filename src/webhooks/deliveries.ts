import type { Journal, Table } from "../access-codes/ports.ts";
import { Alarms } from "../access-codes/schedule.ts";
import type { EventObject } from "../access-codes/seam-objects.ts";
import type { Clock, Ids } from "../kernel/ports.ts";
import { messageAgeMaxMs, nextAttemptAt } from "./retry-schedule.ts";
import type { WebhookRow } from "./webhooks.ts";

/** One event that one webhook has not taken yet. */
export interface DeliveryRow {
  /** The same at every attempt, so that a receiver can tell that it has seen the message. */
  readonly messageId: string;
  readonly webhookId: string;
  readonly eventId: string;
  /** Messages of one lane are sent one after the other, in the order of their events. */
  readonly lane: string;
  readonly failedAttempts: number;
  /** Milliseconds since the epoch. */
  readonly dueAt: number;
  readonly createdAt: number;
}

export interface OutgoingMessage {
  readonly messageId: string;
  readonly url: string;
  readonly secret: string;
  /** JSON. */
  readonly body: string;
}

/** What became of an attempt. `hung`: the receiver let all the time pass that it was given. */
export type AttemptResult = "taken" | "refused" | "hung";

/** Posts a message over HTTP. `done` is called once, as an event of whoever asked, and never if that one has crashed. */
export type PostMessage = (message: OutgoingMessage, done: (result: AttemptResult) => void) => void;

export interface DeliveriesOptions {
  readonly journal: Pick<Journal, "collection" | "transaction" | "afterCommit">;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly webhooks: {
    find(webhookId: string): WebhookRow | undefined;
    wanting(eventType: string): readonly WebhookRow[];
  };
  /** The event as JSON; `undefined` if it is no more. */
  readonly bodyOf: (eventId: string) => string | undefined;
  readonly post: PostMessage;
}

/** How many messages are on their way to one webhook at once. */
const inFlightMax = 8;

/** What is known of a webhook while the process lives. */
interface Receiver {
  inFlight: number;
  /** Lanes that are due and wait for another to come back. */
  readonly waiting: Set<string>;
  /**
   * It has hung: until then it is left alone, and then asked with one message at a time, so that one that never answers
   * does not hang once for every message.
   */
  restsUntil: number;
  isHanging: boolean;
}

/**
 * Sends events to the webhooks that want them. A message is written down in the unit of work of its event and goes when it
 * was taken, or has been tried as often as the schedule says. What a crash interrupts is sent again with the same id.
 */
export class Deliveries {
  readonly #options: DeliveriesOptions;
  readonly #rows: Table<DeliveryRow>;
  readonly #alarms: Alarms;
  readonly #receivers = new Map<string, Receiver>();
  readonly #busyLanes = new Set<string>();

  constructor(options: DeliveriesOptions) {
    this.#options = options;
    this.#rows = options.journal.collection<DeliveryRow>("deliveries", {
      id: ({ messageId }) => messageId,
      indexes: { lane: ({ lane }) => lane, webhook: ({ webhookId }) => webhookId },
    });
    this.#alarms = new Alarms(options.clock, (lane) => this.#due(lane));
  }

  /** Takes an event down for every webhook that wants it. Called in the event's unit of work. */
  enqueue(event: EventObject): void {
    const { webhooks, ids, clock, journal } = this.#options;
    for (const { webhookId } of webhooks.wanting(event.event_type)) {
      const now = clock.now();
      const lane = `${webhookId} ${subjectOf(event)}`;
      this.#rows.save({
        messageId: `msg_${ids.uuid()}`,
        webhookId,
        eventId: event.event_id,
        lane,
        failedAttempts: 0,
        dueAt: now,
        createdAt: now,
      });
      journal.afterCommit(() => this.#arm(lane));
    }
  }

  /** Forgets what a webhook that goes has not taken. */
  drop(webhookId: string): void {
    for (const { messageId } of this.#rows.where("webhook", webhookId)) this.#rows.delete(messageId);
  }

  /** After a start: sends what has not been taken yet. */
  resume(): void {
    for (const lane of new Set([...this.#rows.all()].map((row) => row.lane))) this.#arm(lane);
  }

  /** Stops sending. What is due waits for the next {@link resume}. */
  rest(): void {
    this.#alarms.clear();
  }

  /** Wakes the lane when its first message is due. */
  #arm(lane: string): void {
    if (this.#busyLanes.has(lane)) return;
    const head = this.#headOf(lane);
    this.#alarms.set(
      lane,
      head && Math.max(head.dueAt, this.#receiver(head.webhookId).restsUntil, this.#options.clock.now()),
    );
  }

  #due(lane: string): void {
    const head = this.#headOf(lane);
    if (!head || this.#busyLanes.has(lane)) return;
    const receiver = this.#receiver(head.webhookId);
    if (receiver.restsUntil > this.#options.clock.now()) {
      this.#arm(lane);
    } else if (receiver.inFlight < roomOf(receiver)) {
      this.#attempt(lane, head);
    } else {
      receiver.waiting.add(lane);
    }
  }

  #attempt(lane: string, { messageId, webhookId, eventId }: DeliveryRow): void {
    const webhook = this.#options.webhooks.find(webhookId);
    const body = this.#options.bodyOf(eventId);
    if (!webhook || body === undefined) {
      this.#rows.delete(messageId);
      this.#options.journal.afterCommit(() => this.#arm(lane));
      return;
    }
    this.#busyLanes.add(lane);
    this.#receiver(webhookId).inFlight++;
    const { url, secret } = webhook;
    this.#options.post({ messageId, url, secret, body }, (result) =>
      this.#options.journal.transaction(() => this.#answered(lane, messageId, webhookId, result)),
    );
  }

  #answered(lane: string, messageId: string, webhookId: string, result: AttemptResult): void {
    const { clock, journal } = this.#options;
    const receiver = this.#receiver(webhookId);
    this.#busyLanes.delete(lane);
    receiver.inFlight--;
    const row = this.#rows.get(messageId);
    if (row) this.#note(row, result);
    receiver.isHanging = result === "hung";
    if (receiver.isHanging) receiver.restsUntil = this.#rows.get(messageId)?.dueAt ?? clock.now();
    // While it hangs there is no room, and who waited for some waits for the end of its rest instead.
    const freed = [...receiver.waiting].slice(
      0,
      receiver.isHanging ? undefined : roomOf(receiver) - receiver.inFlight,
    );
    for (const waiting of freed) receiver.waiting.delete(waiting);
    journal.afterCommit(() => {
      for (const armed of [lane, ...freed]) this.#arm(armed);
    });
  }

  #note(row: DeliveryRow, result: AttemptResult): void {
    const now = this.#options.clock.now();
    const failedAttempts = row.failedAttempts + 1;
    const dueAt = result === "taken" ? undefined : nextAttemptAt(failedAttempts, now);
    if (dueAt === undefined) this.#rows.delete(row.messageId);
    else this.#rows.save({ ...row, failedAttempts, dueAt });
  }

  /** The lane's first message that is not too old. */
  #headOf(lane: string): DeliveryRow | undefined {
    const now = this.#options.clock.now();
    return this.#rows.where("lane", lane).find((row) => {
      if (now - row.createdAt <= messageAgeMaxMs) return true;
      this.#rows.delete(row.messageId);
      return false;
    });
  }

  #receiver(webhookId: string): Receiver {
    const known = this.#receivers.get(webhookId);
    if (known) return known;
    const receiver: Receiver = { inFlight: 0, waiting: new Set(), restsUntil: 0, isHanging: false };
    this.#receivers.set(webhookId, receiver);
    return receiver;
  }
}

const roomOf = ({ isHanging }: Receiver): number => (isHanging ? 1 : inFlightMax);

/** What an event is about: events of one access code keep their order, and so do those of one device. */
const subjectOf = (event: EventObject): string =>
  String(event["access_code_id"] ?? event["device_id"] ?? event["connected_account_id"] ?? "");
