import { MemoryLink } from "./memory-link.ts";
import type { MemoryStream } from "./memory-stream.ts";
import { type LinkConditions, Way, type WayTrouble } from "./memory-way.ts";
import type { Random } from "./ports.ts";
import type { Trace } from "./trace.ts";
import type { WorldNode } from "./world-node.ts";

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

/** The name of a trouble that nobody has given one. */
const ordinaryTrouble = "trouble";

/**
 * TCP between the nodes of a world. Bytes in flight are events, so time never runs past them. What TCP can do to bytes can
 * happen here: they are late, sliced, stopped by a reader that does not read, or the link is reset, refused, stalled or
 * silent. They are never lost singly, doubled or reordered.
 */
export class MemoryNetwork {
  readonly #parts: NetworkParts;
  readonly #listeners = new Map<string, Listener>();
  readonly #links = new Set<MemoryLink>();
  readonly #ways = new Map<string, Way>();

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
   * `error` with the code `ECONNREFUSED`, or what a trouble on the way says.
   */
  connect(fromNode: string, toNode: string): MemoryStream {
    const { node, random, trace } = this.#parts;
    const link = new MemoryLink({
      nodes: [node(fromNode), node(toNode)],
      randoms: [random(`network/${fromNode}>${toNode}`), random(`network/${toNode}>${fromNode}`)],
      ways: [this.#way(fromNode, toNode), this.#way(toNode, fromNode)],
      trace,
      onGone: (gone) => this.#links.delete(gone),
    });
    this.#links.add(link);
    link.connect(() => this.#listeners.get(toNode)?.onConnection);
    return link.clientEnd;
  }

  /**
   * Begins a trouble on the way from one node to another, or ends it (`undefined`). Troubles of different names add up. A
   * link that has lost bytes is reset when the silence is over: TCP cannot go on from there.
   */
  setTrouble(fromNode: string, toNode: string, name: string, trouble: WayTrouble | undefined): void {
    const way = this.#way(fromNode, toNode);
    way.set(name, trouble);
    if (!way.now.isSilent) this.#reset((link) => link.hasLostBytesOn(way));
    if (!way.now.isStalled) for (const link of [...this.#links]) link.release(way);
  }

  /** Resets the links between two nodes and refuses new ones until {@link restore}. `name`: as in {@link setTrouble}. */
  cut(oneNode: string, otherNode: string, name = ordinaryTrouble): void {
    this.#setBothWays(oneNode, otherNode, name, { refusesWith: "ECONNREFUSED" });
    this.reset(oneNode, otherNode);
  }

  /** Lets bytes between two nodes vanish without a sign, also those of new connections, until {@link restore}. */
  silence(oneNode: string, otherNode: string, name = ordinaryTrouble): void {
    this.#setBothWays(oneNode, otherNode, name, { isSilent: true });
  }

  /** Ends what {@link cut} or {@link silence} began. */
  restore(oneNode: string, otherNode: string, name = ordinaryTrouble): void {
    this.#setBothWays(oneNode, otherNode, name, undefined);
  }

  /** Resets the links between two nodes. New ones are accepted. */
  reset(oneNode: string, otherNode: string): void {
    this.#reset((link) => link.connects(oneNode, otherNode));
  }

  /** Resets all links of a node. New ones are accepted. */
  resetNode(nodeName: string): void {
    this.#reset((link) => link.touches(nodeName));
  }

  /**
   * Resets the links from one node to another as soon as the next bytes on that way have arrived and been read: what the
   * reader answers to them is lost.
   */
  resetAfterNext(fromNode: string, toNode: string): void {
    const way = this.#way(fromNode, toNode);
    for (const link of this.#links) link.resetAfterNext(way);
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

  #setBothWays(oneNode: string, otherNode: string, name: string, trouble: WayTrouble | undefined): void {
    this.setTrouble(oneNode, otherNode, name, trouble);
    this.setTrouble(otherNode, oneNode, name, trouble);
  }

  #reset(concerns: (link: MemoryLink) => boolean): void {
    for (const link of [...this.#links]) if (concerns(link)) link.reset();
  }

  #way(fromNode: string, toNode: string): Way {
    const key = `${fromNode}\n${toNode}`;
    let way = this.#ways.get(key);
    if (!way) {
      way = new Way(this.#parts.links ?? ordinaryConditions);
      this.#ways.set(key, way);
    }
    return way;
  }
}
