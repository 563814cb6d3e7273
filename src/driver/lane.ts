/** Whoever wants to send through a gateway. */
export interface LaneUser {
  /** The gateway has become free. */
  laneFreed(): void;
}

/**
 * A gateway that carries one command at a time, for all of its locks. Who finds it taken is called when it is free, in the
 * order of asking.
 */
export class Lane {
  #user: LaneUser | undefined;
  readonly #waiting = new Set<LaneUser>();

  /** True: the gateway is the user's until it {@link leave}s. False: it will be called. */
  take(user: LaneUser): boolean {
    if (this.#user === undefined) {
      this.#user = user;
      this.#waiting.delete(user);
    }
    if (this.#user === user) return true;
    this.#waiting.add(user);
    return false;
  }

  leave(user: LaneUser): void {
    this.#waiting.delete(user);
    if (this.#user !== user) return;
    this.#user = undefined;
    for (const next of [...this.#waiting]) {
      if (this.#user !== undefined) return;
      this.#waiting.delete(next);
      next.laneFreed();
    }
  }
}
