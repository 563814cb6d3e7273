/**
 * The ids of what commands make: a command that is judged once more gets the one that it was told before, and what has been told is nobody
 * else's, whatever came of it.
 */
export class PromisedIds<Id> {
  readonly #ids = new WeakMap<object, Id>();
  readonly #next: () => Id;
  readonly #told: () => void;

  /** `next` makes an id that nobody has been told; `told` is called when a command has got one. */
  constructor(next: () => Id, told: () => void = () => {}) {
    this.#next = next;
    this.#told = told;
  }

  of(command: object): Id {
    const known = this.#ids.get(command);
    if (known !== undefined) return known;
    const id = this.#next();
    this.#ids.set(command, id);
    // Not before: whoever hears that the memory has changed may judge the command again.
    this.#told();
    return id;
  }
}
