import { z } from "zod";

/** SDK v2 adds it to every query: it asks for the strict reading below, which is the only one here. */
const strictFlag = "_strict";

/**
 * The parameters of a query, as @seamapi/url-search-params-serializer writes them: a repeated key is an array, `key=` is
 * an empty array or `null`, a dot goes down one level; `key[]=` is understood too. A query knows only text, so the schema
 * says what stands for a number, a boolean or an array; what does not is left as text, for the schema to refuse.
 */
export function readQuery(query: URLSearchParams, input: z.ZodObject): Record<string, unknown> {
  const parameters: Record<string, unknown> = Object.create(null);
  for (const key of new Set(query.keys())) {
    if (key === strictFlag) continue;
    const isMarkedArray = key.endsWith("[]");
    const path = (isMarkedArray ? key.slice(0, -2) : key).split(".");
    const schema = path.length === 1 ? input.shape[path[0] ?? ""] : undefined;
    place(parameters, path, readValue(query.getAll(key), isMarkedArray ? "array" : kindOf(schema)));
  }
  return parameters;
}

type Kind = "array" | "number" | "boolean" | "other";

function kindOf(schema: unknown): Kind {
  if (
    schema instanceof z.ZodExactOptional ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable
  ) {
    return kindOf(schema.unwrap());
  }
  if (schema instanceof z.ZodArray) return "array";
  if (schema instanceof z.ZodNumber) return "number";
  if (schema instanceof z.ZodBoolean || schema instanceof z.ZodLiteral) return "boolean";
  return "other";
}

function readValue(values: readonly string[], kind: Kind): unknown {
  const [first = "", ...others] = values;
  if (kind === "array") return first === "" && others.length === 0 ? [] : values;
  if (others.length > 0) return values;
  if (first === "") return null;
  if (kind === "number" && /^-?\d+(\.\d+)?$/.test(first)) return Number(first);
  if (kind === "boolean" && (first === "true" || first === "false")) return first === "true";
  return first;
}

function place(
  target: Record<string, unknown>,
  [name = "", ...deeper]: readonly string[],
  value: unknown,
): void {
  if (deeper.length === 0) {
    target[name] = value;
    return;
  }
  const held = target[name];
  const inner: Record<string, unknown> =
    typeof held === "object" && held !== null && !Array.isArray(held) ? { ...held } : Object.create(null);
  target[name] = inner;
  place(inner, deeper, value);
}
