import type { Params, Result, Router } from "hono/router";
import { METHOD_NAME_ALL, UnsupportedPathError } from "hono/router";

const noParams: Params = Object.freeze({});

/**
 * Finds a route by its path in a table, for an API whose paths are all written out. Hono's own routers make an expression of
 * all paths at the first request, which costs milliseconds: much, where each of thousands of labs has an app of its own.
 * What is added for every path (`*`) runs before what is added for one.
 */
export class ExactRouter<T> implements Router<T> {
  readonly name = "ExactRouter";
  readonly #everywhere: Added<T>[] = [];
  readonly #byPath = new Map<string, Added<T>[]>();

  /** Throws an UnsupportedPathError for a path with parameters or wildcards. */
  add(method: string, path: string, handler: T): void {
    if (path !== "/*" && /[*:?{]/.test(path)) throw new UnsupportedPathError(path);
    const added = path === "/*" ? this.#everywhere : (this.#byPath.get(path) ?? []);
    added.push({ method, handler });
    if (path !== "/*") this.#byPath.set(path, added);
  }

  match(method: string, path: string): Result<T> {
    const added = [...this.#everywhere, ...(this.#byPath.get(path) ?? [])];
    const matching = added.filter((one) => one.method === method || one.method === METHOD_NAME_ALL);
    return [matching.map(({ handler }) => [handler, noParams])];
  }
}

interface Added<T> {
  readonly method: string;
  readonly handler: T;
}
