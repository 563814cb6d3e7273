/**
 * What the worlds of the swarm cost: seven virtual days of ten locks, things going wrong, and until all is at rest; with those
 * who watch the doors and without. Each world is lived through both ways, one after the other, so that both have the same
 * machine, and all times are those of the processor: what else the machine does changes them less than those by the clock. A
 * world that does not hold ends early with somebody watching, and is left out.
 *
 * Seeds are those of the swarm: `lockstep swarm --seeds 1..24 --days 7 --locks 10` lives through the same worlds.
 */
import { ownVendors } from "../src/lab/vendors.ts";
import { drawPlan } from "../src/swarm/draw-plan.ts";
import { playPlan } from "../src/swarm/play-plan.ts";
import { hand, median } from "./measurement.ts";
import { Stopwatch } from "./stopwatch.ts";

const warmUpSeeds = 4;
const seeds = 24;

interface Life {
  readonly seconds: number;
  readonly events: number;
  readonly holds: boolean;
}

async function live(seed: number, oracles: boolean): Promise<Life> {
  const plan = drawPlan({ seed, days: 7, locks: 10, plugins: ownVendors });
  const stopwatch = new Stopwatch();
  const end = await stopwatch.time(() => playPlan(plan, { oracles }));
  return {
    seconds: stopwatch.processorSeconds,
    events: end.events,
    holds: end.failure === undefined,
  };
}

for (let seed = 1; seed <= warmUpSeeds; seed++)
  for (const oracles of [true, false]) await live(seed, oracles);
const watched: Life[] = [];
const unwatched: Life[] = [];
for (let seed = 1; seed <= seeds; seed++) {
  // Whoever comes second finds the engine warmer: they take turns.
  const first = seed % 2 === 0;
  const one = await live(seed, first);
  const other = await live(seed, !first);
  const [withOracles, without] = first ? [one, other] : [other, one];
  if (withOracles.holds) {
    watched.push(withOracles);
    unwatched.push(without);
  }
  if (seed % 4 === 0) process.stderr.write(`  ${seed} of ${seeds} worlds\n`);
}
const secondsOf = (lives: readonly Life[]): number => lives.reduce((sum, { seconds }) => sum + seconds, 0);
const perMinute = (lives: readonly Life[]): number => (60 * lives.length) / secondsOf(lives);

hand([
  { what: "worlds per minute of a processor", value: perMinute(watched), unit: "", aim: { atLeast: 200 } },
  { what: "the same, nobody watching", value: perMinute(unwatched), unit: "" },
  {
    what: "what the oracles add",
    value: (secondsOf(watched) / secondsOf(unwatched) - 1) * 100,
    unit: "%",
    aim: { atMost: 20 },
  },
  {
    what: "the world in the middle",
    value: median(watched.map(({ seconds }) => seconds * 1000)),
    unit: "ms",
  },
  { what: "the longest world", value: Math.max(...watched.map(({ seconds }) => seconds * 1000)), unit: "ms" },
  {
    what: "kernel events of a world",
    value: watched.reduce((sum, { events }) => sum + events, 0) / watched.length,
    unit: "",
  },
  { what: "worlds left out, which did not hold", value: seeds - watched.length, unit: "" },
]);
