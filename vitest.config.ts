import { defineConfig } from "vitest/config";

/** `npm run full` asks for more runs of each property, which take longer. */
const isFull = process.env["LOCKSTEP_RUNS"] !== undefined;

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/support/property-runs.ts"],
    testTimeout: isFull ? 1_800_000 : 30_000,
  },
});
