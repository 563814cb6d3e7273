import type { TimelineEntry } from "./timeline.ts";

/** Something that was expected and did not hold, or could not be done. */
export interface Failure {
  readonly file: string;
  readonly line: number;
  /** `steps.3.expect.guest.status` */
  readonly field: string;
  /** A sentence, without a PIN. */
  readonly message: string;
}

/** What came of a scenario. */
export interface Verdict {
  readonly file: string;
  readonly name: string;
  readonly about: string | undefined;
  readonly seed: number;
  readonly held: boolean;
  readonly failures: readonly Failure[];
  /** How many expectations were looked at. */
  readonly checkCount: number;
  /** Kinds of fault that were injected and have never acted. */
  readonly unfired: readonly string[];
  readonly timeline: readonly TimelineEntry[];
  /** The last lines of the lab's trace before an invariant was broken; empty when none was. */
  readonly trace: readonly string[];
  /** Virtual milliseconds from the beginning to the end. */
  readonly elapsedMs: number;
  /** The lab's digest at the end: same file, same seed, same digest. */
  readonly digest: string;
}
