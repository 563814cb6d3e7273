/** What a site looks at in each of its locks. */
export interface Member {
  readonly usersMax: number;
  readonly subscribedCount: number;
  /** The site has more users than before, or fewer, or room for another number. */
  usersChanged(): void;
  /** Every user has lost its subscription. */
  unsubscribeAll(): void;
}

/**
 * A Salto KS site: the locks behind one IQ, and the subscription that says how many users it may have. Assumed: one IQ is a site of its
 * own, and a user is a user of one lock.
 */
export class Site {
  readonly #members = new Map<string, Member>();
  /** The locks through which the lapse was told. */
  readonly #lapses = new Set<string>();
  /** What was last counted; `undefined` until the site's locks are there. */
  #counted: string | undefined;
  /** Told when the limit is reached, and when it no longer is. */
  limitReached: (isReached: boolean) => void = () => {};

  join(deviceId: string, member: Member): void {
    this.#members.set(deviceId, member);
  }

  get usersMax(): number {
    return Math.min(...this.#all.map(({ usersMax }) => usersMax));
  }

  /** How many take up a place of the subscription. */
  get users(): number {
    return this.#all.reduce((sum, { subscribedCount }) => sum + subscribedCount, 0);
  }

  get hasRoom(): boolean {
    return this.#lapses.size === 0 && this.users < this.usersMax;
  }

  setLapsed(deviceId: string, isLapsed: boolean): void {
    if (isLapsed) this.#lapses.add(deviceId);
    else this.#lapses.delete(deviceId);
    if (isLapsed) for (const member of this.#all) member.unsubscribeAll();
    this.countAgain();
  }

  /** A user has come, gone, or changed its subscription. */
  countAgain(): void {
    const { users, usersMax, hasRoom } = this;
    const counted = `${users} of ${usersMax}, ${hasRoom}`;
    if (counted === this.#counted) return;
    const isFirst = this.#counted === undefined;
    this.#counted = counted;
    this.limitReached(!hasRoom);
    if (isFirst) return;
    for (const member of this.#all) member.usersChanged();
  }

  get #all(): readonly Member[] {
    return [...this.#members.values()];
  }
}
