#!/usr/bin/env node
// Nothing of ours is imported before the version is known: an older Node would fail on it without words.
import * as nodeModule from "node:module";
import { versionProblem } from "./node-version.ts";

// Whoever reads the output may have seen enough before its end, as `head` has: then nothing is left to be done.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(1);
});

const problem = versionProblem(process.versions.node);
if (problem === undefined) {
  // Compiling what the lab is made of takes half of a start.
  nodeModule.enableCompileCache();
  const { runProgram } = await import("./program.ts");
  process.exitCode = await runProgram(process.argv.slice(2));
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
