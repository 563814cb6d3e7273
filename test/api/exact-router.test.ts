import { UnsupportedPathError } from "hono/router";
import { expect, test } from "vitest";
import { ExactRouter } from "../../src/api/exact-router.ts";

const handlersOf = (router: ExactRouter<string>, method: string, path: string) =>
  router.match(method, path)[0].map(([handler]) => handler);

test("what is added for a path answers that path alone, for its methods, after what is for every path", () => {
  const router = new ExactRouter<string>();
  router.add("ALL", "/*", "every");
  router.add("GET", "/locks/list", "list");
  router.add("POST", "/locks/list", "post");
  router.add("ALL", "/locks/list", "wrong method");
  expect(handlersOf(router, "GET", "/locks/list")).toEqual(["every", "list", "wrong method"]);
  expect(handlersOf(router, "PUT", "/locks/list")).toEqual(["every", "wrong method"]);
  for (const path of ["/locks/list/", "/locks/lis", "/locks", "/LOCKS/list", "/", "__proto__"]) {
    expect(handlersOf(router, "GET", path), path).toEqual(["every"]);
  }
});

test.each(["/locks/:id", "/locks/*", "/locks/:id{[0-9]+}", "/locks/:id?"])(
  "%s is no path of one place, and is refused",
  (path) => {
    expect(() => new ExactRouter<string>().add("GET", path, "one")).toThrow(UnsupportedPathError);
  },
);
