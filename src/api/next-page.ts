import type { Answer } from "./route.ts";

interface Pagination {
  readonly next_page_cursor: string | null;
}

/** The answer with the address of its next page, if it has one: the same request with the cursor of that page. */
export function withNextPage(
  answer: Answer,
  parameters: Readonly<Record<string, unknown>>,
  url: string,
): Answer {
  const pagination = answer["pagination"] as Pagination | undefined;
  if (typeof pagination?.next_page_cursor !== "string") return answer;
  const { origin, pathname } = new URL(url);
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...parameters, page_cursor: pagination.next_page_cursor })) {
    for (const [path, text] of written(name, value)) query.append(path, text);
  }
  return { ...answer, pagination: { ...pagination, next_page_url: `${origin}${pathname}?${query}` } };
}

/** A parameter as a query has it: an array repeats its name, an empty one and `null` are left empty, a dot goes down a level. */
function written(name: string, value: unknown): (readonly [string, string])[] {
  if (value === null || (Array.isArray(value) && value.length === 0)) return [[name, ""]];
  if (Array.isArray(value)) return value.map((member) => [name, String(member)] as const);
  if (typeof value !== "object") return [[name, String(value)]];
  return Object.entries(value).flatMap(([member, inner]) => written(`${name}.${member}`, inner));
}
