/**
 * `node test/clients/measure-paths.ts`: asks this lab and @seamapi/fake-seam-connect, both started here, which methods they
 * take on each path that Seam specifies, and writes `fixtures/api/paths.json`. Fetches the fake with npx.
 */
import { writeFileSync } from "node:fs";
import { openapi } from "@seamapi/types/connect";
import { createLab } from "../../src/index.ts";
import { projectPath } from "../support/project-path.ts";
import { fakeVersion, startFake } from "./fake-process.ts";
import { offeredGroups } from "./offered-groups.ts";

const methods = ["DELETE", "GET", "PATCH", "POST", "PUT"];

/** Those that it does not refuse as such. A path that it does not know takes none. */
async function methodsAt(url: string, path: string): Promise<string[]> {
  const answers = await Promise.all(
    methods.map(async (method) => {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { authorization: "Bearer seam_apikey1_token" },
      });
      const text = await response.text();
      const isUnknown = text === "404" || text.includes('"type":"not_found"');
      return isUnknown || response.status === 405 ? [] : [method];
    }),
  );
  return answers.flat();
}

const lab = await createLab({ compat: "fake-seam-connect" });
const here = await lab.listen();
const fake = await startFake();
try {
  const paths: Record<string, { specified: string[]; here: string[]; fake: string[] }> = {};
  for (const [path, operations] of Object.entries(openapi.paths)) {
    if (!offeredGroups.includes(path.split("/")[1] ?? "")) continue;
    paths[path] = {
      specified: Object.keys(operations as object)
        .map((method) => method.toUpperCase())
        .sort(),
      here: await methodsAt(here, path),
      fake: await methodsAt(fake.url, path),
    };
  }
  writeFileSync(
    projectPath("fixtures/api/paths.json"),
    `${JSON.stringify({ fakeVersion, paths }, null, 2)}\n`,
  );
} finally {
  fake.end();
  await lab.close();
}
