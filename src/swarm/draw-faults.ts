import { describeKinds, type KindDescription, type ParamDescription } from "../faults/description.ts";
import type { FaultKind } from "../faults/kind.ts";
import { boundsOf } from "../faults/params.ts";
import { parseDuration } from "../kernel/duration.ts";
import type { Random } from "../kernel/ports.ts";
import type { FleetLock, VendorPlugin } from "../lab/fleet.ts";
import type { SwarmFault, SwarmStep } from "./plan.ts";

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** How much goes wrong in a world, drawn once for each. */
export interface FaultWeather {
  /** The kinds that may happen. */
  readonly kinds: readonly string[];
  /** How many faults a day that come at any time. */
  readonly timedPerDay: number;
  /** How many of the requests are met by a fault. */
  readonly triggeredShare: number;
}

/** A lock as a plan names it: a lab of the same fleet gives the same names. */
export type NamedLock = Pick<FleetLock, "name" | "gateway" | "vendor">;

export interface FaultDrawing {
  readonly random: Random;
  readonly kinds: Readonly<Record<string, FaultKind>>;
  readonly plugins: Readonly<Record<string, VendorPlugin>>;
  readonly fleet: readonly NamedLock[];
  readonly steps: readonly SwarmStep[];
  readonly chaosMs: number;
}

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
    .map(([name]) => name);
  return {
    kinds: on,
    timedPerDay: random.pick([0, 1, 3, 8]),
    triggeredShare: random.pick([0, 0.2, 0.6, 0.9]),
  };
}

/** The faults of a world: those that come at any time, long or short, and those that meet what is just being done. */
export function drawFaults(drawing: FaultDrawing, weather: FaultWeather): SwarmFault[] {
  const { random, chaosMs, steps } = drawing;
  const described = new Map(describeKinds(drawing.kinds).map((kind) => [kind.kind, kind]));
  const on = weather.kinds.flatMap((name) => described.get(name) ?? []);
  if (on.length === 0) return [];
  const days = chaosMs / (24 * hourMs);
  const timed = Array.from({ length: Math.round(weather.timedPerDay * days) }, () =>
    timedFault(drawing, random.pick(on), random.int(0, chaosMs - 1)),
  );
  const met = steps
    .filter(() => random.chance(weather.triggeredShare))
    .map((step) => triggeredFault(drawing, random.pick(on), step));
  return [...timed, ...met].flatMap((fault) => fault ?? []).sort((one, other) => one.at - other.at);
}

function timedFault(drawing: FaultDrawing, kind: KindDescription, at: number): SwarmFault | undefined {
  const { random } = drawing;
  const aimed = aim(drawing, kind);
  if (!aimed) return undefined;
  const isOnce = kind.acts === "once";
  const lasting = isOnce ? undefined : written(logUniform(random, minuteMs, 8 * hourMs));
  const counting = kind.acts === "watching" ? drawCounting(random) : undefined;
  // What makes no sense at once waits for the next command.
  if (kind.needs_when && !counting) {
    return {
      at,
      fault: { ...aimed, when: { after: { event: "command" } }, ...(lasting && { for: lasting }) },
    };
  }
  return { at, fault: { ...aimed, ...(counting && { when: counting }), ...(lasting && { for: lasting }) } };
}

/** Soon after a request something breaks for a moment: at the request, at a command, or at what comes of it. */
function triggeredFault(
  drawing: FaultDrawing,
  kind: KindDescription,
  step: SwarmStep,
): SwarmFault | undefined {
  const { random } = drawing;
  const aimed = aim(drawing, kind, "lock" in step ? step.lock : undefined);
  if (!aimed) return undefined;
  const event = random.pick(["request", "command", "command", "write", "access_code.*", "message"]);
  const isOnce = kind.acts === "once";
  const after = { event, delay: written(random.int(0, 3 * secondMs)), nth: random.int(1, 4) };
  const fault = {
    ...aimed,
    when: { after },
    ...(!isOnce && { for: written(logUniform(random, secondMs, 10 * minuteMs)) }),
  };
  return { at: Math.max(0, step.at - 1), fault };
}

