import type { Body } from "../wire/envelope.ts";

/**
 * How the suite speaks to a vendor's lock: the same few things in the vendor's own words. Entries are numbered from 1 and are
 * the suite's: where the lock assigns keys, the hands learn which key stands for which entry.
 */
export interface SimulatorHands {
  /** The commands that bring a PIN into an entry. The last of them takes effect. */
  load(entry: number, pin: string): readonly Body[];
  clear(entry: number): Body;
  read(entry: number): Body;
  /**
   * Whether the answer to {@link read} shows this PIN on the keypad, or as much of it as the vendor shows. Never true while
   * the code is still on its way.
   */
  shows(answer: Body | undefined, entry: number, pin: string): boolean;
  isRefusal(answer: Body | undefined): boolean;
  /** Whether this state says that the lock stands open; where it says so with the word `unlocked`, there is nothing to add. */
  showsUnlocked?(state: Body): boolean;
  /** Takes in what was answered to a command about the entry, or how its job ended. */
  learn?(entry: number, answer: Body): void;
  /** The PIN that the lock has made for the entry, where it makes them. */
  pinOf?(entry: number): string | undefined;
  /** The job that the answer promises to do; `undefined`: it is done, or refused. */
  jobIn?(answer: Body): string | undefined;
  /** Whether the event tells the end of the job. */
  endsJob?(event: Body, job: string): boolean;
}

/** What the suite has to know of a family before it can lay hands on it. */
export interface SimulatorSubject {
  /** The PIN lengths that a lock without options takes. */
  readonly pinLengths: readonly number[];
  /** Whether a PIN of such a length is one that the lock takes; all are, unless it says so. */
  readonly takesPin?: (pin: string) => boolean;
  /** Options for a lock whose table holds this many codes. */
  readonly table: (capacity: number) => Readonly<Record<string, unknown>>;
  /** A key of the vendor's refusals, for a fault that refuses. */
  readonly someRefusal: string;
  /** Hands that know nothing yet: each bench gets its own. `now`: the bench's clock, for vendors whose commands carry the time. */
  readonly hands: (now: () => number) => SimulatorHands;
}
