/** What LOCKSTEP_FUZZ counts is requests; a message, a fleet or a file is dearer, and so are a few of them enough. */
const requestsPerRun = 200;

/** How often a fuzz property is tried: a few times in `npm test`, a hundred times as often in `npm run fuzz`. */
export const fuzzRuns = (few: number): { readonly numRuns: number } => ({
  numRuns: Math.ceil(few * Math.max(1, Number(process.env["LOCKSTEP_FUZZ"] ?? 0) / requestsPerRun)),
});
