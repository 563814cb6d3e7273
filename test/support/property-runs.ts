import fc from "fast-check";

/** How often each property is tried that does not say so itself. `npm run full` sets it. */
const runs = process.env["LOCKSTEP_RUNS"];
if (runs !== undefined) fc.configureGlobal({ numRuns: Number(runs) });
