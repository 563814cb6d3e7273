import type { LockSimulator } from "../simulator/lock-simulator.ts";
import type { Body } from "../wire/envelope.ts";
import { type BenchOptions, SimulatorBench } from "./simulator-bench.ts";
import type { SimulatorHands, SimulatorSubject } from "./simulator-hands.ts";

export const minuteMs = 60_000;

/** A healthy lock confirms a code, and tells of a change by other hands, within this. */
export const promisedMs = 15 * minuteMs;

/** How long the suite waits between two looks at a code that is on its way. */
const lookMs = 5_000;

/** What became of a code that was to be loaded. */
export type Loaded =
  /** On the keypad, under this PIN, after so many milliseconds. */
  | { readonly ok: true; readonly pin: string; readonly ms: number }
  /** `answer`: what refused it; `undefined`: it never showed. */
  | { readonly ok: false; readonly answer: Body | undefined };

const says = (word: string) => (body: Body) => JSON.stringify(body).toLowerCase().includes(word);

/** A bench, and hands that speak the vendor's language. */
export class Grip {
  readonly bench: SimulatorBench;
  readonly hands: SimulatorHands;

  constructor(simulator: LockSimulator, subject: SimulatorSubject, options?: BenchOptions) {
    this.bench = new SimulatorBench(simulator, options);
    this.hands = subject.hands(() => this.bench.clock.now());
  }

  /** Loads a PIN and waits until the lock shows it. */
  load(entry: number, wanted: string): Loaded {
    const begun = this.bench.clock.now();
    for (const command of this.hands.load(entry, wanted)) {
      const answer = this.ask(entry, command);
      if (!answer || this.hands.isRefusal(answer)) return { ok: false, answer };
    }
    while (this.bench.clock.now() - begun < promisedMs) {
      const pin = this.pinOf(entry, wanted);
      if (this.shows(entry, pin)) return { ok: true, pin, ms: this.bench.clock.now() - begun };
      this.bench.advance(lookMs);
    }
    return { ok: false, answer: undefined };
  }

  /** The PIN that stands in the entry when `wanted` was loaded: another one where the lock makes them. */
  pinOf(entry: number, wanted: string): string {
    return this.hands.pinOf?.(entry) ?? wanted;
  }

  /** The same, and throws where it does not come to stand on the keypad. */
  loaded(entry: number, wanted: string): string {
    const loaded = this.load(entry, wanted);
    if (loaded.ok) return loaded.pin;
    throw new Error(`entry ${entry} was not loaded: ${loaded.answer?.type ?? "it never showed"}`);
  }

  /** Asks, and waits for the end where the answer is a job. `undefined`: no answer, or no end. */
  ask(entry: number, command: Body, lock = 0): Body | undefined {
    const answer = this.bench.ask(command, { lock });
    if (!answer) return undefined;
    this.hands.learn?.(entry, answer);
    const job = this.hands.jobIn?.(answer);
    if (job === undefined) return answer;
    const end = this.#endOf(job, lock);
    if (end) this.hands.learn?.(entry, end);
    return end;
  }

  clear(entry: number): Body | undefined {
    return this.ask(entry, this.hands.clear(entry));
  }

  /** Whether a read shows the PIN in the entry. */
  shows(entry: number, pin: string): boolean {
    return this.hands.shows(this.bench.ask(this.hands.read(entry)), entry, pin);
  }

  /** Whether what the service is to see of the lock says that it stands open. */
  showsUnlocked(): boolean {
    const state = this.bench.state();
    const { showsUnlocked = says("unlocked") } = this.hands;
    return state !== undefined && showsUnlocked(state);
  }

  opensWith(pin: string): boolean {
    return this.bench.lock().opensWith(pin);
  }

  #endOf(job: string, lock: number): Body | undefined {
    for (let waited = 0; waited < promisedMs; waited += 1_000) {
      const end = this.bench.events(lock).find((event) => this.hands.endsJob?.(event, job));
      if (end) return end;
      this.bench.advance(1_000);
    }
    return undefined;
  }
}
