/**
 * `npm run fuzz`: a hundred thousand inputs of every kind of nonsense, and a table of how many of each there were. Ends with 1 when
 * one of them did what it should not; the failure, with the seed that shows it again, stands above the table.
 *
 * LOCKSTEP_FUZZ: how many requests (26000); messages, fleets and files go with them, three times as many.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { textTable } from "../src/cli/text-table.ts";

const requests = process.env["LOCKSTEP_FUZZ"] ?? "26000";
/** How often it says how far it is, in seconds. */
const progressEveryS = 15;

const folder = mkdtempSync(join(tmpdir(), "lockstep-fuzz-run-"));
const tally = join(folder, "tally");

/** How many inputs of each kind there have been. */
function countsSoFar(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  if (!existsSync(tally)) return counts;
  for (const line of readFileSync(tally, "utf8").split("\n").slice(0, -1)) {
    const [kind = "", count] = line.split("\t");
    counts.set(kind, (counts.get(kind) ?? 0) + Number(count));
  }
  return counts;
}

const sumOf = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

const secondsSince = (begun: number): number => Math.round((performance.now() - begun) / 1000);

const begun = performance.now();
const vitest = spawn("vitest", ["run", "test/api/fuzz.test.ts", "test/fuzz"], {
  stdio: "inherit",
  env: { ...process.env, LOCKSTEP_RUNS: "1", LOCKSTEP_FUZZ: requests, LOCKSTEP_FUZZ_TALLY: tally },
});
const progress = setInterval(() => {
  const counts = [...countsSoFar()].map(([kind, count]) => `${kind} ${count}`).join(", ");
  process.stderr.write(`  ${secondsSince(begun)} s: ${counts}\n`);
}, progressEveryS * 1000);
const [code] = await once(vitest, "exit");
clearInterval(progress);

const counts = countsSoFar();
const rows = [...counts].map(([kind, count]) => [kind, count.toLocaleString("en")]);
const table = textTable(["inputs", "how many"], [...rows, ["all", sumOf(counts).toLocaleString("en")]]);
process.stdout.write(`\n${table}\n\n${code === 0 ? "held" : "NOT held"}, in ${secondsSince(begun)} s\n`);
rmSync(folder, { recursive: true });
process.exitCode = code === 0 ? 0 : 1;
