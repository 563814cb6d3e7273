import type { z } from "zod";

/** What is wrong with a field, in words that complete a sentence. They never quote a value: it may be a PIN. */
export function wordsOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_key":
      return issue.issues[0] ? wordsOf(issue.issues[0]) : "is not a key that is allowed here";
    case "invalid_value":
      return isOurs(issue.message)
        ? issue.message
        : `must be one of ${issue.values.map((value) => String(value)).join(", ")}`;
    case "invalid_type":
      return isOurs(issue.message) ? issue.message : `must be ${typeWords[issue.expected] ?? issue.expected}`;
    case "too_small":
      return `must be at least ${issue.minimum}${issue.origin === "number" || issue.origin === "int" ? "" : " long"}`;
    case "too_big":
      return `must be at most ${issue.maximum}${issue.origin === "number" || issue.origin === "int" ? "" : " long"}`;
    default:
      return issue.message;
  }
}

/** Our own messages complete a sentence; the library's do not. */
const isOurs = (message: string): boolean => message.startsWith("must ");

const typeWords: Readonly<Record<string, string>> = {
  object: "a mapping",
  record: "a mapping",
  array: "a list",
  string: "text",
  int: "a whole number",
  number: "a number",
  boolean: "true or false",
};

/** The keys that an object of the form may have at a place. */
export function allowedAt(form: z.ZodType, path: readonly (string | number)[]): string[] {
  const [segment, ...rest] = path;
  // biome-ignore lint/suspicious/noExplicitAny: the definitions differ from one kind of schema to the next.
  const def = form.def as any;
  switch (def.type) {
    case "object":
      return segment === undefined ? Object.keys(def.shape) : allowedAt(def.shape[segment], rest);
    case "array":
      return allowedAt(def.element, rest);
    case "record":
      return allowedAt(def.valueType, rest);
    case "optional":
    case "default":
      return allowedAt(def.innerType, path);
    default:
      return [];
  }
}
