import { defineConfig } from "vitest/config";

/** `npm run full` asks for more runs of each property, which take longer. */
const isFull = process.env["LOCKSTEP_RUNS"] !== undefined;

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/support/property-runs.ts"],
    // All cores: left to itself, vitest leaves one idle, which on two is half of the machine.
    maxWorkers: "100%",
    testTimeout: isFull ? 1_800_000 : 30_000,
    // A machine's whole walk is made once for all tests of its vendor: some seconds of a core, and all may be busy.
    hookTimeout: 60_000,
  },
});
