import type { Readable } from "node:stream";
import memoryPersistence from "aedes-persistence";
import { queuedMax } from "./limits.ts";
import { RetainedLedger } from "./retained-ledger.ts";

/** What a broker knows of before when it starts again. */
export interface Kept {
  readonly keepsRetained: boolean;
  readonly keepsSessions: boolean;
}

interface Session {
  readonly id: string;
}

interface Packet {
  readonly topic: string;
  readonly payload: Buffer;
}

/** As much of aedes-persistence as is used here; a broker uses the rest. */
interface Persistence {
  createRetainedStreamCombi(patterns: readonly string[]): Readable;
  storeRetained(packet: Packet): Promise<void>;
  addSubscriptions(session: Session, subscriptions: readonly { readonly topic: string }[]): Promise<void>;
  cleanSubscriptions(session: Session): Promise<void>;
  outgoingStream(session: Session): Readable;
  outgoingEnqueueCombi(subscribers: readonly { readonly clientId: string }[], packet: Packet): Promise<void>;
  outgoingUpdate(session: Session, packet: Packet): Promise<void>;
  outgoingClearMessageId(session: Session, packet: Packet): Promise<Packet | undefined>;
}

// The package's types say that its factory is a property of what it exports; it is what it exports.
const newPersistence = memoryPersistence as unknown as () => Persistence;

/** What a broker remembers: retained messages, sessions, and what waits for clients that are away. In memory. */
export class BrokerMemory {
  readonly persistence = newPersistence();
  /** How many brokers it has served. */
  brokerCount = 0;
  /** What the accounts have had retained. */
  ledger = new RetainedLedger();
  /** Whether a session may have a filter. aedes would have it remember those too that it is about to deny. */
  mayListen: (clientId: string, filter: string) => boolean = () => true;
  /** The filters of each client. */
  readonly #filters = new Map<string, Set<string>>();
  readonly #connected = new Set<string>();
  /** How many messages each session still has to acknowledge. */
  readonly #queued = new Map<string, number>();
  /** How many messages wait for a client that is away, counted for those whose queue has a limit of its own. */
  readonly #waiting = new Map<string, number>();
  readonly #limits = new Map<string, number>();

  constructor() {
    const { persistence } = this;
    const addSubscriptions = persistence.addSubscriptions.bind(persistence);
    persistence.addSubscriptions = (session, subscriptions) =>
      addSubscriptions(
        session,
        subscriptions.filter(({ topic }) => this.mayListen(session.id, topic)),
      );
    const forget = persistence.cleanSubscriptions.bind(persistence);
    persistence.cleanSubscriptions = (session) => {
      this.#filters.delete(session.id);
      return forget(session);
    };
    const enqueue = persistence.outgoingEnqueueCombi.bind(persistence);
    persistence.outgoingEnqueueCombi = (subscribers, packet) =>
      enqueue(
        subscribers.filter(({ clientId }) => this.#admitsTo(clientId)),
        packet,
      );
    const clear = persistence.outgoingClearMessageId.bind(persistence);
    persistence.outgoingClearMessageId = async (session, packet) => {
      const cleared = await clear(session, packet);
      if (cleared) this.#queued.set(session.id, (this.#queued.get(session.id) ?? 1) - 1);
      return cleared;
    };
  }

  clientCame(clientId: string): void {
    this.#connected.add(clientId);
    this.#waiting.delete(clientId);
  }

  clientWent(clientId: string): void {
    this.#connected.delete(clientId);
  }

  /** Notes that a client listens to a filter, unless it listens to `max` others already: then false. */
  noteFilter(clientId: string, filter: string, max: number): boolean {
    const filters = this.#filters.get(clientId) ?? new Set();
    if (filters.size >= max && !filters.has(filter)) return false;
    this.#filters.set(clientId, filters.add(filter));
    return true;
  }

  /** The client does not listen to these any more. */
  dropFilters(clientId: string, dropped: readonly string[]): void {
    const filters = this.#filters.get(clientId);
    for (const filter of dropped) filters?.delete(filter);
    if (filters?.size === 0) this.#filters.delete(clientId);
  }

  /** Keeps only so many messages for a client that is away, from now on; `undefined`: any number. */
  limitQueue(clientId: string, limit: number | undefined): void {
    if (limit === undefined) this.#limits.delete(clientId);
    else this.#limits.set(clientId, limit);
  }

  /** What is left to the next broker. This one must not be used any more. */
  async leave({ keepsRetained, keepsSessions }: Kept): Promise<BrokerMemory> {
    this.#connected.clear();
    if (keepsRetained && keepsSessions) return this;
    const next = keepsSessions ? this : new BrokerMemory();
    next.ledger = keepsRetained ? this.ledger : new RetainedLedger();
    for (const [clientId, limit] of this.#limits) next.limitQueue(clientId, limit);
    if (keepsRetained === keepsSessions) return next;
    for await (const packet of this.persistence.createRetainedStreamCombi(["#"])) {
      // A retained message without a payload is one that is forgotten.
      await next.persistence.storeRetained(keepsRetained ? packet : { ...packet, payload: Buffer.alloc(0) });
    }
    return next;
  }

  #admitsTo(clientId: string): boolean {
    const queued = this.#queued.get(clientId) ?? 0;
    const isAdmitted = queued < queuedMax && this.#admitsWhileAway(clientId);
    if (isAdmitted) this.#queued.set(clientId, queued + 1);
    return isAdmitted;
  }

  #admitsWhileAway(clientId: string): boolean {
    const limit = this.#limits.get(clientId);
    if (limit === undefined || this.#connected.has(clientId)) return true;
    const waiting = this.#waiting.get(clientId) ?? 0;
    if (waiting >= limit) return false;
    this.#waiting.set(clientId, waiting + 1);
    return true;
  }
}
