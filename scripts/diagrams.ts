/** Writes the parts of the docs that are made from the code: diagrams, facts, refusals, kinds of fault. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { generatedDocs, refreshed } from "./generated-docs.ts";

for (const doc of generatedDocs()) {
  const file = fileURLToPath(new URL(`../${doc.path}`, import.meta.url));
  const before = readFileSync(file, "utf8");
  const after = refreshed(before, doc);
  if (after !== before) writeFileSync(file, after);
  process.stdout.write(`${doc.path}: ${after === before ? "fresh" : "written"}\n`);
}
