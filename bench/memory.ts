/** What a lab of idle locks holds in memory. Arguments: vendor, count, locks per hub. */
import assert from "node:assert/strict";
import { createLab } from "../src/index.ts";

const [vendor = "", count = "", locksPerHub = ""] = process.argv.slice(2);

function usedBytes(): number {
  assert(globalThis.gc, "run with --expose-gc");
  for (let times = 0; times < 4; times++) globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const lab = await createLab({
  fleet: [{ vendor, count: Number(count), locksPerHub: Number(locksPerHub) }],
});
// A minute later nothing of the start is left over.
await lab.advance("1m");
// Whoever wants the lab gone ends the process: saying goodbye to ten thousand hubs is no part of this.
process.stdout.write(`${usedBytes()}\n`);
