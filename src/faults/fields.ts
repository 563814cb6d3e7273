import { parseDuration, parseInstant } from "../kernel/duration.ts";
import { invalidInput } from "../lock/errors.ts";

/** A duration in milliseconds. Throws a RequestError (`invalid_input`) that names the field. */
export function durationOf(field: string, written: unknown): number {
  if (typeof written !== "string") throw invalidInput(field, 'must be a duration such as "90s" or "PT2H"');
  try {
    return parseDuration(written);
  } catch (error) {
    throw invalidInput(field, error instanceof Error ? error.message : "is not a duration");
  }
}

/** An instant in milliseconds since the epoch: ISO 8601, or a duration that counts from `now`. */
export function momentOf(field: string, written: string, now: number): number {
  try {
    return now + parseDuration(written);
  } catch {
    try {
      return parseInstant(written);
    } catch {
      throw invalidInput(
        field,
        `must be an instant ("2026-03-08T10:00:00Z") or a duration from now ("90s", "PT2H"), and not ${JSON.stringify(written)}`,
      );
    }
  }
}

/** Whether `name` fits the pattern, in which `*` stands for any run of characters. */
export function fits(pattern: string, name: string): boolean {
  if (!pattern.includes("*")) return pattern === name;
  const literal = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${literal.join(".*")}$`, "s").test(name);
}
