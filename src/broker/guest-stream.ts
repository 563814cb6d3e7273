import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { runOutside } from "../kernel/inside.ts";
import { realGlobals } from "../kernel/real-globals.ts";

/**
 * A guest's TCP connection as the broker sees it: a stream of the world. The socket stays outside, in real time; what it
 * says becomes events of the world, what the broker says goes out at once.
 */
export class GuestStream extends Duplex {
  readonly remoteAddress: string;
  readonly #socket: Socket;
  #silence: NodeJS.Timeout | undefined;

  constructor(socket: Socket) {
    super({ allowHalfOpen: false });
    this.#socket = socket;
    this.remoteAddress = socket.remoteAddress ?? "";
  }

  /** Ends the connection when nothing has been heard for so long, in real milliseconds. */
  limitSilence(limitMs: number): void {
    runOutside(() => {
      this.#silence = realGlobals.setTimeout(() => this.#socket.destroy(), limitMs).unref();
      this.#socket.on("data", () => this.#silence?.refresh());
    });
  }

  override _read(): void {
    runOutside(() => this.#socket.resume());
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#send(chunk, done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    runOutside(() => this.#socket.end());
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    runOutside(() => {
      realGlobals.clearTimeout(this.#silence);
      // Who is thrown out is not waited for: it may never read what is still to be sent.
      if (error) this.#socket.destroy();
      else this.#socket.destroySoon();
    });
    done(error);
  }

  #send(bytes: Buffer, done: () => void): void {
    const hasRoom = runOutside(() => this.#socket.write(bytes));
    if (hasRoom) done();
    else this.#waiting = done;
  }

  #waiting: (() => void) | undefined;

  /** The socket has room again. Called as an event of the world. */
  drained(): void {
    const done = this.#waiting;
    this.#waiting = undefined;
    done?.();
  }
}
