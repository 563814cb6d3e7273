/** The lasting conditions that a lock can be put in, and which of them it is in. */
export class Conditions<Name extends string> {
  readonly names: readonly Name[];
  readonly #active = new Set<Name>();

  constructor(names: readonly Name[]) {
    this.names = names;
  }

  has(name: Name): boolean {
    return this.#active.has(name);
  }

  /** Returns the condition that was meant, or `undefined` when that changes nothing. Throws a RangeError for one that the lock lacks. */
  set(condition: string, active: boolean): Name | undefined {
    const name = this.names.find((candidate) => candidate === condition);
    if (name === undefined) {
      throw new RangeError(`no condition "${condition}": this lock knows ${this.names.join(", ")}`);
    }
    if (this.#active.has(name) === active) return undefined;
    if (active) this.#active.add(name);
    else this.#active.delete(name);
    return name;
  }
}
