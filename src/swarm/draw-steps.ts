import type { Random } from "../kernel/ports.ts";
import type { NamedLock } from "./aim-fault.ts";
import { dayMs, hourMs, logUniform, minuteMs, secondMs } from "./draws.ts";
import type { PlannedChange, PlannedWindow, SwarmStep } from "./plan.ts";

/** How busy a world is, drawn once for each. */
interface Traffic {
  readonly codesPerLockAndDay: number;
  /** How many of the codes are changed while they live. */
  readonly changedShare: number;
  /** How many of the codes have other hands about. */
  readonly ownersShare: number;
  /** How many times, when the lock hears of a code, its owner is just making one there. */
  readonly atOnceShare: number;
  /** How many of the codes are seen at the door. */
  readonly usedShare: number;
  /** How many times, in the life of a code, its client sees to what others have made on the lock, or to less common kinds of codes. */
  readonly uncommonShare: number;
}

export interface StepDrawing {
  readonly random: Random;
  readonly fleet: readonly NamedLock[];
  readonly chaosMs: number;
}

/** No code is left on a lock for longer than this. */
const stayMaxMs = 7 * dayMs;

/** What clients ask, what owners do and who presses keys, from the start to the end of the chaos. */
export function drawSteps({ random, fleet, chaosMs }: StepDrawing): SwarmStep[] {
  const traffic: Traffic = {
    codesPerLockAndDay: random.pick([0.3, 1, 3]),
    changedShare: random.pick([0.3, 0.6, 0.9]),
    ownersShare: random.pick([0, 0, 0.2, 0.6]),
    atOnceShare: random.pick([0, 0.3, 0.8]),
    usedShare: random.pick([0.2, 0.6]),
    uncommonShare: random.pick([0, 0.1, 0.4]),
  };
  let count = 0;
  const steps = fleet.flatMap(({ name }) => {
    const codes = Math.max(1, Math.round((traffic.codesPerLockAndDay * chaosMs) / dayMs));
    return Array.from({ length: codes }, () => {
      count++;
      return lifeOfCode({ random, lock: name, key: `code-${count}`, chaosMs, traffic });
    }).flat();
  });
  return steps.sort((one, other) => one.at - other.at);
}

function lifeOfCode({
  random,
  lock,
  key,
  chaosMs,
  traffic,
}: {
  readonly random: Random;
  readonly lock: string;
  readonly key: string;
  readonly chaosMs: number;
  readonly traffic: Traffic;
}): SwarmStep[] {
  const at = random.int(0, Math.floor(chaosMs * 0.8));
  const window = random.chance(0.6) ? drawWindow(random) : undefined;
  const pin = random.chance(0.6) ? random.int(0, 5) : undefined;
  const create = {
    at,
    do: "create" as const,
    key,
    lock,
    ...(pin !== undefined && { pin }),
    ...(window && { window }),
    prefersNative: random.chance(0.8),
    acceptsExternalChange: random.chance(0.2),
    ...(random.chance(traffic.uncommonShare / 2) && { isOffline: true }),
    ...(random.chance(traffic.uncommonShare / 4) && { hasBackups: true }),
  };
  const inChaos = (instant: number): number => Math.min(chaosMs - 1, instant);
  const soonAfter = (instant: number): number =>
    inChaos(instant + logUniform(random, secondMs, 10 * minuteMs));
  // While it is being programmed, or when it has long been there.
  const later = (): number =>
    random.chance(0.5) ? soonAfter(at) : inChaos(at + logUniform(random, 10 * minuteMs, 30 * hourMs));
  // Otherwise a world that lasts would be one of locks that are full.
  const lastDayOf = (guest: { readonly at: number; readonly key: string }): readonly SwarmStep[] =>
    guest.at + stayMaxMs < chaosMs ? [{ at: guest.at + stayMaxMs, do: "delete", key: guest.key }] : [];
  // Who has guests is at the door as well, and makes a code for somebody else while theirs is on its way.
  const ownerMeanwhile = (step: SwarmStep): readonly SwarmStep[] => {
    const makesOne = random.chance(traffic.atOnceShare);
    const madeAt = inChaos(writtenAt(step) + logUniform(random, secondMs, minuteMs));
    return makesOne ? [{ at: madeAt, do: "ownerAdds", lock, pin: ownersPin(random) }] : [];
  };
  const steps: SwarmStep[] = [create, ...ownerMeanwhile(create)];
  while (random.chance(traffic.changedShare * 0.6)) {
    const change = drawChange(random);
    const changedAt = later();
    const update = { at: changedAt, do: "update" as const, key, change };
    steps.push(update, ...ownerMeanwhile(update));
    // Its first PIN again, which may still be on its way out.
    if (change.field === "pin" && pin !== undefined && random.chance(0.5)) {
      steps.push({ at: soonAfter(changedAt), do: "update", key, change: { field: "pin", pin } });
    }
  }
  if (random.chance(0.4)) {
    const deletedAt = later();
    steps.push({ at: deletedAt, do: "delete", key });
    // The next guest has the same PIN.
    if (random.chance(0.2)) {
      const next = { ...create, at: soonAfter(deletedAt), key: `${key}-next` };
      steps.push(next, ...lastDayOf(next));
    }
  } else {
    steps.push(...lastDayOf(create));
  }
  if (random.chance(traffic.ownersShare)) steps.push(ownersStep(random, lock, later()));
  if (random.chance(traffic.uncommonShare)) steps.push(...uncommonSteps(random, lock, key, later));
  while (random.chance(traffic.usedShare)) {
    const action = random.pick(["lock", "unlock"] as const);
    steps.push(
      random.chance(0.6)
        ? { at: later(), do: "press", lock, key }
        : { at: later(), do: "operate", lock, action },
    );
  }
  return steps;
}

