import type { Random } from "../kernel/ports.ts";
import type { NamedLock } from "./draw-faults.ts";
import type { PlannedChange, PlannedWindow, SwarmStep } from "./plan.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How busy a world is, drawn once for each. */
interface Traffic {
  readonly codesPerLockAndDay: number;
  /** How much of it is done by other hands. */
  readonly ownersShare: number;
}

export interface StepDrawing {
  readonly random: Random;
  readonly fleet: readonly NamedLock[];
  readonly chaosMs: number;
}

/** What clients ask, what owners do and who presses keys, from the start to the end of the chaos. */
export function drawSteps({ random, fleet, chaosMs }: StepDrawing): SwarmStep[] {
  const traffic: Traffic = {
    codesPerLockAndDay: random.pick([0.2, 0.5, 1]),
    ownersShare: random.pick([0, 0, 0.2]),
  };
  let count = 0;
  const steps = fleet.flatMap((lock) => {
    const codes = Math.max(1, Math.round((traffic.codesPerLockAndDay * chaosMs) / dayMs));
    return Array.from({ length: codes }, () => {
      count++;
      return [
        ...lifeOfCode(random, lock.name, `code-${count}`, chaosMs),
        ...(random.chance(traffic.ownersShare) ? [ownersStep(random, lock.name, chaosMs)] : []),
      ];
    }).flat();
  });
  return steps.sort((one, other) => one.at - other.at);
}

function lifeOfCode(random: Random, lock: string, key: string, chaosMs: number): SwarmStep[] {
  const at = random.int(0, Math.floor(chaosMs * 0.8));
  const window = random.chance(0.6) ? drawWindow(random) : undefined;
  const create: SwarmStep = {
    at,
    do: "create",
    key,
    lock,
    ...(random.chance(0.6) && { pin: random.int(0, 5) }),
    ...(window && { window }),
    prefersNative: random.chance(0.8),
    acceptsExternalChange: random.chance(0.2),
  };
  const later = (): number => Math.min(chaosMs - 1, at + Math.round(minuteMs * 2000 ** random.float()));
  const steps: SwarmStep[] = [create];
  if (random.chance(0.5)) steps.push({ at: later(), do: "update", key, change: drawChange(random) });
  if (random.chance(0.4)) steps.push({ at: later(), do: "delete", key });
  if (random.chance(0.1)) steps.push({ at: later(), do: "press", lock, pin: random.int(0, 5) });
  return steps;
}

/** Around the times at which something is due: at once, the hour of just in time, the three days of native schedules. */
const drawWindow = (random: Random): PlannedWindow => ({
  startsIn: random.pick([0, 1, 30, 59, 61, 90, 300, 1440, 2880, 4319, 4321]),
  lasts: random.pick([1, 10, 60, 180, 1440, 2880]),
});

function drawChange(random: Random): PlannedChange {
  switch (random.int(0, 3)) {
    case 0:
      return { field: "pin", pin: random.int(0, 5) };
    case 1:
      return {
        field: "name",
        name: random.pick(["Ada Lovelace", "Grace Hopper", "A guest with a long name"]),
      };
    case 2:
      return { field: "window", window: drawWindow(random) };
    default:
      return { field: "ongoing" };
  }
}

function ownersStep(random: Random, lock: string, chaosMs: number): SwarmStep {
  const at = random.int(0, chaosMs - 1);
  const place = random.int(0, 3);
  // Owners have PINs of their own, and sometimes a guest's.
  const pin = random.int(4, 9);
  return random.pick<SwarmStep>([
    { at, do: "ownerAdds", lock, pin },
    { at, do: "ownerChanges", lock, place, pin },
    { at, do: "ownerRemoves", lock, place },
  ]);
}
