/** 0 held, 1 could not be done or broke a promise, 2 bad usage. */
export type ExitCode = 0 | 1 | 2;

/** A command that ends with words for the person who typed it, and no stack. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
