import fc from "fast-check";
import { expect, test } from "vitest";
import { histories } from "../support/door-history.ts";
import { playHistory } from "../support/play-history.ts";

/** More histories for a long night: `LOCKSTEP_RUNS=5000 LOCKSTEP_SEED=2`. */
const numRuns = Number(process.env["LOCKSTEP_RUNS"] ?? 80);
const seed = Number(process.env["LOCKSTEP_SEED"] ?? 20_260_101);

test("whatever happens, a door opens with what it was given and with nothing else", async () => {
  await fc.assert(
    fc.asyncProperty(histories(20), async (history) => {
      expect(await playHistory(history)).toBeUndefined();
    }),
    { numRuns, seed },
  );
}, 3_600_000);
