/**
 * What the worlds of the swarm cost: seven virtual days of ten locks, things going wrong, and until all is at rest; with those
 * who watch the doors and without. Each world is lived through both ways, one after the other, so that both have the same
 * machine. A world that does not hold would be shorter, and is an error.
 *
 * Seeds are those of the swarm: `lockstep swarm --seeds 1-24 --days 7 --locks 10` lives through the same worlds.
 */
import assert from "node:assert/strict";
import { ownVendors } from "../src/lab/vendors.ts";
import { drawPlan } from "../src/swarm/draw-plan.ts";
import { playPlan } from "../src/swarm/play-plan.ts";
import { hand } from "./measurement.ts";
import { Stopwatch } from "./stopwatch.ts";

const warmUpSeeds = 4;
const seeds = 24;

const watched = new Stopwatch();
const unwatched = new Stopwatch();
let events = 0;

async function live(seed: number, oracles: boolean): Promise<void> {
  const plan = drawPlan({ seed, days: 7, locks: 10, plugins: ownVendors });
  const end = await playPlan(plan, { oracles });
  assert.equal(end.failure, undefined, `seed ${seed} did not hold: ${end.failure?.kind}`);
  if (oracles) events += end.events;
}

for (let seed = 1; seed <= warmUpSeeds; seed++)
  for (const oracles of [true, false]) await live(seed, oracles);
events = 0;
for (let seed = 1; seed <= seeds; seed++) {
  // Whoever comes second finds the engine warmer: they take turns.
  for (const oracles of seed % 2 === 0 ? [true, false] : [false, true]) {
    await (oracles ? watched : unwatched).time(() => live(seed, oracles));
  }
  if (seed % 6 === 0) process.stderr.write(`  ${seed} of ${seeds} worlds\n`);
}
const withOracles = watched.rateOf(seeds).perProcessorSecond;
const without = unwatched.rateOf(seeds).perProcessorSecond;

hand([
  { what: "worlds per minute of a processor", value: withOracles * 60, unit: "", aim: { atLeast: 200 } },
  { what: "the same, nobody watching", value: without * 60, unit: "" },
  { what: "what the oracles add", value: (without / withOracles - 1) * 100, unit: "%", aim: { atMost: 20 } },
  { what: "kernel events of a world", value: events / seeds, unit: "" },
]);
