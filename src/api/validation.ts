import type { z } from "zod";
import { RequestError } from "../lock/errors.ts";

/**
 * The parameters as the schema makes them. Throws an `invalid_input` RequestError whose `parameters` are keyed by dotted
 * path, the empty path for what is wrong with the whole.
 */
export function checkInput<Input extends z.ZodObject>(
  schema: Input,
  parameters: Readonly<Record<string, unknown>>,
): z.output<Input> {
  const result = schema.safeParse(parameters, { error: wordsOf });
  if (result.success) return result.data;
  throw inputError(result.error.issues);
}

function inputError(issues: readonly z.core.$ZodIssue[]): RequestError {
  const problems = new Map<string, string[]>();
  for (const issue of issues) {
    const path = issue.path.join(".");
    problems.set(path, [...(problems.get(path) ?? []), issue.message]);
  }
  const sentences = [...problems].map(([path, messages]) => {
    const words = messages.join(", ");
    return path === "" ? words : `${words} for provided "${path}"`;
  });
  return new RequestError("invalid_input", sentences.join("; "), {
    parameters: Object.fromEntries(problems),
  });
}

/**
 * Zod 3's words, which Seam's API speaks and the SDKs' tests compare. They never quote the value: it may be a PIN.
 * `undefined` leaves an issue to zod's own words.
 */
function wordsOf(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined
        ? "Required"
        : `Expected ${issue.expected === "int" ? "integer" : issue.expected}, received ${typeWord(issue.input, issue.expected)}`;
    case "invalid_value":
      if (issue.input === undefined) return "Required";
      return `Invalid enum value. Expected ${issue.values.map((value) => `'${String(value)}'`).join(" | ")}`;
    case "too_small":
      return boundWords(issue.origin, issue.exact ? "exactly" : "at least", issue.minimum);
    case "too_big":
      return boundWords(issue.origin, issue.exact ? "exactly" : "at most", issue.maximum);
    default:
      return undefined;
  }
}

function typeWord(value: unknown, expected: string): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return expected === "int" && typeof value === "number" ? "float" : typeof value;
}

function boundWords(
  origin: string,
  bound: "exactly" | "at least" | "at most",
  limit: number | bigint,
): string {
  if (origin === "string") return `String must contain ${bound} ${limit} character(s)`;
  if (origin === "array") return `Array must contain ${bound} ${limit} element(s)`;
  const comparison = {
    exactly: "equal to",
    "at least": "greater than or equal to",
    "at most": "less than or equal to",
  };
  return `Number must be ${comparison[bound]} ${limit}`;
}
