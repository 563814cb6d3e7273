/** Troubles that most vendors have a word for. */
export const troubles = [
  /** The vendor's cloud has an error of its own, as a 5xx. */
  "serverError",
  /** Too many commands. */
  "rateLimited",
  /** Whoever asks may not: a token that has expired or was revoked. */
  "unauthorized",
  /** The hub or the lock is at another job. */
  "busy",
  /** The lock does not answer its hub. */
  "notAnswering",
] as const;

export type Trouble = (typeof troubles)[number];

/** What the way to a vendor's locks, or the lock itself, may be made of, as far as faults ask. */
export type Part =
  /** A cloud of the vendor's that keeps a list of the codes and sends events. */
  | "cloud"
  /** A radio between a hub and the lock: the simulator sends its frames through `LockPorts.radio`. */
  | "radio"
  /** Schedules that the lock keeps by its own clock. */
  | "schedules";

/** What can go wrong with a vendor's locks, as data. The shared kinds of fault read it. */
export interface Frailties {
  readonly parts: readonly Part[];
  /** How the vendor words a trouble: a key of its refusals. One without a word cannot be said in this vendor's language. */
  readonly words: Readonly<Partial<Record<Trouble, string>>>;
  /** True: the vendor calls a lock offline that its hub cannot reach. Others know only whether the hub is there. */
  readonly tellsLostLocks?: boolean;
  /** The conditions that are the vendor's own, with what happens in one sentence. Its locks implement them. */
  readonly conditions: Readonly<Record<string, string>>;
}

/** A lock with nothing to it but what all have in common. */
export const noFrailties: Frailties = { parts: [], words: {}, conditions: {} };
