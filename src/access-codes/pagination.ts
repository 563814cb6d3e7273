import { RequestError } from "../lock/errors.ts";
import type { Page } from "./seam-objects.ts";

/**
 * One page of a list. A cursor stands for a place in the list and for the request it came from: with other parameters it
 * is refused (RequestError `mismatched_page_parameters`), because it would then stand for nothing.
 */
export function pageOf<T>(
  items: readonly T[],
  limit: number,
  cursor: string | null | undefined,
  parameters: Readonly<Record<string, unknown>>,
): Page<T> {
  const request = JSON.stringify(
    Object.entries(parameters)
      .filter(([name, value]) => name !== "page_cursor" && value !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
  const start = cursor ? placeIn(cursor, request) : 0;
  const end = start + limit;
  const hasNext = end < items.length;
  return {
    items: items.slice(start, end),
    pagination: {
      has_next_page: hasNext,
      next_page_cursor: hasNext ? encode({ start: end, request }) : null,
      next_page_url: null,
    },
  };
}

interface Cursor {
  readonly start: number;
  readonly request: string;
}

const encode = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString("base64url");

function placeIn(cursor: string, request: string): number {
  const decoded = decode(cursor);
  if (decoded?.request === request && typeof decoded.start === "number" && decoded.start > 0) {
    return decoded.start;
  }
  throw new RequestError(
    "mismatched_page_parameters",
    '"page_cursor" must be used with the parameters of the request that it came from',
  );
}

function decode(cursor: string): Partial<Cursor> | undefined {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString()) as Partial<Cursor>;
  } catch {
    return undefined;
  }
}
