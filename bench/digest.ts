/** Prints the digests of some of the swarm's worlds, one JSON list, on whichever Node runs it. */
import { ownVendors } from "../src/lab/vendors.ts";
import { drawPlan } from "../src/swarm/draw-plan.ts";
import { playPlan } from "../src/swarm/play-plan.ts";

const digests: string[] = [];
for (const seed of [1, 2, 3]) {
  digests.push((await playPlan(drawPlan({ seed, days: 2, locks: 11, plugins: ownVendors }))).digest);
}
process.stdout.write(JSON.stringify(digests));
