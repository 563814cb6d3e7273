/** What a site looks at in each of its locks. */
export interface Member {
  readonly usersMax: number;
  readonly subscribedCount: number;
  /** There is room for one more user, or none any more. */
  roomChanged(): void;
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
  #hadRoom = true;
  /** Told when the limit is reached, and when it no longer is. */
  limitReached: (isReached: boolean) => void = () => {};

  join(deviceId: string, member: Member): void {
    this.#members.set(deviceId, member);
  }

  get usersMax(): number {
    return Math.min(...this.#all.map(({ usersMax }) => usersMax));
  }

  get hasRoom(): boolean {
    const subscribed = this.#all.reduce((sum, { subscribedCount }) => sum + subscribedCount, 0);
    return this.#lapses.size === 0 && subscribed < this.usersMax;
  }

  setLapsed(deviceId: string, isLapsed: boolean): void {
    if (isLapsed) this.#lapses.add(deviceId);
    else this.#lapses.delete(deviceId);
    if (isLapsed) for (const member of this.#all) member.unsubscribeAll();
    this.countAgain();
  }

  /** A user has come, gone, or changed its subscription. */
  countAgain(): void {
    const { hasRoom } = this;
    if (hasRoom === this.#hadRoom) return;
    this.#hadRoom = hasRoom;
    this.limitReached(!hasRoom);
    for (const member of this.#all) member.roomChanged();
  }

  get #all(): readonly Member[] {
    return [...this.#members.values()];
  }
}
