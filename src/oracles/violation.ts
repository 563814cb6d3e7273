import { formatInstant } from "../kernel/duration.ts";

export interface ViolationFacts {
  readonly invariant: { readonly id: number; readonly name: string; readonly promise: string };
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What was seen, without a PIN. */
  readonly words: string;
  /** What has last happened at the lock concerned, oldest first. */
  readonly trace: readonly string[];
  /** What to type to see it again. */
  readonly replay: string;
}

/** A lab has broken a promise that it keeps at every instant. Stops the world. */
export class InvariantViolation extends Error {
  override readonly name = "InvariantViolation";
  readonly invariant: ViolationFacts["invariant"];
  /** ISO 8601. */
  readonly at: string;
  readonly words: string;
  /** What had last happened at the lock concerned, oldest first: ISO instants and words, PINs masked. */
  readonly trace: readonly string[];
  /** What to type to see it again. */
  readonly replay: string;

  constructor({ invariant, at, words, trace, replay }: ViolationFacts) {
    const instant = formatInstant(at);
    super(
      [
        `Invariant ${invariant.id} (${invariant.name}) is broken at ${instant}: ${words}`,
        `It promises: ${invariant.promise}`,
        `The last ${trace.length} lines of what happened there:`,
        ...trace.map((line) => `  ${line}`),
        `To see it again: ${replay}`,
      ].join("\n"),
    );
    this.invariant = invariant;
    this.at = instant;
    this.words = words;
    this.trace = trace;
    this.replay = replay;
  }
}
