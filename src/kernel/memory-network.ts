import { MemoryLink } from "./memory-link.ts";
import type { MemoryStream } from "./memory-stream.ts";
import type { Random } from "./ports.ts";
import type { Trace } from "./trace.ts";
import type { WorldNode } from "./world-node.ts";

/** What the links between two nodes are like. Latencies are one way, drawn per chunk, whole milliseconds. */
export interface LinkConditions {
  readonly minMs: number;
  /** The mean of an exponential distribution that starts at `minMs`. Equal to `minMs`: always the same; 0: the next event. */
  readonly meanMs: number;
  /** Chance that a chunk arrives in two pieces. */
  readonly sliceChance?: number;
}

export interface NetworkParts {
  readonly node: (name: string) => WorldNode;
  readonly random: (name: string) => Random;
  readonly trace: Trace;
  readonly links?: LinkConditions;
}

interface Listener {
  readonly node: WorldNode;
  readonly onConnection: (stream: MemoryStream) => void;
}

const ordinaryConditions: LinkConditions = { minMs: 1, meanMs: 5 };

/**
 * TCP between the nodes of a world. Bytes in flight are events, so time never runs past them. What TCP can do to bytes can
 * happen here: they are late, sliced, stopped by a reader that does not read, or the link is reset, refused or silent.
 * They are never lost singly, doubled or reordered.
 */
export class MemoryNetwork {
  readonly #parts: NetworkParts;
  readonly #listeners = new Map<string, Listener>();
  readonly #links = new Set<MemoryLink>();
  readonly #cut = new Set<string>();
  readonly #silenced = new Set<string>();
  readonly #conditions = new Map<string, LinkConditions>();

  constructor(parts: NetworkParts) {
    this.#parts = parts;
  }

  /** Accepts connections on a node, until it crashes or {@link unlisten}. */
  listen(nodeName: string, onConnection: (stream: MemoryStream) => void): void {
    this.#listeners.set(nodeName, { node: this.#parts.node(nodeName), onConnection });
  }

  unlisten(nodeName: string): void {
    this.#listeners.delete(nodeName);
  }

  /**
   * Connects one node to another. What is written before the other side accepts is delivered after it; a refusal is an
   * `error` with the code `ECONNREFUSED`.
   */
  connect(fromNode: string, toNode: string): MemoryStream {
    const { node, random, trace } = this.#parts;
    const link = new MemoryLink({
      nodes: [node(fromNode), node(toNode)],
      randoms: [random(`network/${fromNode}>${toNode}`), random(`network/${toNode}>${fromNode}`)],
      trace,
      conditions: () => this.#conditionsBetween(fromNode, toNode),
      isSilenced: () => this.#silenced.has(pair(fromNode, toNode)),
      onGone: (gone) => this.#links.delete(gone),
    });
    this.#links.add(link);
    link.connect(() => {
      const listener = this.#listeners.get(toNode);
      return this.#cut.has(pair(fromNode, toNode)) ? undefined : listener?.onConnection;
    });
    return link.clientEnd;
  }

  /** Resets the links between two nodes and refuses new ones until {@link restore}. */
  cut(oneNode: string, otherNode: string): void {
    this.#cut.add(pair(oneNode, otherNode));
    this.#reset((link) => link.connects(oneNode, otherNode));
  }

  /** Lets bytes between two nodes vanish without a sign, also those of new connections, until {@link restore}. */
  silence(oneNode: string, otherNode: string): void {
    this.#silenced.add(pair(oneNode, otherNode));
  }

  /** Ends what {@link cut} and {@link silence} began. A link that lost bytes to silence is reset: TCP cannot go on from there. */
  restore(oneNode: string, otherNode: string): void {
    this.#cut.delete(pair(oneNode, otherNode));
    this.#silenced.delete(pair(oneNode, otherNode));
    this.#reset((link) => link.hasLostBytes && link.connects(oneNode, otherNode));
  }

  /** Sets what links between two nodes are like, from the next chunk on; `undefined`: as all others. */
  setConditions(oneNode: string, otherNode: string, conditions: LinkConditions | undefined): void {
    if (conditions) this.#conditions.set(pair(oneNode, otherNode), conditions);
    else this.#conditions.delete(pair(oneNode, otherNode));
  }

  /** Resets all links of a node. New ones are accepted. */
  resetNode(nodeName: string): void {
    this.#reset((link) => link.touches(nodeName));
  }

  /** How many links stand or are being made. */
  get linkCount(): number {
    return this.#links.size;
  }

  /** For the world, when a node crashes: its ends go without a word. */
  dropNode(node: WorldNode): void {
    if (this.#listeners.get(node.name)?.node === node) this.#listeners.delete(node.name);
    for (const link of [...this.#links]) link.dropNode(node);
  }

  /** For the world, when it ends. */
  close(): void {
    this.#listeners.clear();
    for (const link of [...this.#links]) link.drop();
  }

  #reset(concerns: (link: MemoryLink) => boolean): void {
    for (const link of [...this.#links]) if (concerns(link)) link.reset();
  }

  #conditionsBetween(oneNode: string, otherNode: string): LinkConditions {
    return this.#conditions.get(pair(oneNode, otherNode)) ?? this.#parts.links ?? ordinaryConditions;
  }
}

/** The same for both directions. */
const pair = (one: string, other: string): string => (one < other ? `${one}\n${other}` : `${other}\n${one}`);
