import { RequestError } from "../lock/errors.ts";
import type { Page } from "./seam-objects.ts";

/** A list, and how one page of it is made. */
export interface Listing<Row, T> {
  /** What matches, by position. */
  readonly rows: Iterable<Row>;
  /** The row's place in its table, which no other row ever has. */
  readonly positionOf: (row: Row) => number;
  readonly show: (row: Row) => T;
  readonly limit: number;
  /** The parameters of the request, its cursor among them. */
  readonly parameters: Readonly<Record<string, unknown>> & { readonly page_cursor?: string | null };
}

/**
 * One page of a list. A cursor stands for the last row of a page, gone or not: what comes and goes elsewhere makes no row of
 * the following pages appear twice or not at all. It stands for its request, too: with other parameters it is refused
 * (RequestError `mismatched_page_parameters`).
 */
export function pageOf<Row, T>({ rows, positionOf, show, limit, parameters }: Listing<Row, T>): Page<T> {
  const { page_cursor: cursor, ...others } = parameters;
  const request = JSON.stringify(
    Object.entries(others)
      .filter(([, value]) => value !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
  const after = cursor ? positionIn(cursor, request) : 0;
  const page: Row[] = [];
  let hasNext = false;
  for (const row of rows) {
    if (positionOf(row) <= after) continue;
    hasNext = page.length === limit;
    if (hasNext) break;
    page.push(row);
  }
  const last = page.at(-1);
  return {
    items: page.map(show),
    pagination: {
      has_next_page: hasNext,
      next_page_cursor: hasNext && last !== undefined ? encode({ after: positionOf(last), request }) : null,
      next_page_url: null,
    },
  };
}

interface Cursor {
  readonly after: number;
  readonly request: string;
}

const encode = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString("base64url");

function positionIn(cursor: string, request: string): number {
  const decoded = decode(cursor);
  if (decoded?.request === request && typeof decoded.after === "number" && decoded.after > 0) {
    return decoded.after;
  }
  throw new RequestError(
    "mismatched_page_parameters",
    '"page_cursor" must be used with the parameters of the request that it came from',
  );
}

function decode(cursor: string): Partial<Cursor> | null | undefined {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString()) as Partial<Cursor> | null;
  } catch {
    return undefined;
  }
}
