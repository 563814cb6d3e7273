import { readFileSync } from "node:fs";
import type { Method, Route } from "../../src/api/route.ts";

export type Parameters = Readonly<Record<string, unknown>>;

/** For each path the parameters of a request that is in order. */
const requests: Readonly<Record<string, Parameters | undefined>> = JSON.parse(
  readFileSync(new URL("../../fixtures/api/requests.json", import.meta.url), "utf8"),
);

export function validRequest(route: Route): Parameters {
  const parameters = requests[route.path];
  if (!parameters) throw new Error(`fixtures/api/requests.json has no request for ${route.path}`);
  return parameters;
}

export const takesQuery = (method: Method): boolean => method === "GET" || method === "DELETE";

/** As SDK v2 writes it. */
export function queryOf(parameters: Parameters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    const values = Array.isArray(value) ? value : [value];
    if (values.length === 0) query.append(name, "");
    for (const one of values) query.append(name, one === null ? "" : String(one));
  }
  if (query.size > 0) query.set("_strict", "true");
  return query.toString();
}
