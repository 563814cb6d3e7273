import { RandomStreams } from "../kernel/random.ts";
import { planFleet, type VendorPlugin } from "../lab/fleet.ts";
import { faultKindsOf } from "../lab/vendors.ts";
import { afterTroubleMs, convergenceMs, hourMs, lookMs, writingMs } from "../oracles/bounds.ts";
import { drawFaults, drawWeather } from "./draw-faults.ts";
import { drawFleet } from "./draw-fleet.ts";
import { drawSteps } from "./draw-steps.ts";
import type { SwarmPlan } from "./plan.ts";

export interface PlanOptions {
  readonly seed: number;
  /** How long things go wrong, in virtual days. */
  readonly days: number;
  /** How many locks a world has. */
  readonly locks: number;
  readonly plugins: Readonly<Record<string, VendorPlugin>>;
}

/** An ordinary day, and both changes of the clocks, in America and in Europe. */
const starts = [
  "2026-06-01T00:00:00Z",
  "2026-03-06T00:00:00Z",
  "2026-10-30T00:00:00Z",
  "2026-03-27T00:00:00Z",
];

/** What other hands insist on rests for six hours before it is undone again. */
const suspensionMs = 6 * hourMs;

/** Draws a world: which locks, what is asked of them, what goes wrong. The same seed and the same vendors give the same plan. */
export function drawPlan({ seed, days, locks, plugins }: PlanOptions): SwarmPlan {
  const streams = new RandomStreams(seed);
  const fleet = drawFleet({ random: streams.stream("swarm/fleet"), plugins, locks });
  const chaosMs = Math.round(days * 24 * hourMs);
  const named = planFleet(fleet, plugins);
  const steps = drawSteps({ random: streams.stream("swarm/steps"), fleet: named, chaosMs });
  const kinds = faultKindsOf(plugins);
  const random = streams.stream("swarm/faults");
  const faults = drawFaults(
    { random, kinds, plugins, fleet: named, steps, chaosMs },
    drawWeather(random, kinds),
  );
  return {
    seed,
    start: streams.stream("swarm/start").pick(starts),
    fleet,
    steps,
    faults,
    chaosMs,
    settleMs: settleMsOf(Object.values(plugins)),
  };
}

/**
 * Until everything must be right again: every lock has been looked at, what was found wrong was put right, what had long
 * been tried in vain was tried once more, and what other hands had insisted on was undone.
 */
export const settleMsOf = (plugins: readonly VendorPlugin[]): number =>
  Math.max(
    ...plugins.map(
      ({ driver: { profile } }) =>
        lookMs(profile) +
        convergenceMs(profile) +
        writingMs(profile) +
        afterTroubleMs(profile) +
        suspensionMs +
        hourMs,
    ),
  );
