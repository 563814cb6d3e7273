import type { KindDescription, ParamDescription } from "../faults/description.ts";
import type { FaultKind } from "../faults/kind.ts";
import { boundsOf } from "../faults/params.ts";
import { parseDuration } from "../kernel/duration.ts";
import type { Random } from "../kernel/ports.ts";
import type { FleetLock, VendorPlugin } from "../lab/fleet.ts";
import { logUniform, written } from "./draws.ts";
import type { SwarmFault } from "./plan.ts";

/** A lock as a plan names it: a lab of the same fleet gives the same names. */
export type NamedLock = Pick<FleetLock, "name" | "gateway" | "vendor">;

export interface FaultAiming {
  readonly random: Random;
  readonly kinds: Readonly<Record<string, FaultKind>>;
  readonly plugins: Readonly<Record<string, VendorPlugin>>;
  readonly fleet: readonly NamedLock[];
}

/** Kind, target and parameters; `undefined` where nothing in this fleet can suffer it. */
export function aim(
  { random, kinds, plugins, fleet }: FaultAiming,
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
  const params = Object.values(kind?.params ?? {});
  if (params.some((param) => param.form === "refusal" && wordsOf(plugin, param.isDrawnOpen).length === 0)) {
    return false;
  }
  const needs = kind?.needs;
  if (!needs) return true;
  const { parts, words, conditions } = plugin.simulator.frailties;
  if ("part" in needs) return parts.includes(needs.part);
  if ("word" in needs) return words[needs.word] !== undefined;
  // What most locks can be put in is not listed by any; the lab says so if this one cannot.
  return kind?.area !== "vendor" || Object.hasOwn(conditions, needs.condition);
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
  if (facts.form === "refusal") return random.pick(wordsOf(plugin, facts.isDrawnOpen));
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

/** The vendor's words for common troubles; `isOpen`: those that leave open whether the lock has done what it was told. */
const wordsOf = (plugin: VendorPlugin | undefined, isOpen = false): readonly string[] =>
  Object.values(plugin?.simulator.frailties.words ?? {})
    .flatMap((word) => word ?? [])
    .filter((word) => !isOpen || plugin?.driver.refusals[word]?.outcome === "unknown");
