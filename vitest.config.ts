import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/support/longest-first.ts";

/** `npm run full` asks for more runs of each property, which take longer. */
const isFull = process.env["LOCKSTEP_RUNS"] !== undefined;

/** For vitest an order of ours comes before one that is asked for. */
const isShuffled = process.argv.some((argument) => argument.startsWith("--sequence.shuffle"));

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: [
      // Before whatever else a process loads: some of it keeps the globals that it finds.
      "src/kernel/patched-globals.ts",
      "test/support/property-runs.ts",
      "test/support/process-left-alone.ts",
    ],
    // A process of its own for each file would load the whole product each time, and have it compiled anew.
    isolate: false,
    // One more than cores: there is always a file that waits for something outside, a process or the wall clock.
    maxWorkers: availableParallelism() + 1,
    sequence: isShuffled ? {} : { sequencer: LongestFirst },
    testTimeout: isFull ? 1_800_000 : 30_000,
    // A machine's whole walk is made once for all tests of its vendor: some seconds of a core, and all may be busy.
    hookTimeout: 60_000,
  },
});
