import type { Path } from "./source.ts";

/** A step could not be done, or did not do what was expected of it. */
export class StepFailure extends Error {
  override readonly name = "StepFailure";
  /** Where in the step. */
  readonly at: Path;

  constructor(at: Path, problem: string, options?: ErrorOptions) {
    super(problem, options);
    this.at = at;
  }
}
