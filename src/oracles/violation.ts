import { formatInstant } from "../kernel/duration.ts";

/** How many lines of the trace a violation shows. */
const linesShown = 50;

export interface ViolationFacts {
  readonly invariant: { readonly id: number; readonly name: string; readonly promise: string };
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What was seen, without a PIN. */
  readonly words: string;
  /** The last lines of the trace, oldest first. */
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
  /** The last lines of the trace before it, oldest first. */
  readonly trace: readonly string[];
  /** What to type to see it again. */
  readonly replay: string;

  constructor({ invariant, at, words, trace, replay }: ViolationFacts) {
    const instant = formatInstant(at);
    const shown = trace.slice(-linesShown);
    super(
      [
        `Invariant ${invariant.id} (${invariant.name}) is broken at ${instant}: ${words}`,
        `It promises: ${invariant.promise}`,
        `The last ${shown.length} lines of the trace:`,
        ...shown.map((line) => `  ${line}`),
        `To see it again: ${replay}`,
      ].join("\n"),
    );
    this.invariant = invariant;
    this.at = instant;
    this.words = words;
    this.trace = shown;
    this.replay = replay;
  }
}
