import { expect, test } from "vitest";
import { countResults } from "../../scripts/test-report.ts";

const held = { numPassedTests: 7, numFailedTests: 0, testResults: [] };

test("a run in which everything held has no failures", () => {
  expect(countResults(held, 0, 0)).toEqual({ passed: 7, failed: 0 });
});

test("failed tests, files that could not be loaded, and failed checks each count", () => {
  const report = {
    numPassedTests: 5,
    numFailedTests: 2,
    testResults: [
      { status: "failed", assertionResults: [{}, {}] },
      { status: "failed", assertionResults: [] },
      { status: "passed", assertionResults: [{}] },
    ],
  };
  expect(countResults(report, 0, 1)).toEqual({ passed: 5, failed: 3 });
  expect(countResults(held, 2, 0)).toEqual({ passed: 7, failed: 2 });
});

test("tests that failed without saying where are a failure: an unhandled rejection, a run that was cut short", () => {
  expect(countResults(held, 0, 1)).toEqual({ passed: 7, failed: 1 });
  expect(countResults(undefined, 0, 137)).toEqual({ passed: 0, failed: 1 });
});

test("a run of no tests at all has not held", () => {
  expect(countResults({ ...held, numPassedTests: 0 }, 0, 0)).toEqual({ passed: 0, failed: 1 });
});
