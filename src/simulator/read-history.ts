import type { Body } from "../wire/envelope.ts";
import type { Verdict } from "./behaviour.ts";

/** A command that changes nothing, and the way to judge it at any time. */
export interface Read {
  readonly command: Body;
  readonly judge: () => Verdict;
}

interface Told {
  readonly at: number;
  readonly reply: Body;
}

/** How many answers are remembered of one read. */
const toldMax = 200;

/**
 * What a lock's reads were answered with, so that an answer can be one of a while ago. Reads are re-judged whenever the lock
 * changes, so that what is remembered is what was true then, asked or not.
 */
export class ReadHistory {
  readonly #now: () => number;
  /** The last read of each name, while nothing is remembered; every read that differs, from then on. */
  readonly #judges = new Map<string, () => Verdict>();
  readonly #last = new Map<string, Read>();
  readonly #told = new Map<string, Told[]>();
  #recordings = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Remembers from now on, until the returned function is called. */
  record(): () => void {
    this.#recordings++;
    if (this.#recordings === 1) for (const read of this.#last.values()) this.#add(read);
    return () => {
      this.#recordings--;
      if (this.#recordings > 0) return;
      this.#judges.clear();
      this.#told.clear();
    };
  }

  /** A read came by. */
  noteRead(read: Read): void {
    this.#last.set(read.command.type, read);
    if (this.#recordings > 0) this.#add(read);
  }

  /** The lock has changed. */
  changed(): void {
    if (this.#recordings === 0) return;
    for (const [key, judge] of this.#judges) this.#remember(key, judge);
  }

  /** What the read was answered with so long ago, or the oldest answer that is known. */
  asOf(command: Body, ageMs: number): Body | undefined {
    const told = this.#told.get(keyOf(command)) ?? [];
    return (told.findLast(({ at }) => at <= this.#now() - ageMs) ?? told[0])?.reply;
  }

  #add({ command, judge }: Read): void {
    const key = keyOf(command);
    if (this.#judges.has(key)) return;
    this.#judges.set(key, judge);
    this.#remember(key, judge);
  }

  #remember(key: string, judge: () => Verdict): void {
    const { reply } = judge();
    if (!reply) return;
    const told = this.#told.get(key) ?? [];
    told.push({ at: this.#now(), reply });
    if (told.length > toldMax) told.shift();
    this.#told.set(key, told);
  }
}

const keyOf = (command: Body): string => JSON.stringify(command);
