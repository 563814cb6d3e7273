import { Duplex } from "node:stream";

/** What a stream asks of the link that it is an end of. */
export interface StreamLink {
  /** Sends a chunk that nobody changes any more; `accepted` is called when there is room for the next one. */
  send(chunk: Buffer, accepted: () => void): void;
  /** The reader wants more. */
  wanted(): void;
  /** Nothing more will be written. */
  finished(): void;
  /** The end is gone, in whatever way. */
  gone(): void;
}

/** One end of a link, as a socket: `net.Socket`'s methods that MQTT software calls are there and do nothing. */
export class MemoryStream extends Duplex {
  readonly remoteAddress: string;
  readonly #link: StreamLink;

  constructor(link: StreamLink, remoteAddress: string) {
    super({ allowHalfOpen: false });
    this.#link = link;
    this.remoteAddress = remoteAddress;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  override _read(): void {
    this.#link.wanted();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    // A copy: the writer may use its buffer again while the bytes are in flight.
    this.#link.send(Buffer.from(chunk), done);
  }

  /** What was written while corked (mqtt-packet writes a packet in pieces) travels as one chunk. */
  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#link.send(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#link.finished();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#link.gone();
    done(error);
  }
}
