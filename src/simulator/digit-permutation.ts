import { strict as assert } from "node:assert";
import { createHmac } from "node:crypto";

/** Beyond these a number does not fit into a double without loss. */
const digitsMax = 15;

/** Four make a strong pseudorandom permutation of a large domain (Luby and Rackoff, 1988); a small one wants more. */
const rounds = 8;

/**
 * A permutation of the numbers from 0 to 10^digits - 1 that only its key tells: to whoever lacks the key, one number says
 * nothing about another. A Feistel network over the next even power of two, walked along its cycle until a number of so many
 * digits comes up.
 */
export class DigitPermutation {
  /** How many numbers there are. */
  readonly size: number;
  readonly #key: string;
  /** How many values a half has. */
  readonly #half: number;

  constructor(key: string, digits: number) {
    assert(digits >= 1 && digits <= digitsMax, `a permutation of 1 to ${digitsMax} digits`);
    this.#key = key;
    this.size = 10 ** digits;
    this.#half = 2 ** Math.ceil(Math.log2(this.size) / 2);
  }

  shuffle(number: number): number {
    return this.#walk(number, (value) => this.#encrypt(value));
  }

  /** The number that {@link shuffle} made this one of. */
  restore(number: number): number {
    return this.#walk(number, (value) => this.#decrypt(value));
  }

  #walk(number: number, step: (value: number) => number): number {
    assert(Number.isInteger(number) && number >= 0 && number < this.size, "a number of so many digits");
    let value = step(number);
    while (value >= this.size) value = step(value);
    return value;
  }

  #encrypt(value: number): number {
    let [left, right] = this.#halves(value);
    for (let round = 0; round < rounds; round++) {
      [left, right] = [right, (left + this.#mix(round, right)) % this.#half];
    }
    return left * this.#half + right;
  }

  #decrypt(value: number): number {
    let [left, right] = this.#halves(value);
    for (let round = rounds - 1; round >= 0; round--) {
      [left, right] = [(right - this.#mix(round, left) + this.#half) % this.#half, left];
    }
    return left * this.#half + right;
  }

  #halves(value: number): [number, number] {
    return [Math.floor(value / this.#half), value % this.#half];
  }

  #mix(round: number, half: number): number {
    const digest = createHmac("sha256", this.#key).update(`${round}/${half}`).digest();
    return digest.readUIntBE(0, 6) % this.#half;
  }
}
