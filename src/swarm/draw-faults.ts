import { describeKinds, type KindDescription } from "../faults/description.ts";
import type { FaultKind } from "../faults/kind.ts";
import type { Random } from "../kernel/ports.ts";
import { aim, type FaultAiming } from "./aim-fault.ts";
import { type Moment, momentsOf } from "./draw-steps.ts";
import { dayMs, hourMs, logUniform, minuteMs, secondMs, written } from "./draws.ts";
import type { SwarmFault, SwarmStep } from "./plan.ts";

/** How much goes wrong in a world, drawn once for each. */
export interface FaultWeather {
  /** The kinds that may happen, the common ones more than once. */
  readonly kinds: readonly string[];
  /** How many faults a day that come at any time. */
  readonly timedPerDay: number;
  /** At how many of the moments that matter something breaks. */
  readonly metShare: number;
}

export interface FaultDrawing extends FaultAiming {
  readonly steps: readonly SwarmStep[];
  readonly chaosMs: number;
}

/** What all locks share breaks no more often in a larger fleet than in one of so many. */
const locksOfSmallFleet = 10;

/** What ends the same connection again and again lasts no longer than this: after some thirty returns it only costs events. */
const recurringMaxMs = 15 * minuteMs;

/** A table that nobody has a reason to look at is read four times a day. What hides one list or a few is there when they are asked for. */
const hidingLeastMs = 12 * hourMs;

/** So many times as often as the others the commonest kinds of a world may come. */
const prevalences = [1, 1, 1, 2, 4, 8];

/**
 * Which kinds are on, and how hard. Not all in every world: what is always there hides what it makes impossible, and a world
 * in which no door may lie is judged the most strictly.
 */
export function drawWeather(random: Random, kinds: Readonly<Record<string, FaultKind>>): FaultWeather {
  const share = random.pick([0.05, 0.15, 0.4, 0.8]);
  const mayLie = random.chance(0.5);
  const on = Object.entries(kinds)
    .filter(([, { harm }]) => mayLie || harm === "nothing")
    .filter(() => random.chance(share))
    .flatMap(([name]) => Array.from({ length: random.pick(prevalences) }, () => name));
  return {
    kinds: on,
    timedPerDay: random.pick([0, 1, 3, 8]),
    metShare: random.pick([0, 0.2, 0.5, 0.8]),
  };
}

/** The faults of a world: those that come at any time, and those that meet what is being done or is due just then. */
export function drawFaults(drawing: FaultDrawing, weather: FaultWeather): SwarmFault[] {
  const { random, chaosMs, steps } = drawing;
  const described = new Map(describeKinds(drawing.kinds).map((kind) => [kind.kind, kind]));
  const on = weather.kinds.flatMap((name) => described.get(name) ?? []);
  if (on.length === 0) return [];
  const timed = Array.from({ length: Math.round((weather.timedPerDay * chaosMs) / dayMs) }, () =>
    timedFault(drawing, random.pick(on), random.int(0, chaosMs - 1)),
  );
  const sharedShare = Math.min(1, locksOfSmallFleet / drawing.fleet.length);
  const met = momentsOf(steps, chaosMs)
    .filter(() => random.chance(weather.metShare))
    .map((moment) => {
      const kind = random.pick(on);
      return random.chance(0.5)
        ? triggeredFault(drawing, kind, moment)
        : spanningFault(drawing, kind, moment);
    })
    // There are as many moments as there are locks, and each could break what concerns them all.
    .filter((fault) => !fault || !isShared(fault.fault.target) || random.chance(sharedShare));
  return [...timed, ...met].flatMap((fault) => fault ?? []).sort((one, other) => one.at - other.at);
}

/** Whether more than the locks of one hub suffer by what is aimed so. */
const isShared = (target: string): boolean =>
  !["lock:", "hub:", "link:hub:"].some((narrow) => target.startsWith(narrow));

/** How long a fault of the kind may last, where others may last so long. */
const atMost = (otherwiseMs: number, { kinds }: FaultAiming, { kind }: KindDescription): number =>
  kinds[kind]?.recurs ? Math.min(otherwiseMs, recurringMaxMs) : otherwiseMs;

function timedFault(
  drawing: FaultDrawing,
  kind: KindDescription,
  at: number,
  lastsMs = logUniform(drawing.random, minuteMs, atMost(8 * hourMs, drawing, kind)),
  lock?: string,
): SwarmFault | undefined {
  const aimed = aim(drawing, kind, lock);
  if (!aimed) return undefined;
  const counting = drawCounting(drawing.random, kind);
  // What makes no sense at once waits for the next command.
  const when = kind.needs_when && !counting ? { after: { event: "command" } } : counting;
  return { at, fault: { ...aimed, ...(when && { when }), ...lasting(lastsMs, drawing, kind, counting) } };
}

/** Something has been broken for a while when the moment comes, and stays so for a while. */
function spanningFault(
  drawing: FaultDrawing,
  kind: KindDescription,
  { at, lock }: Moment,
): SwarmFault | undefined {
  const { random } = drawing;
  const before = Math.min(at, logUniform(random, secondMs, atMost(hourMs, drawing, kind) / 2));
  const after = logUniform(random, secondMs, atMost(8 * hourMs, drawing, kind) / 2);
  return timedFault(drawing, kind, at - before, before + after, lock);
}

/** Something breaks soon after the moment: at a request, at a command, or at what comes of it. */
function triggeredFault(
  drawing: FaultDrawing,
  kind: KindDescription,
  { at, lock }: Moment,
): SwarmFault | undefined {
  const { random } = drawing;
  const aimed = aim(drawing, kind, lock);
  if (!aimed) return undefined;
  const event = random.pick(["request", "command", "command", "write", "access_code.*", "message"]);
  const after = { event, delay: written(random.int(0, 3 * secondMs)), nth: random.int(1, 4) };
  const counting = drawCounting(random, kind);
  const when = { after, ...counting };
  const lastsMs = logUniform(random, secondMs, atMost(hourMs, drawing, kind));
  return { at: Math.max(0, at - 1), fault: { ...aimed, when, ...lasting(lastsMs, drawing, kind, counting) } };
}

/** How long a fault lasts, as it is written: what acts once lasts for no time. */
function lasting(
  drawnMs: number,
  { kinds }: FaultAiming,
  { kind, acts }: KindDescription,
  counting: ReturnType<typeof drawCounting>,
): { readonly for?: string } {
  if (acts === "once") return {};
  const hidesFew = kinds[kind]?.hidesCodes && counting && !("p" in counting);
  return { for: written(hidesFew ? Math.max(drawnMs, hidingLeastMs) : drawnMs) };
}

/** Which of what they observe kinds hit that act on it one by one; `undefined`: all. */
function drawCounting(
  random: Random,
  { acts }: KindDescription,
): Readonly<Record<string, number>> | undefined {
  if (acts !== "watching") return undefined;
  switch (random.int(0, 3)) {
    case 0:
      return { nth: random.int(1, 6) };
    case 1:
      return { p: random.pick([0.1, 0.3, 0.6, 0.9]) };
    case 2:
      return { skip: random.int(0, 3), count: random.int(1, 3) };
    default:
      return undefined;
  }
}
