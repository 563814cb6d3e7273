import type { Readable } from "node:stream";
import memoryPersistence from "aedes-persistence";

/** What a broker knows of before when it starts again. */
export interface Kept {
  readonly keepsRetained: boolean;
  readonly keepsSessions: boolean;
}

interface Packet {
  readonly topic: string;
  readonly payload: Buffer;
}

/** As much of aedes-persistence as is used here; a broker uses the rest. */
interface Persistence {
  createRetainedStreamCombi(patterns: readonly string[]): Readable;
  storeRetained(packet: Packet): Promise<void>;
  outgoingEnqueueCombi(subscribers: readonly { readonly clientId: string }[], packet: Packet): Promise<void>;
}

// The package's types say that its factory is a property of what it exports; it is what it exports.
const newPersistence = memoryPersistence as unknown as () => Persistence;

/** What a broker remembers: retained messages, sessions, and what waits for clients that are away. In memory. */
export class BrokerMemory {
  readonly persistence = newPersistence();
  /** How many brokers it has served. */
  brokerCount = 0;
  readonly #connected = new Set<string>();
  /** How many messages wait for a client that is away, counted for those whose queue has a limit. */
  readonly #waiting = new Map<string, number>();
  readonly #limits = new Map<string, number>();

  constructor() {
    const { persistence } = this;
    const enqueue = persistence.outgoingEnqueueCombi.bind(persistence);
    persistence.outgoingEnqueueCombi = (subscribers, packet) => {
      const admitted =
        this.#limits.size === 0
          ? subscribers
          : subscribers.filter(({ clientId }) => this.#admitsTo(clientId));
      return enqueue(admitted, packet);
    };
  }

  clientCame(clientId: string): void {
    this.#connected.add(clientId);
    this.#waiting.delete(clientId);
  }

  clientWent(clientId: string): void {
    this.#connected.delete(clientId);
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
    for (const [clientId, limit] of this.#limits) next.limitQueue(clientId, limit);
    if (keepsRetained === keepsSessions) return next;
    for await (const packet of this.persistence.createRetainedStreamCombi(["#"])) {
      // A retained message without a payload is one that is forgotten.
      await next.persistence.storeRetained(keepsRetained ? packet : { ...packet, payload: Buffer.alloc(0) });
    }
    return next;
  }

  #admitsTo(clientId: string): boolean {
    const limit = this.#limits.get(clientId);
    if (limit === undefined || this.#connected.has(clientId)) return true;
    const waiting = this.#waiting.get(clientId) ?? 0;
    if (waiting >= limit) return false;
    this.#waiting.set(clientId, waiting + 1);
    return true;
  }
}
