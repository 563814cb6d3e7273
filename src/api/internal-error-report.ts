import { requestPinLengths } from "../lock/pin.ts";

/** What the API tells about an error that is ours. It holds no PIN. */
export interface InternalErrorReport {
  readonly requestId: string;
  readonly method: string;
  readonly path: string;
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/** Where reports of our own errors go. */
export interface ApiLogger {
  error(report: InternalErrorReport): void;
}

export const internalErrorReport = (
  error: Error,
  requestId: string,
  { method, path }: { method: string; path: string },
): InternalErrorReport => ({
  requestId,
  method,
  path,
  name: error.name,
  message: maskDigits(error.message),
  stack: framesOf(error),
});

/** The message of a failed assertion may quote values, so whatever could be a PIN is masked. */
const maskDigits = (text: string): string =>
  text.replace(new RegExp(`\\d{${requestPinLengths.min},}`, "g"), (digits) => "*".repeat(digits.length));

/** The frames alone: the stack's first lines repeat the message. */
const framesOf = (error: Error): string =>
  (error.stack ?? "")
    .split("\n")
    .filter((line) => line.startsWith("    at "))
    .join("\n");
