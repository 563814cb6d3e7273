/** What is read of vitest's JSON report. */
export interface TestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly unknown[];
  }[];
}

/**
 * How many held and how many did not: tests, test files that could not even be loaded, and checks besides them. A run of tests that
 * failed without saying where, or left no report, counts as one failure.
 */
export function countResults(
  report: TestReport | undefined,
  failedChecks: number,
  exitCode: number,
): { passed: number; failed: number } {
  const { numPassedTests = 0, numFailedTests = 0, testResults = [] } = report ?? {};
  const unloaded = testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  const failedTests = numFailedTests + unloaded.length;
  const unexplained = failedTests === 0 && (exitCode !== 0 || numPassedTests === 0) ? 1 : 0;
  return { passed: numPassedTests, failed: failedTests + unexplained + failedChecks };
}
