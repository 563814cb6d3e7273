import type { VendorPlugin } from "../lab/fleet.ts";
import { vendorsByName, vendorsWith } from "../lab/vendors.ts";
import { drawPlan } from "./draw-plan.ts";
import type { SwarmPlan } from "./plan.ts";
import { playPlan, type WorldEnd } from "./play-plan.ts";

/** What a world is drawn from, beside its seed. */
export interface WorldKind {
  /** How long things go wrong, in virtual days. */
  readonly days: number;
  readonly locks: number;
  /** The vendors whose locks there may be; all unless told. */
  readonly vendors?: readonly string[];
  /** URLs of modules with vendors beside our own, each of which exports `driver` and `simulator`. */
  readonly modules?: readonly string[];
}

/** One world to be lived through, as a worker is told of it. */
export interface WorldJob extends WorldKind {
  readonly seed: number;
  /** Twice, and both times must give the same digest. */
  readonly twice: boolean;
}

/** A world as it was drawn, and the vendors that it takes to play it. */
export interface DrawnWorld {
  readonly plan: SwarmPlan;
  readonly plugins: readonly VendorPlugin[];
}

/** Draws the world of a seed. */
export async function drawWorld(
  seed: number,
  { days, locks, vendors, modules = [] }: WorldKind,
): Promise<DrawnWorld> {
  const plugins = await Promise.all(modules.map(loaded));
  const known = vendorsWith(plugins);
  const names = vendors ?? Object.keys(known);
  const chosen = names.flatMap((name) => (known[name] ? [[name, known[name]] as const] : []));
  const plan = drawPlan({ seed, days, locks, plugins: vendorsByName(Object.fromEntries(chosen)) });
  return { plan, plugins };
}

/** Draws a world and lives through it. */
export async function liveThrough({ seed, twice, ...kind }: WorldJob): Promise<WorldEnd> {
  const { plan, plugins } = await drawWorld(seed, kind);
  const end = await playPlan(plan, { plugins });
  if (!twice || end.failure) return end;
  const again = await playPlan(plan, { plugins });
  if (again.digest === end.digest) return end;
  const words = `the same seed gave ${end.digest.slice(0, 12)} and then ${again.digest.slice(0, 12)}`;
  return { ...end, failure: { kind: "not deterministic", words, at: plan.start, trace: [] } };
}

async function loaded(module: string): Promise<VendorPlugin> {
  const { driver, simulator } = await import(module);
  return { driver, simulator };
}
