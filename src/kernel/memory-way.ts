/** What links between two nodes are like. Latencies are one way, drawn per chunk, whole milliseconds. */
export interface LinkConditions {
  readonly minMs: number;
  /** The mean of an exponential distribution that starts at `minMs`. Equal to `minMs`: always the same; 0: the next event. */
  readonly meanMs: number;
  /** No draw is longer than this. Without a bound unless told. */
  readonly maxMs?: number;
  /** Chance that a chunk arrives in pieces. */
  readonly sliceChance?: number;
  /** In how many pieces at most: 2 unless told. */
  readonly slicePiecesMax?: number;
  /** How much the way carries. Without a bound unless told. */
  readonly bytesPerSecond?: number;
  /** Bytes in flight and unread that stop a writer. About a socket's buffers unless told. */
  readonly windowBytes?: number;
}

export const connectErrors = ["ECONNREFUSED", "ENOTFOUND", "ETIMEDOUT"] as const;

/** How a connection that is not made fails: nobody listens, nobody has the name, nobody answers. */
export type ConnectError = (typeof connectErrors)[number];

/** What is wrong with the way from one node to another: other conditions than usual, or worse. */
export interface WayTrouble extends Partial<LinkConditions> {
  /** Bytes vanish without a sign. */
  readonly isSilent?: boolean;
  /** Bytes wait until the trouble is over, and then come in a burst. */
  readonly isStalled?: boolean;
  /** New connections fail. */
  readonly refusesWith?: ConnectError;
}

/** The way from one node to another. Its links read it anew for every chunk. */
export class Way {
  /** The usual conditions and all troubles in one. Where two speak of the same, the one that came last holds. */
  now: LinkConditions & WayTrouble;
  readonly #usual: LinkConditions;
  readonly #troubles = new Map<string, WayTrouble>();

  constructor(usual: LinkConditions) {
    this.#usual = usual;
    this.now = usual;
  }

  /** Begins the trouble of that name, or ends it. */
  set(name: string, trouble: WayTrouble | undefined): void {
    this.#troubles.delete(name);
    if (trouble) this.#troubles.set(name, trouble);
    this.now = Object.assign({}, this.#usual, ...this.#troubles.values());
  }
}