/** Kind, target and parameters; `undefined` where nothing in this fleet can suffer it. */
function aim(
  { random, kinds, plugins, fleet }: FaultDrawing,
  { kind: name, targets, params }: KindDescription,
  lockName?: string,
): SwarmFault["fault"] | undefined {
  const kind = kinds[name];
  const able = fleet.filter(({ vendor }) => canSuffer(plugins[vendor], kind));
  const [first] = targets;
  if (able.length === 0 || first === undefined) return undefined;
  const victim = able.find((lock) => lock.name === lockName) ?? random.pick(able);
  const drawn = Object.fromEntries(
    params.flatMap((param) => {
      const value = drawParam(random, param, kind, plugins[victim.vendor]);
      return value === undefined ? [] : [[param.name, value]];
    }),
  );
  // The narrowest target is the commonest; a whole vendor, or everything behind the service, now and then.
  const target = random.chance(0.8) ? first : random.pick(targets);
  return {
    kind: name,
    target: targetOf(target, victim, random),
    ...(Object.keys(drawn).length > 0 && { params: drawn }),
  };
}

function targetOf(target: string, { name, gateway, vendor }: NamedLock, random: Random): string {
  switch (target) {
    case "lock":
      return `lock:${name}`;
    case "hub":
      return `hub:${gateway}`;
    // A lab of one workspace has one account with each vendor, whose id is not known beforehand.
    case "vendor":
    case "account":
      return `vendor:${vendor}`;
    case "link":
      return random.chance(0.5) ? "link:service>broker" : `link:hub:${gateway}>broker`;
    default:
      return target;
  }
}

function canSuffer(plugin: VendorPlugin | undefined, kind: FaultKind | undefined): boolean {
  if (!plugin) return false;
  const saysWord = Object.values(kind?.params ?? {}).some(({ form }) => form === "refusal");
  if (saysWord && wordsOf(plugin).length === 0) return false;
  const needs = kind?.needs;
  if (!needs) return true;
  const { parts, words, conditions } = plugin.simulator.frailties;
  if ("part" in needs) return parts.includes(needs.part);
  if ("word" in needs) return words[needs.word] !== undefined;
  // What most locks can be put in is not listed by any; the lab says so if this one cannot.
  return kind?.area !== "vendor" || Object.hasOwn(conditions, needs.condition);
}

function drawCounting(random: Random): Readonly<Record<string, number>> | undefined {
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

/** Near the default where there is one: what is far from it has been tried by whoever chose it. */
function drawParam(
  random: Random,
  { name, form, default: fallback, is_required }: ParamDescription,
  kind: FaultKind | undefined,
  plugin: VendorPlugin | undefined,
): string | number | boolean | undefined {
  const facts = kind?.params[name];
  if (!facts) return undefined;
  // Of the vendor's own words, those that all its locks are known to say.
  if (form === "refusal") return random.pick(wordsOf(plugin));
  if (form === "text") return undefined;
  if (!is_required && random.chance(0.5)) return undefined;
  switch (facts.form) {
    case "duration": {
      const usual = parseDuration(String(fallback ?? "1m"));
      const least = parseDuration(facts.min ?? "0s");
      const most = facts.max === undefined ? usual * 8 : parseDuration(facts.max);
      const wanted = logUniform(random, Math.max(1, usual / 8), Math.max(1, usual * 8));
      return written(Math.min(most, Math.max(least, wanted)));
    }
    case "number": {
      const most = Math.min(facts.max, Math.max(1, Number(fallback ?? facts.max) * 3));
      const drawn = facts.min + random.float() * (most - facts.min);
      return facts.isWhole ? Math.round(drawn) : Number(drawn.toFixed(3));
    }
    case "choice":
      return random.pick(facts.of);
    case "zone":
      return random.pick(["UTC", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]);
    case "boolean":
      return random.chance(0.5);
    default:
      throw new Error(`a parameter that ${boundsOf(facts)}`);
  }
}

const wordsOf = (plugin: VendorPlugin | undefined): readonly string[] =>
  Object.values(plugin?.simulator.frailties.words ?? {}).flatMap((word) => word ?? []);

const logUniform = (random: Random, from: number, to: number): number =>
  Math.round(from * (to / from) ** random.float());

const written = (milliseconds: number): string => `${milliseconds}ms`;
