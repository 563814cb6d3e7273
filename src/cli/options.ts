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

/** A positive number, fractions included. */
export function positiveNumber(text: string): number {
  const number = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && number > 0) return number;
  throw new InvalidArgumentError("Allowed: a number above 0.");
}

/** `200`: the seeds 1 to 200. `7..9`: those three. */
export function seedRange(text: string): { readonly from: number; readonly to: number } {
  const [, first = "", last] = /^(\d+)(?:\.\.(\d+))?$/.exec(text) ?? [];
  const range =
    last === undefined ? { from: 1, to: Number(first) } : { from: Number(first), to: Number(last) };
  const isWhole = Number.isSafeInteger(range.from) && Number.isSafeInteger(range.to);
  if (first !== "" && isWhole && range.to >= range.from) return range;
  throw new InvalidArgumentError("Allowed: how many seeds (200), or which (7..9).");
}

export function paceNumber(text: string): number {
  const pace = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && pace <= paceMax) return pace;
  throw new InvalidArgumentError(`Allowed: a number from 0 (time stands still) to ${paceMax}.`);
}

/** The text of a file. `prefix` is put before its name in the CommandFailure that is thrown when it cannot be read. */
export function readText(path: string, prefix = ""): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new CommandFailure(2, `${prefix}${path} cannot be read (${codeOf(cause)}).`, { cause });
  }
}

/** Throws a CommandFailure that names the option and the file. */
export function readFleet(path: string): unknown {
  const text = readText(path, "--fleet: ");
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

/** Which part of a fleet: `2/4`. */
export function shareOf(text: string): { readonly part: number; readonly of: number } {
  const [, part = 0, of = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (part >= 1 && part <= of) return { part, of };
  throw new InvalidArgumentError("Allowed: 1/2 and 2/2 for halves, 1/3 to 3/3 for thirds, and so on.");
}

/** A number of things that are there. */
export function countNumber(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= 100_000) return count;
  throw new InvalidArgumentError("Allowed: a whole number from 1 to 100000.");
}

/** Certificates in PEM. Throws a CommandFailure that names the option and the file. */
export const readCertificates = (path: string): string => readText(path, "--broker-ca: ");

/** The fewest characters of a broker key: 128 bits, if they are drawn as hexadecimal digits. */
const brokerKeyLengthMin = 32;

/**
 * The key from which the broker's passwords are made, by the variable LOCKSTEP_BROKER_KEY: other users of the machine would
 * see an option. Throws a CommandFailure for one that can be guessed.
 */
export function brokerKeyOf(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const key = environment["LOCKSTEP_BROKER_KEY"];
  if (key !== undefined && key.length < brokerKeyLengthMin) {
    throw new CommandFailure(
      2,
      `LOCKSTEP_BROKER_KEY: must have ${brokerKeyLengthMin} characters or more, as \`openssl rand -hex 32\` makes them.`,
    );
  }
  return key;
}

/** The system's own short word for a failed call: `ENOENT`, `EADDRINUSE`. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
