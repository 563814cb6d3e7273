import { MemoryStream, type StreamLink } from "./memory-stream.ts";
import type { ConnectError, LinkConditions, Way } from "./memory-way.ts";
import type { Random } from "./ports.ts";
import type { Trace } from "./trace.ts";
import type { WorldNode } from "./world-node.ts";

interface LinkParts {
  /** Who connects, and whom it connects to. */
  readonly nodes: readonly [client: WorldNode, server: WorldNode];
  /** What each of them draws latencies from. */
  readonly randoms: readonly [client: Random, server: Random];
  /** How bytes travel, from each of them to the other. */
  readonly ways: readonly [client: Way, server: Way];
  readonly trace: Trace;
  readonly onGone: (link: MemoryLink) => void;
}

/** Bytes in flight and unread that stop a writer: about a socket's buffers. */
const ordinaryWindowBytes = 64 * 1024;
/** How long a refusal or the reset after a crash takes to be noticed. */
const noticeMs = 1;
/** Assumed: how long a client's system tries to connect before it says that nobody answers. */
const connectPatienceMs = 20_000;

/** One of the two ends, and what flows towards the other. */
interface Side {
  readonly node: WorldNode;
  readonly random: Random;
  readonly stream: MemoryStream;
  readonly way: Way;
  /** The instant of the last delivery towards the other side. None is earlier, whatever latency is drawn. */
  lastDeliveryAt: number;
  /** Until when the way is taken by what was sent before, where it carries only so much. */
  busyUntil: number;
  /** Deliveries that a stalled way holds back, oldest first. */
  readonly heldBack: (() => void)[];
  /** Whether the link is reset as soon as the next bytes have arrived. */
  resetsAfterNext: boolean;
  /** Whether silence has swallowed bytes, after which nothing sensible can follow. */
  hasLostBytes: boolean;
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

  constructor(parts: LinkParts) {
    this.#parts = parts;
    this.#client = this.#side(0);
    this.#server = this.#side(1);
  }

  get clientEnd(): MemoryStream {
    return this.#client.stream;
  }

  /** Whether silence on this way has swallowed bytes of the link. */
  hasLostBytesOn(way: Way): boolean {
    return this.#sideOn(way)?.hasLostBytes === true;
  }

