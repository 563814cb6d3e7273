/** How long a run is quiet, in real milliseconds, and how long between two signs of life after that. */
const quietMs = 1000;
const pipedMs = 10_000;

/** Tells on a stream how far a long run has come: in place on a terminal, line by line elsewhere. */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #what: string;
  #saidAt = performance.now();
  #isShown = false;

  constructor(stream: NodeJS.WriteStream, what: string) {
    this.#stream = stream;
    this.#what = what;
  }

  /** `where`: how far it has come, in a few words. */
  at(where: string): void {
    const now = performance.now();
    if (now - this.#saidAt < (this.#stream.isTTY ? quietMs : pipedMs)) return;
    this.#saidAt = now;
    const text = `${this.#what}: ${where}`;
    if (this.#stream.isTTY) {
      this.#stream.write(`\r${text}\x1b[K`);
      this.#isShown = true;
    } else this.#stream.write(`${text}\n`);
  }

  /** Leaves the terminal as it was. */
  end(): void {
    if (this.#isShown) this.#stream.write("\r\x1b[K");
  }
}
