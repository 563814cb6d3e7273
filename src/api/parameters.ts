import type { z } from "zod";
import { RequestError } from "../lock/errors.ts";
import { readJsonBody } from "./json-body.ts";
import { readQuery } from "./query.ts";

/** No request of Seam's nests deeper than a fault object does; assumed to be plenty. */
const depthMax = 16;

/**
 * All parameters of a request: those of the query and, over them, those of the body. SDK v2 sends the query with GET and
 * DELETE, SDK v1 the body with POST, and Seam takes either. Throws a RequestError for what cannot be read.
 */
export async function readParameters(request: Request, input: z.ZodObject): Promise<Record<string, unknown>> {
  const query = readQuery(new URL(request.url).searchParams, input);
  const parameters = { ...query, ...(await readJsonBody(request)) };
  refuseUnstorable(parameters);
  return parameters;
}

/** What no store keeps as it is: null bytes, halves of surrogate pairs; and what only means harm: deep nesting. */
function refuseUnstorable(parameters: Readonly<Record<string, unknown>>): void {
  const pending: { value: unknown; depth: number }[] = [{ value: parameters, depth: 0 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { value, depth } = next;
    if (typeof value === "string") refuseBrokenText(value);
    if (typeof value !== "object" || value === null) continue;
    if (depth === depthMax) {
      throw new RequestError("invalid_input", `Parameters must not nest deeper than ${depthMax} levels`);
    }
    for (const [key, member] of Object.entries(value)) {
      refuseBrokenText(key);
      pending.push({ value: member, depth: depth + 1 });
    }
  }
}

function refuseBrokenText(text: string): void {
  if (text.includes("\0") || !text.isWellFormed()) {
    throw new RequestError("invalid_input", "Text must be well-formed Unicode without null bytes");
  }
}
