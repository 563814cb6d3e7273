import type { Placement } from "../driver/programmer.ts";

/** A PIN that the service has wanted on a door at some time. */
export interface Claim {
  readonly pin: string;
  /** The access codes that have wanted it. */
  readonly codeIds: Set<string>;
  /** Whether the service has ever set out to put it there. */
  wasPlaced: boolean;
  /** Since when no code wants it there; `undefined` while one does. In milliseconds since the epoch. */
  unwantedSince: number | undefined;
  /** Since when the lock has earlier times of it than it is wanted for now; `undefined`: it has none. */
  earlySince: number | undefined;
  /** Whether any code has ever been in its time with it. */
  wasWanted: boolean;
  /** Whether it has opened the door while it was wanted. */
  hasOpened: boolean;
  /** Since when it has not opened the door though it should, after it had. */
  missingSince: number | undefined;
  /** Since when it has been due without a break, and no code has said why it is not there. */
  dueSince: number | undefined;
}

/** A PIN that hands other than ours have put into a door's table. */
export interface OthersPin {
  readonly addedAt: number;
  /** The slot in which a look has found it; `undefined` before. */
  slot: number | undefined;
  /** Nobody can tell whose it is: it is left alone, and may stay or go. */
  isDisputed: boolean;
  /** Their hands are known to have made the entry, whatever a fault has made of its PIN since. */
  readonly wasMade: boolean;
}

/** How many access codes' events are remembered after they are over, so that one that comes late is noticed. */
const endedMax = 200;

/** What an oracle remembers of one door from look to look. */
export class DoorLedger {
  readonly claims = new Map<string, Claim>();
  readonly others = new Map<string, OthersPin>();
  /** The placements whose entry was not known to be empty at the last look, and whether they were to stay. */
  seen: ReadonlyMap<string, Placement["intent"]> = new Map();
  /** When the door was last looked at. */
  lookedAt = Number.NEGATIVE_INFINITY;
  /** Entries that a single change of the table has taken, since the last look, beyond the one it may take. */
  lostAtOnce = 0;
  /** Since the last look the service has lost what it had written down. */
  wasTakenBack = false;
  /** It has lost that at some time. */
  wasEverTakenBack = false;
  /** The command that nobody has answered so far. */
  unanswered: { readonly id: string; readonly sentAt: number } | undefined;
  readonly #sentAt: number[] = [];
  readonly #events = new Map<string, string[]>();
  readonly #ended: string[] = [];
  readonly #movesTold = new Map<string, number>();

  claim(pin: string, codeId: string): Claim {
    const known = this.claims.get(pin);
    if (known) {
      known.codeIds.add(codeId);
      return known;
    }
    const claim: Claim = {
      pin,
      codeIds: new Set([codeId]),
      wasPlaced: false,
      unwantedSince: undefined,
      earlySince: undefined,
      wasWanted: false,
      hasOpened: false,
      missingSince: undefined,
      dueSince: undefined,
    };
    this.claims.set(pin, claim);
    return claim;
  }

  /** Somebody else has put this PIN into the table, or is about to. */
  addOther(pin: string, addedAt: number, isDisputed: boolean, wasMade = false): void {
    if (!this.others.has(pin)) this.others.set(pin, { addedAt, slot: undefined, isDisputed, wasMade });
  }

  /** Somebody else has taken an entry with this PIN. Where there were two, nobody can tell whose is the one that is left. */
  takeOther(pin: string, isStillThere: boolean): void {
    const other = this.others.get(pin);
    if (!isStillThere) this.others.delete(pin);
    else if (other) other.isDisputed = true;
  }

  /** What the code has on the lock is no concern of the service's any more, and may stay or go. */
  leave(codeId: unknown, now: number): void {
    for (const { pin, codeIds } of this.claims.values()) {
      if (typeof codeId === "string" && codeIds.has(codeId)) this.addOther(pin, now, true);
    }
  }

  /** The same of all codes. */
  leaveAll(now: number): void {
    for (const pin of this.claims.keys()) this.addOther(pin, now, true);
  }

  /** The types of an access code's events so far, with this one. */
  noteEvent(codeId: string, type: string): readonly string[] {
    const types = this.#events.get(codeId) ?? [];
    types.push(type);
    this.#events.set(codeId, types);
    if (type === "access_code.deleted") {
      this.#ended.push(codeId);
      if (this.#ended.length > endedMax) this.#events.delete(this.#ended.shift() ?? "");
    }
    return types;
  }

  /** Notes that a movement of the bolt was told; returns how many of this sort have been. */
  noteMoveTold(sort: string): number {
    const told = (this.#movesTold.get(sort) ?? 0) + 1;
    this.#movesTold.set(sort, told);
    return told;
  }

  /** What was said is taken back with the service's data. */
  forgetEvents(): void {
    this.#events.clear();
    this.#ended.length = 0;
    this.#movesTold.clear();
  }

  /** Whether the beginning of this code's events is known. */
  knowsEventsOf(codeId: string): boolean {
    return this.#events.has(codeId);
  }

  /** Notes a command; returns how many there have been in the hour up to now. */
  noteSent(now: number, withinMs: number): number {
    this.#sentAt.push(now);
    while ((this.#sentAt[0] ?? now) < now - withinMs) this.#sentAt.shift();
    return this.#sentAt.length;
  }
}
