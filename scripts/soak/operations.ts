import type { Random } from "../../src/kernel/ports.ts";
import type { Answer, SoakedService } from "./service.ts";

/** A code that has been acknowledged, and what is to become of it. */
export interface AskedCode {
  readonly accessCodeId: string;
  readonly deviceId: string;
  /** The lock's, for people. */
  readonly lockName: string;
  code: string;
  isDeleted: boolean;
}

export interface SoakedLock {
  readonly deviceId: string;
  readonly name: string;
}

/** Draws operations on codes, and remembers what was acknowledged. */
export class Operations {
  readonly codes: AskedCode[] = [];
  /** Operations that were begun. */
  count = 0;
  /** Refusals of the API, by their type. */
  readonly refusals = new Map<string, number>();
  readonly #service: SoakedService;
  readonly #locks: readonly SoakedLock[];
  readonly #random: Random;
  readonly #aliveMax: number;
  readonly #alive: AskedCode[] = [];

  /** `aliveMax`: with so many codes on the locks as many go as come. */
  constructor(service: SoakedService, locks: readonly SoakedLock[], random: Random, aliveMax: number) {
    this.#service = service;
    this.#locks = locks;
    this.#random = random;
    this.#aliveMax = aliveMax;
  }

  /** Creates, changes or deletes a code; resolves when the API has answered. */
  async next(): Promise<void> {
    this.count++;
    const crowding = this.#alive.length / this.#aliveMax;
    if (this.#alive.length > 0 && this.#random.chance(Math.min(0.9, crowding / 2))) await this.#delete();
    else if (this.#alive.length > 0 && this.#random.chance(0.1)) await this.#change();
    else await this.create(this.#random.pick(this.#locks));
  }

  async create({ deviceId, name: lockName }: SoakedLock): Promise<void> {
    // The service chooses a PIN that the lock takes.
    const answer = await this.#ask("/access_codes/create", { device_id: deviceId });
    if (!answer) return;
    const { access_code_id: accessCodeId, code } = answer.access_code;
    const asked: AskedCode = { accessCodeId, deviceId, lockName, code, isDeleted: false };
    this.codes.push(asked);
    this.#alive.push(asked);
  }

  async #delete(): Promise<void> {
    const [doomed] = this.#alive.splice(this.#random.int(0, this.#alive.length - 1), 1);
    if (!doomed) return;
    const answer = await this.#ask("/access_codes/delete", { access_code_id: doomed.accessCodeId });
    if (answer) doomed.isDeleted = true;
    else this.#alive.push(doomed);
  }

  async #change(): Promise<void> {
    const changed = this.#random.pick(this.#alive);
    // As long as it was, and begun with another digit: no lock refuses that, unless somebody has it already.
    const code = `${(Number(changed.code[0]) % 9) + 1}${changed.code.slice(1)}`;
    const answer = await this.#ask("/access_codes/update", { access_code_id: changed.accessCodeId, code });
    if (answer) changed.code = code;
  }

  async #ask(path: string, body: object): Promise<Answer | undefined> {
    const outcome = await this.#service.post(path, body);
    if (outcome.ok) return outcome.answer;
    this.refusals.set(outcome.type, (this.refusals.get(outcome.type) ?? 0) + 1);
    return undefined;
  }
}
