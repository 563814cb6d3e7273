import type { Random } from "../kernel/ports.ts";
import type { FleetInput, VendorPlugin } from "../lab/fleet.ts";
import type { SwarmPlan } from "./plan.ts";

const zones = ["America/Los_Angeles", "Europe/Paris", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"];

export interface FleetDrawing {
  readonly random: Random;
  readonly plugins: Readonly<Record<string, VendorPlugin>>;
  /** How many locks there are. */
  readonly locks: number;
}

/**
 * The locks of a world. Not of every vendor in each: many locks of few vendors share hubs and meet each other there. Half of the
 * groups are ordinary locks, the others one of the vendor's variants.
 */
export function drawFleet({ random, plugins, locks }: FleetDrawing): SwarmPlan["fleet"] & FleetInput {
  const vendors = inRandomOrder(random, Object.entries(plugins));
  const few = Math.min(3, vendors.length);
  const chosen = vendors.slice(0, random.chance(0.5) ? vendors.length : random.int(few, vendors.length));
  return chosen.flatMap(([vendor, { simulator }], place) => {
    const count = Math.floor(locks / chosen.length) + (place < locks % chosen.length ? 1 : 0);
    const { variants = [] } = simulator;
    const isOrdinary = random.chance(0.5) || variants.length === 0;
    const group = {
      vendor,
      count,
      zone: random.pick(zones),
      ...(random.chance(0.5) && { locksPerHub: random.int(1, 3) }),
      ...(!isOrdinary && { options: random.pick(variants) }),
    };
    return count === 0 ? [] : [group];
  });
}

const inRandomOrder = <T>(random: Random, all: readonly T[]): readonly T[] =>
  all
    .map((one) => ({ one, key: random.float() }))
    .sort((one, other) => one.key - other.key)
    .map(({ one }) => one);
