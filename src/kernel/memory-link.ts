import type { LinkConditions } from "./memory-network.ts";
import { MemoryStream, type StreamLink } from "./memory-stream.ts";
import type { Random } from "./ports.ts";
import type { Trace } from "./trace.ts";
import type { WorldNode } from "./world-node.ts";

interface LinkParts {
  /** Who connects, and whom it connects to. */
  readonly nodes: readonly [client: WorldNode, server: WorldNode];
  /** What each of them draws latencies from. */
  readonly randoms: readonly [client: Random, server: Random];
  readonly trace: Trace;
  readonly conditions: () => LinkConditions;
  readonly isSilenced: () => boolean;
  readonly onGone: (link: MemoryLink) => void;
}

/** Bytes in flight and unread that stop a writer: about a socket's buffers. */
const windowBytes = 64 * 1024;
/** How long a refusal or the reset after a crash takes to be noticed. */
const noticeMs = 1;

/** One of the two ends, and what flows towards the other. */
interface Side {
  readonly node: WorldNode;
  readonly random: Random;
  readonly stream: MemoryStream;
  /** The instant of the last delivery towards the other side. None is earlier, whatever latency is drawn. */
  lastDeliveryAt: number;
  /** Sent and not yet handed to the other end's buffer. */
  bytesInFlight: number;
  /** Whether somebody has the stream, and hears what happens to it. */
  isInUse: boolean;
  /** The writer's callback, while the window is full. */
  blocked: (() => void) | undefined;
}

/** A TCP-like connection between two nodes. */
export class MemoryLink {
  readonly #parts: LinkParts;
  readonly #client: Side;
  readonly #server: Side;
  #broken = false;
  #lostBytes = false;

  constructor(parts: LinkParts) {
    this.#parts = parts;
    this.#client = this.#side(0);
    this.#server = this.#side(1);
  }

  get clientEnd(): MemoryStream {
    return this.#client.stream;
  }

  /** Whether silence has swallowed bytes, after which nothing sensible can follow. */
  get hasLostBytes(): boolean {
    return this.#lostBytes;
  }

  connects(oneNode: string, otherNode: string): boolean {
    const [client, server] = this.#parts.nodes;
    return (
      (client.name === oneNode && server.name === otherNode) ||
      (client.name === otherNode && server.name === oneNode)
    );
  }

  touches(nodeName: string): boolean {
    return this.#parts.nodes.some((node) => node.name === nodeName);
  }

  /** Knocks at the server. `accept` says, when the knock arrives, who opens. */
  connect(accept: () => ((stream: MemoryStream) => void) | undefined): void {
    if (this.#swallows()) return;
    this.#deliver(this.#client, () => {
      const onConnection = accept();
      if (!onConnection) {
        this.#refuse();
        return;
      }
      this.#server.isInUse = true;
      onConnection(this.#server.stream);
    });
  }

