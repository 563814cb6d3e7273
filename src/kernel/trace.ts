import { createHash } from "node:crypto";
import { currentNode } from "./inside.ts";
import { Ring } from "./ring.ts";

/** How many lines a trace remembers as text. */
const linesKept = 1000;
/** Bytes collected before the hash is fed: feeding it line by line costs more than hashing. */
const batchBytes = 64 * 1024;

/** What was noted in words: when, in milliseconds since the epoch, and what. */
export interface TraceNote {
  readonly at: number;
  readonly kind: string;
  readonly text: string;
}

/**
 * What happened in a world, line by line: `virtualMs|node|kind|text`. The digest covers everything that was ever noted;
 * the text of the last lines only is kept. What is noted must not contain a PIN.
 */
export class Trace {
  readonly #now: () => number;
  readonly #hash = createHash("sha256");
  readonly #batch = Buffer.allocUnsafe(batchBytes);
  #batchLength = 0;
  readonly #lines = new Ring<string>(linesKept);
  readonly #notes = new Ring<TraceNote>(linesKept);
  #lineCount = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** How many lines and byte strings have been noted. */
  get lineCount(): number {
    return this.#lineCount;
  }

  note(kind: string, text: string): void {
    const at = this.#now();
    const line = `${at}|${currentNode()?.name ?? "-"}|${kind}|${text}`;
    this.#lines.push(line);
    this.#notes.push({ at, kind, text });
    this.#lineCount++;
    this.#feedText(`${line}\n`);
  }

  /** For the digest only: bytes on a link carry PINs, and there are many of them. */
  noteBytes(kind: string, bytes: Uint8Array): void {
    const header = `${this.#now()}|${currentNode()?.name ?? "-"}|${kind}|${bytes.length} bytes`;
    this.#lines.push(header);
    this.#lineCount++;
    this.#feedText(`${header}\n`);
    this.#feedBytes(bytes);
  }

  /** The last lines, oldest first, at most {@link linesKept}. */
  lastLines(count = linesKept): string[] {
    return [...this.#lines].slice(-count);
  }

  /** What was last noted in words, oldest first, at most {@link linesKept}: what went over links is left out. */
  lastNotes(): TraceNote[] {
    return [...this.#notes];
  }

  /** SHA-256 over everything noted so far, in hexadecimal. */
  get digest(): string {
    this.#flush();
    return this.#hash.copy().digest("hex");
  }

  #feedText(text: string): void {
    // UTF-8 takes at most three bytes for a UTF-16 unit.
    if (text.length * 3 > batchBytes - this.#batchLength) this.#flush();
    if (text.length * 3 > batchBytes) this.#hash.update(text);
    else this.#batchLength += this.#batch.write(text, this.#batchLength);
  }

  #feedBytes(bytes: Uint8Array): void {
    if (bytes.length > batchBytes - this.#batchLength) this.#flush();
    if (bytes.length > batchBytes) {
      this.#hash.update(bytes);
    } else {
      this.#batch.set(bytes, this.#batchLength);
      this.#batchLength += bytes.length;
    }
  }

  #flush(): void {
    this.#hash.update(this.#batch.subarray(0, this.#batchLength));
    this.#batchLength = 0;
  }
}
