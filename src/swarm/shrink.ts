import type { SwarmPlan } from "./plan.ts";
import type { WorldFailure } from "./play-plan.ts";

/** Plays a plan; resolves to how it failed. */
export type Play = (plan: SwarmPlan) => Promise<WorldFailure | undefined>;

/** How many worlds are played to make one small. */
export const shrinkTriesMax = 120;

/**
 * Makes a plan that fails smaller, as long as it fails in the same way: what came after the failure goes, then halves, then
 * quarters, down to single faults and steps (delta debugging). At most {@link shrinkTriesMax} worlds are played.
 */
export async function shrink(plan: SwarmPlan, failure: WorldFailure, play: Play): Promise<SwarmPlan> {
  let tries = 0;
  const stillFails = async (candidate: SwarmPlan): Promise<boolean> => {
    if (tries >= shrinkTriesMax) return false;
    tries++;
    return (await play(candidate))?.kind === failure.kind;
  };
  let smallest = plan;
  const failedAfter = Date.parse(failure.at) - Date.parse(plan.start);
  const cut = upTo(plan, failedAfter);
  if (await stillFails(cut)) smallest = cut;
  for (const part of ["faults", "steps", "faults"] as const) {
    const without = (kept: readonly unknown[]) => ({ ...smallest, [part]: kept }) as SwarmPlan;
    const kept = await reduce<unknown>(smallest[part], (candidate) => stillFails(without(candidate)));
    smallest = without(kept);
  }
  return smallest;
}

const upTo = (plan: SwarmPlan, end: number): SwarmPlan => ({
  ...plan,
  steps: plan.steps.filter(({ at }) => at <= end),
  faults: plan.faults.filter(({ at }) => at <= end),
});

/** Takes parts out of a list, large ones first, while what is left keeps failing. */
async function reduce<T>(
  all: readonly T[],
  stillFails: (kept: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let kept = all;
  let size = Math.ceil(kept.length / 2);
  while (kept.length > 0 && size > 0) {
    let hasShrunk = false;
    for (let from = 0; from < kept.length; ) {
      const candidate = [...kept.slice(0, from), ...kept.slice(from + size)];
      if (await stillFails(candidate)) {
        kept = candidate;
        hasShrunk = true;
      } else {
        from += size;
      }
    }
    if (size === 1 && !hasShrunk) break;
    size = size === 1 ? 1 : Math.floor(size / 2);
  }
  return kept;
}
