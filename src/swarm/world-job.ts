import { ownVendors } from "../lab/vendors.ts";
import { drawPlan } from "./draw-plan.ts";
import { playPlan, type WorldEnd } from "./play-plan.ts";

/** One world to be lived through, as a worker is told of it. */
export interface WorldJob {
  readonly seed: number;
  readonly days: number;
  readonly locks: number;
  /** Twice, and both times must give the same digest. */
  readonly twice: boolean;
}

/** Draws a world and lives through it. */
export async function liveThrough({ seed, days, locks, twice }: WorldJob): Promise<WorldEnd> {
  const plan = drawPlan({ seed, days, locks, plugins: ownVendors });
  const end = await playPlan(plan);
  if (!twice || end.failure) return end;
  const again = await playPlan(plan);
  if (again.digest === end.digest) return end;
  const words = `the same seed gave ${end.digest.slice(0, 12)} and then ${again.digest.slice(0, 12)}`;
  return { ...end, failure: { kind: "not deterministic", words, at: plan.start, trace: [] } };
}
