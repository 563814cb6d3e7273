import type { Ids, Random } from "./ports.ts";

/**
 * All randomness of one world, as named streams: a consumer that is added or draws more never shifts another. A name
 * stands for one stream as long as the world lives, so that a node that restarts goes on where it was instead of
 * drawing the same ids again.
 */
export class RandomStreams {
  readonly #seed: number;
  readonly #streams = new Map<string, SeededRandom>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  stream(name: string): SeededRandom {
    let stream = this.#streams.get(name);
    if (!stream) {
      stream = new SeededRandom(`${this.#seed}/${name}`, (child) => this.stream(`${name}/${child}`));
      this.#streams.set(name, stream);
    }
    return stream;
  }

  /** How often each stream was drawn from, by name. The first that differs between two runs shows where they parted. */
  draws(): Record<string, number> {
    return Object.fromEntries([...this.#streams].map(([name, stream]) => [name, stream.draws]));
  }
}

/** A stream of its own, outside any world. Equal seeds draw equal numbers. */
export const seededRandom = (seed: number): Random => new RandomStreams(seed).stream("");

/** xoshiro128** 1.1 (Blackman and Vigna), its state hashed from the stream's full name. */
export class SeededRandom implements Random {
  /** How many 32-bit words have been drawn. */
  draws = 0;
  readonly #child: (name: string) => Random;
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(fullName: string, child: (name: string) => Random) {
    this.#child = child;
    // Four differently seeded hashes of the name: 128 bits of state, so that streams of a world do not collide.
    this.#a = hashText(fullName, 0x9e3779b9);
    this.#b = hashText(fullName, 0x85ebca6b);
    this.#c = hashText(fullName, 0xc2b2ae35);
    this.#d = hashText(fullName, 0x27d4eb2f) | 1;
  }

  #word(): number {
    this.draws++;
    const result = Math.imul(rotateLeft(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotateLeft(this.#d, 11);
    return result;
  }

  float(): number {
    // 53 bits: 27 from one word, 26 from the next.
    return ((this.#word() >>> 5) * 2 ** 26 + (this.#word() >>> 6)) / 2 ** 53;
  }

  int(min: number, max: number): number {
    return min + Math.floor(this.float() * (max - min + 1));
  }

  chance(p: number): boolean {
    return this.float() < p;
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError("cannot pick one of no items");
    return items[this.int(0, items.length - 1)] as T;
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let index = 0; index < length; index++) bytes[index] = this.#word() >>> 24;
    return bytes;
  }

  child(name: string): Random {
    return this.#child(name);
  }
}

/** UUIDs, version 4, drawn from one stream. */
export class SeededIds implements Ids {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  uuid(): string {
    return uuidFrom(this.#random);
  }
}

/** The same for the same seed and name, in whichever process. */
export const uuidOf = (seed: number, name: string): string => uuidFrom(new RandomStreams(seed).stream(name));

/** A version 4 UUID (RFC 9562) out of 16 drawn bytes. */
export function uuidFrom(random: Random): `${string}-${string}-${string}-${string}-${string}` {
  const bytes = Buffer.from(random.bytes(16));
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** FNV-1a over UTF-16 units with a finishing mix (murmur3's), as an unsigned 32-bit number. */
export function hashText(text: string, basis: number): number {
  let hash = basis ^ 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return mixBits(hash);
}

/** Spreads every bit of a 32-bit number over all others (murmur3's finisher). */
export function mixBits(bits: number): number {
  let mixed = bits ^ (bits >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

const rotateLeft = (bits: number, by: number): number => (bits << by) | (bits >>> (32 - by));
