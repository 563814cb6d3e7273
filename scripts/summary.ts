/**
 * Ends a run of CI: prints `N passed, N failed` and exits with 1 when anything failed. Arguments: vitest's JSON report, how
 * many checks besides the tests failed, the exit code of the tests.
 */
import { readFileSync } from "node:fs";
import { countResults, type TestReport } from "./test-report.ts";

const [path = "", failedChecks = "0", exitCode = "1"] = process.argv.slice(2);

/** A run that was cut short has left no report, or half of one. */
function readReport(): TestReport | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

const { passed, failed } = countResults(readReport(), Number(failedChecks), Number(exitCode));
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