/** Around the times at which something is due: at once, the hour of just in time, the three days of native schedules. */
const drawWindow = (random: Random): PlannedWindow => ({
  startsIn: random.pick([0, 1, 30, 59, 61, 90, 300, 1440, 2880, 4319, 4321]),
  lasts: random.pick([1, 10, 60, 180, 1440, 2880]),
});

function drawChange(random: Random): PlannedChange {
  switch (random.int(0, 4)) {
    case 0:
    case 1:
      return { field: "pin", pin: random.int(0, 5) };
    case 2:
      return {
        field: "name",
        name: random.pick(["Ada Lovelace", "Grace Hopper", "A guest with a long name"]),
      };
    case 3:
      return { field: "window", window: drawWindow(random) };
    default:
      return { field: "ongoing" };
  }
}

/** Owners have PINs of their own, and sometimes a guest's. */
const ownersPin = (random: Random): number => random.int(4, 9);

function ownersStep(random: Random, lock: string, at: number): SwarmStep {
  const place = random.int(0, 3);
  const pin = ownersPin(random);
  return random.pick<SwarmStep>([
    { at, do: "ownerAdds", lock, pin },
    { at, do: "ownerAdds", lock, pin },
    { at, do: "ownerChanges", lock, place, pin },
    { at, do: "ownerRemoves", lock, place },
  ]);
}

/** What clients seldom do: codes change hands between them and others, and a guest is given a code that was kept ready. */
function uncommonSteps(random: Random, lock: string, key: string, later: () => number): readonly SwarmStep[] {
  const at = later();
  const place = random.int(0, 3);
  switch (random.int(0, 3)) {
    case 0: {
      const taken = `${key}-taken`;
      return [
        { at, do: "takeOver", lock, place, key: taken },
        { at: Math.max(at, later()), do: "delete", key: taken },
      ];
    }
    case 1:
      return [{ at, do: "takeOff", lock, place }];
    case 2:
      return [{ at, do: "letGo", key }];
    default:
      return [{ at, do: "pullBackup", key, backup: `${key}-backup` }];
  }
}

/**
 * Instants at which something is to happen at a lock: a request, other hands, the beginnings and ends of windows, and the hour before them.
 */
export interface Moment {
  readonly at: number;
  readonly lock: string;
}

/** The moments of these steps up to the end of the chaos, in the order of the steps. */
export function momentsOf(steps: readonly SwarmStep[], chaosMs: number): readonly Moment[] {
  const lockOf = new Map(
    steps.flatMap((step) => (step.do === "create" || step.do === "takeOver" ? [[step.key, step.lock]] : [])),
  );
  const moments = steps.flatMap((step) => {
    const lock = "lock" in step ? step.lock : (lockOf.get(step.key) ?? "");
    const edges = windowsOf(step).flatMap(({ startsIn, lasts }) => [startsIn, startsIn + lasts]);
    const ofWindow = edges.map((minutes) => step.at + minutes * minuteMs);
    return [...new Set([step.at, writtenAt(step), ...ofWindow])].map((at) => ({ at, lock }));
  });
  return moments.filter(({ at }) => at < chaosMs);
}

/** When the lock hears of it where codes come just in time. Before, nothing is done to it; where the lock keeps schedules, nothing is then. */
const writtenAt = (step: SwarmStep): number =>
  step.at + Math.max(0, ...windowsOf(step).map(({ startsIn }) => startsIn * minuteMs - hourMs));

const windowsOf = (step: SwarmStep): readonly PlannedWindow[] => {
  if (step.do === "create") return step.window ? [step.window] : [];
  return step.do === "update" && step.change.field === "window" ? [step.change.window] : [];
};
