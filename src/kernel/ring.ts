/** The last of many things: when it is full, each new one takes the place of the oldest. */
export class Ring<T> implements Iterable<T> {
  readonly #places: (T | undefined)[] = [];
  readonly #size: number;
  /** How many were ever taken in, and how many of them are gone: the n-th, from 0, has its place at n modulo the size. */
  #count = 0;
  #gone = 0;

  /** `size`: how many it keeps, at least one. */
  constructor(size: number) {
    this.#size = size;
  }

  /** Returns the one that had to go, if any. */
  push(one: T): T | undefined {
    const oldest = this.#count - this.#gone === this.#size ? this.shift() : undefined;
    this.#places[this.#count % this.#size] = one;
    this.#count++;
    return oldest;
  }

  /** Takes out the oldest; `undefined` where there is none. */
  shift(): T | undefined {
    if (this.#gone === this.#count) return undefined;
    const place = this.#gone % this.#size;
    const oldest = this.#places[place];
    this.#places[place] = undefined;
    this.#gone++;
    return oldest;
  }

  /** From the oldest to the newest. */
  *[Symbol.iterator](): Generator<T> {
    for (let place = this.#gone; place < this.#count; place++) {
      yield this.#places[place % this.#size] as T;
    }
  }
}
