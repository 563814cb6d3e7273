import { appendFileSync } from "node:fs";

/** What LOCKSTEP_FUZZ counts is requests; a message, a fleet or a file is dearer, and so are a few of them enough. */
const requestsPerRun = 200;

/** How often a fuzz property is tried: a few times in `npm test`, many times as often in `npm run fuzz`. */
export const fuzzRuns = (few: number): { readonly numRuns: number } => ({
  numRuns: Math.ceil(few * Math.max(1, Number(process.env["LOCKSTEP_FUZZ"] ?? 0) / requestsPerRun)),
});

/** So many inputs are counted before they are told: a file is not written for every one. */
const toldTogether = 100;

/**
 * Counts inputs of one kind, and tells `npm run fuzz` of them: a line `<kind>\t<how many>` in the file that LOCKSTEP_FUZZ_TALLY
 * names, and the last ones when `done` is called.
 */
export function tallyOf(kind: string): { count(inputs?: number): void; done(): void } {
  const file = process.env["LOCKSTEP_FUZZ_TALLY"];
  let untold = 0;
  const tell = () => {
    if (file !== undefined && untold > 0) appendFileSync(file, `${kind}\t${untold}\n`);
    untold = 0;
  };
  return {
    count: (inputs = 1) => {
      untold += inputs;
      if (untold >= toldTogether) tell();
    },
    done: tell,
  };
}