  /** Delivers what a stalled way has held back. */
  release(way: Way): void {
    for (const deliver of this.#sideOn(way)?.heldBack.splice(0) ?? []) deliver();
  }

  /** Resets the link when the next bytes on this way have arrived and been read. */
  resetAfterNext(way: Way): void {
    const side = this.#sideOn(way);
    if (side) side.resetsAfterNext = true;
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
    if (this.#swallows(this.#client)) return;
    this.#deliver(this.#client, () => {
      const { refusesWith } = this.#client.way.now;
      const onConnection = accept();
      if (!onConnection || refusesWith) {
        this.#refuse(refusesWith ?? "ECONNREFUSED");
        return;
      }
      this.#server.isInUse = true;
      onConnection(this.#server.stream);
    });
  }

  #refuse(code: ConnectError): void {
    this.#break();
    this.#fail(this.#client, code, code === "ETIMEDOUT" ? connectPatienceMs : noticeMs);
    this.#fail(this.#server, code, noticeMs);
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
      way: this.#parts.ways[index],
      lastDeliveryAt: 0,
      busyUntil: 0,
      heldBack: [],
      resetsAfterNext: false,
      hasLostBytes: false,
      bytesInFlight: 0,
      isInUse: index === 0,
      blocked: undefined,
    };
    return side;
  }

  #sideOn(way: Way): Side | undefined {
    return [this.#client, this.#server].find((side) => side.way === way);
  }

  #other(side: Side): Side {
    return side === this.#client ? this.#server : this.#client;
  }

  #send(from: Side, chunk: Buffer, accepted: () => void): void {
    if (this.#broken || this.#swallows(from)) {
      accepted();
      return;
    }
    const to = this.#other(from);
    for (const piece of slice(chunk, from)) {
      from.bytesInFlight += piece.length;
      this.#deliver(from, () => this.#arrive(from, to, piece), piece.length);
    }
    const { windowBytes = ordinaryWindowBytes } = from.way.now;
    if (from.bytesInFlight + to.stream.readableLength > windowBytes) from.blocked = accepted;
    else accepted();
  }

  #arrive(from: Side, to: Side, piece: Buffer): void {
    from.bytesInFlight -= piece.length;
    if (to.stream.destroyed) return;
    this.#parts.trace.noteBytes(`link ${from.node.name}>${to.node.name}`, piece);
    // The next event of the node: what it answers to these bytes is on its way by then, and lost.
    if (from.resetsAfterNext) to.node.clock.setTimeout(() => this.reset(), 0);
    to.stream.push(piece);
  }

  /** The reader has made room: the writer goes on, if it waited. */
  #unblock(writer: Side): void {
    const accepted = writer.blocked;
    if (!accepted || this.#broken) return;
    writer.blocked = undefined;
    writer.node.clock.setTimeout(accepted, this.#other(writer).way.now.minMs);
  }

  #finish(side: Side): void {
    if (this.#broken || this.#swallows(side)) return;
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
    if (this.#swallows(side)) return;
    this.#deliver(side, () => {
      if (other.stream.destroyed) return;
      if (!other.stream.readableEnded) other.stream.push(null);
      other.node.clock.setTimeout(() => other.stream.destroy(), 0);
    });
  }

  /** Has something happen at the other side, after everything that was sent there before. */
  #deliver(from: Side, arrive: () => void, bytes = 0): void {
    const { now: conditions } = from.way;
    if (conditions.isStalled) {
      from.heldBack.push(() => this.#deliver(from, arrive, bytes));
      return;
    }
    const to = this.#other(from);
    const now = to.node.clock.now();
    const sentAt = conditions.bytesPerSecond === undefined ? now : sentWhole(from, now, bytes);
    const at = Math.max(sentAt + latencyMs(conditions, from.random), from.lastDeliveryAt);
    from.lastDeliveryAt = at;
    to.node.clock.setTimeout(() => {
      if (!this.#broken) arrive();
    }, at - now);
  }

  #swallows(from: Side): boolean {
    if (!from.way.now.isSilent) return false;
    from.hasLostBytes = true;
    return true;
  }

  #fail(side: Side, code: string, afterMs: number): void {
    if (!side.isInUse) {
      silently(side.stream);
      return;
    }
    const doing = code === "ECONNRESET" ? "read" : "connect";
    side.node.clock.setTimeout(() => {
      side.stream.destroy(systemError(`${doing} ${code}`, code));
    }, afterMs);
  }

  #break(): void {
    if (this.#broken) return;
    this.#broken = true;
    this.#parts.onGone(this);
  }
}

/**
 * As a socket fails: without a stack, which would be the world's own. A stream asks its error for the stack, and to make one takes as long
 * as the rest of what happens when a link breaks.
 */
function systemError(message: string, code: string): Error {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const error = Object.assign(new Error(message), { code });
  Error.stackTraceLimit = stackTraceLimit;
  return error;
}

/** Destroys a stream whose owner is dead: nobody hears of it. */
function silently(stream: MemoryStream): void {
  stream.removeAllListeners();
  // Without a listener an error that is already on its way would be thrown.
  stream.on("error", () => {});
  stream.destroy();
}

/** The pieces in which a chunk arrives. */
function slice(chunk: Buffer, { way, random }: Side): Buffer[] {
  const { sliceChance = 0, slicePiecesMax = 2 } = way.now;
  if (sliceChance === 0 || chunk.length < 2 || !random.chance(sliceChance)) return [chunk];
  const pieces: Buffer[] = [];
  let rest = chunk;
  while (pieces.length < slicePiecesMax - 1 && rest.length > 1) {
    const at = random.int(1, rest.length - 1);
    pieces.push(rest.subarray(0, at));
    rest = rest.subarray(at);
  }
  return [...pieces, rest];
}

/** The instant at which the last of so many bytes has left, on a way that carries only so much. */
function sentWhole(side: Side, now: number, bytes: number): number {
  const { bytesPerSecond = Number.POSITIVE_INFINITY } = side.way.now;
  side.busyUntil = Math.max(side.busyUntil, now) + Math.ceil((bytes * 1000) / bytesPerSecond);
  return side.busyUntil;
}

function latencyMs(conditions: LinkConditions, random: Random): number {
  const { minMs, meanMs, maxMs = Number.POSITIVE_INFINITY } = conditions;
  if (meanMs <= minMs) return minMs;
  return Math.min(maxMs, minMs + Math.round(-(meanMs - minMs) * Math.log(1 - random.float())));
}