  #refuse(): void {
    this.#break();
    this.#fail(this.#client, "ECONNREFUSED", noticeMs);
    this.#fail(this.#server, "ECONNREFUSED", noticeMs);
  }

  /** Breaks the link: both ends get `ECONNRESET`, and what is in flight is lost. */
  reset(): void {
    if (this.#broken) return;
    this.#break();
    this.#fail(this.#client, "ECONNRESET", 0);
    this.#fail(this.#server, "ECONNRESET", 0);
  }

  /** If an end is on this node, it goes silently and the other is reset a millisecond later. */
  dropNode(node: WorldNode): void {
    const dead = [this.#client, this.#server].filter((side) => side.node === node);
    if (dead.length === 0 || this.#broken) return;
    this.#break();
    for (const side of [this.#client, this.#server]) {
      if (side.node === node) silently(side.stream);
      else this.#fail(side, "ECONNRESET", noticeMs);
    }
  }

  /** Ends the link without telling anybody. */
  drop(): void {
    this.#break();
    silently(this.#client.stream);
    silently(this.#server.stream);
  }

  #side(index: 0 | 1): Side {
    const node = this.#parts.nodes[index];
    const peer = this.#parts.nodes[index === 0 ? 1 : 0];
    const link: StreamLink = {
      send: (chunk, accepted) => this.#send(side, chunk, accepted),
      wanted: () => this.#unblock(this.#other(side)),
      finished: () => this.#finish(side),
      gone: () => this.#leave(side),
    };
    const side: Side = {
      node,
      random: this.#parts.randoms[index],
      stream: new MemoryStream(link, peer.name),
      lastDeliveryAt: 0,
      bytesInFlight: 0,
      isInUse: index === 0,
      blocked: undefined,
    };
    return side;
  }

  #other(side: Side): Side {
    return side === this.#client ? this.#server : this.#client;
  }

  #send(from: Side, chunk: Buffer, accepted: () => void): void {
    if (this.#broken || this.#swallows()) {
      accepted();
      return;
    }
    const to = this.#other(from);
    for (const piece of this.#slice(chunk, from.random)) {
      from.bytesInFlight += piece.length;
      this.#deliver(from, () => {
        from.bytesInFlight -= piece.length;
        if (to.stream.destroyed) return;
        this.#parts.trace.noteBytes(`link ${from.node.name}>${to.node.name}`, piece);
        to.stream.push(piece);
      });
    }
    if (from.bytesInFlight + to.stream.readableLength > windowBytes) from.blocked = accepted;
    else accepted();
  }

  #slice(chunk: Buffer, random: Random): Buffer[] {
    const { sliceChance = 0 } = this.#parts.conditions();
    if (sliceChance === 0 || chunk.length < 2 || !random.chance(sliceChance)) return [chunk];
    const at = random.int(1, chunk.length - 1);
    return [chunk.subarray(0, at), chunk.subarray(at)];
  }

  /** The reader has made room: the writer goes on, if it waited. */
  #unblock(writer: Side): void {
    const accepted = writer.blocked;
    if (!accepted || this.#broken) return;
    writer.blocked = undefined;
    writer.node.clock.setTimeout(accepted, this.#parts.conditions().minMs);
  }

  #finish(side: Side): void {
    if (this.#broken || this.#swallows()) return;
    const other = this.#other(side);
    this.#deliver(side, () => {
      if (!other.stream.destroyed) other.stream.push(null);
    });
  }

  /** One end is gone: the other follows, after what was sent before. A half-closed end would look like a slow reader. */
  #leave(side: Side): void {
    if (this.#broken) return;
    const other = this.#other(side);
    if (other.stream.destroyed) {
      this.#break();
      return;
    }
    side.blocked = undefined;
    if (this.#swallows()) return;
    this.#deliver(side, () => {
      if (other.stream.destroyed) return;
      if (!other.stream.readableEnded) other.stream.push(null);
      other.node.clock.setTimeout(() => other.stream.destroy(), 0);
    });
  }

  /** Has something happen at the other side, after everything that was sent there before. */
  #deliver(from: Side, arrive: () => void): void {
    const to = this.#other(from);
    const now = to.node.clock.now();
    const at = Math.max(now + latencyMs(this.#parts.conditions(), from.random), from.lastDeliveryAt);
    from.lastDeliveryAt = at;
    to.node.clock.setTimeout(() => {
      if (!this.#broken) arrive();
    }, at - now);
  }

  #swallows(): boolean {
    if (!this.#parts.isSilenced()) return false;
    this.#lostBytes = true;
    return true;
  }

  #fail(side: Side, code: string, afterMs: number): void {
    if (!side.isInUse) {
      silently(side.stream);
      return;
    }
    const doing = code === "ECONNREFUSED" ? "connect" : "read";
    side.node.clock.setTimeout(() => {
      side.stream.destroy(Object.assign(new Error(`${doing} ${code}`), { code }));
    }, afterMs);
  }

  #break(): void {
    if (this.#broken) return;
    this.#broken = true;
    this.#parts.onGone(this);
  }
}

/** Destroys a stream whose owner is dead: nobody hears of it. */
function silently(stream: MemoryStream): void {
  stream.removeAllListeners();
  // Without a listener an error that is already on its way would be thrown.
  stream.on("error", () => {});
  stream.destroy();
}

function latencyMs({ minMs, meanMs }: LinkConditions, random: Random): number {
  if (meanMs <= minMs) return minMs;
  return minMs + Math.round(-(meanMs - minMs) * Math.log(1 - random.float()));
}
