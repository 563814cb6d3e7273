import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { projectPath } from "../support/project-path.ts";

const pages = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: projectPath("."),
  encoding: "utf8",
})
  .trim()
  .split("\n");

test.each(pages)("links of %s lead to files that exist", (page) => {
  const text = readFileSync(projectPath(page), "utf8");
  const targets = [...text.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map(
    ([, target = ""]) => target,
  );
  for (const target of targets) {
    expect(existsSync(projectPath(join(dirname(page), target))), `${page} -> ${target}`).toBe(true);
  }
});
