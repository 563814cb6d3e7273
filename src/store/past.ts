/** A unit of work that became durable, and how to take it back. */
interface Unit {
  readonly at: number;
  readonly undo: readonly (() => void)[];
}

/** How far to go back: to how things were at an instant (milliseconds since the epoch), or by so many units of work. */
export type TakeBack = { readonly instant: number } | { readonly units: number };

/** How the data were before, for as long as somebody wants to be able to go back there. Otherwise nothing is kept. */
export class Past {
  #units: Unit[] = [];
  #pending: (() => void)[] = [];
  #remembering = 0;

  get isKept(): boolean {
    return this.#remembering > 0;
  }

  /** Keeps it from now on, until the returned function is called. */
  remember(): () => void {
    this.#remembering++;
    return () => {
      this.#remembering--;
      if (!this.isKept) this.#units = [];
    };
  }

  /** A write of the unit of work in progress, by what would undo it. */
  note(undo: () => void): void {
    this.#pending.push(undo);
  }

  /** The unit of work in progress has become durable. */
  committed(at: number): void {
    if (this.#pending.length > 0) this.#units.push({ at, undo: this.#pending });
    this.#pending = [];
  }

  /** Nothing is left of the unit of work in progress. */
  undone(): void {
    this.#pending = [];
  }

  /** Undoes the latest units of work, the last one first. */
  takeBack(until: TakeBack): void {
    const isTaken = ({ at }: Unit, place: number) =>
      "instant" in until ? at > until.instant : place >= this.#units.length - until.units;
    const first = this.#units.findIndex(isTaken);
    if (first === -1) return;
    for (const { undo } of this.#units.splice(first).reverse()) for (const step of undo.toReversed()) step();
  }
}
