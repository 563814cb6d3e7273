import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { generatedDocs, refreshed } from "../../scripts/generated-docs.ts";
import { projectPath } from "../support/project-path.ts";

describe("what is made from the code is fresh (npm run diagrams)", () => {
  test.each(generatedDocs().map((doc) => [doc.path, doc] as const))("%s", (path, doc) => {
    const page = readFileSync(projectPath(path), "utf8");
    expect(page).toBe(refreshed(page, doc));
  });
});

test("a page without the markers of a part is told apart from a stale one", () => {
  expect(() => refreshed("# A page", { path: "a.md", parts: { diagram: "new" } })).toThrow(
    "a.md has no place",
  );
  const stale = "<!-- diagram -->\nold\n<!-- end of diagram -->";
  expect(refreshed(stale, { path: "a.md", parts: { diagram: "new" } })).toBe(
    "<!-- diagram -->\n\nnew\n\n<!-- end of diagram -->",
  );
});
