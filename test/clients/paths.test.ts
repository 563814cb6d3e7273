import { readFileSync } from "node:fs";
import { openapi } from "@seamapi/types/connect";
import { expect, test } from "vitest";
import { routes } from "../../src/api/routes.ts";
import { projectPath } from "../support/project-path.ts";
import { offeredGroups } from "./offered-groups.ts";

interface Measured {
  readonly paths: Readonly<Record<string, { readonly specified: string[]; readonly here: string[] }>>;
}

test("what was measured of Seam's paths is still so: its specification, and this lab", () => {
  const { paths } = JSON.parse(readFileSync(projectPath("fixtures/api/paths.json"), "utf8")) as Measured;
  const now = Object.entries(openapi.paths)
    .filter(([path]) => offeredGroups.includes(path.split("/")[1] ?? ""))
    .map(([path, operations]) => {
      const here = routes.find((route) => route.path === path)?.methods ?? [];
      const specified = Object.keys(operations as object).map((method) => method.toUpperCase());
      return [path, { specified: specified.sort(), here: [...here].sort() }];
    });
  const measured = Object.entries(paths).map(([path, { specified, here }]) => [path, { specified, here }]);
  expect(Object.fromEntries(measured)).toEqual(Object.fromEntries(now));
});
