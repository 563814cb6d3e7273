import { readFileSync } from "node:fs";
import { InvalidArgumentError } from "commander";
import { CommandFailure } from "./command-failure.ts";

/** How the text of an option becomes its value. Each throws commander's InvalidArgumentError, which names the option. */

/** The fastest pace that the API takes too: an hour in a second. */
const paceMax = 3600;

export function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("Allowed: a whole number from 0 (any free port) to 65535.");
}

export function wholeNumber(text: string): number {
  const number = Number(text);
  if (/^-?\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError("Allowed: a whole number.");
}

export function paceNumber(text: string): number {
  const pace = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && pace <= paceMax) return pace;
  throw new InvalidArgumentError(`Allowed: a number from 0 (time stands still) to ${paceMax}.`);
}

/** Throws a CommandFailure that names the option and the file. */
export function readFleet(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new CommandFailure(2, `--fleet: ${path} cannot be read (${codeOf(cause)}).`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CommandFailure(
      2,
      `--fleet: ${path} is not JSON. A fleet is a JSON list of groups: [{"vendor": "august", "count": 2}]`,
      { cause },
    );
  }
}

/** The system's own short word for a failed call: `ENOENT`, `EADDRINUSE`. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
