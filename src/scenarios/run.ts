import type { Lab } from "../lab/lab.ts";
import type { Cast } from "./cast.ts";
import type { Checks, Looked } from "./checks.ts";
import type { Expectations } from "./expectations.ts";
import type { Timeline } from "./timeline.ts";

/** What the steps of a running scenario work with. */
export interface Run {
  readonly lab: Lab;
  readonly cast: Cast;
  readonly checks: Checks;
  readonly timeline: Timeline;
  /** Lets time pass, with progress told. */
  advance(durationMs: number): Promise<void>;
  /** Holds the lab against expectations, counts them, and throws {@link Missed} when one does not hold. */
  expect(expectations: Expectations): Promise<void>;
}

/** Expectations that do not hold. */
export class Missed extends Error {
  override readonly name = "Missed";
  readonly looked: Looked;

  constructor(looked: Looked) {
    super(looked.misses.map(({ words }) => words).join("; "));
    this.looked = looked;
  }
}
