import type { z } from "zod";
import { invalidInput } from "../lock/errors.ts";

/** A lock's options, checked by its vendor's schema. Throws a RequestError that names the first option that is wrong. */
export function parseOptions<Schema extends z.ZodType>(
  schema: Schema,
  options: Readonly<Record<string, unknown>>,
): z.output<Schema> {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalidInput(["options", ...(issue?.path ?? [])].join("."), `is not allowed: ${issue?.message}`);
}
