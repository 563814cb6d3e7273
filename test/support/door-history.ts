import fc from "fast-check";
import { planFleet } from "../../src/lab/fleet.ts";
import { ownVendors } from "../../src/lab/vendors.ts";
import type { NamedLock } from "../../src/swarm/aim-fault.ts";
import { settleMsOf } from "../../src/swarm/draw-plan.ts";
import type { PlannedChange, PlannedWindow, SwarmFault, SwarmPlan, SwarmStep } from "../../src/swarm/plan.ts";

/**
 * Histories of one or a few locks: short plans of the swarm, drawn densely and so that they shrink well. What API clients ask, what the
 * owner's app does and what goes wrong follow each other within one programming, around a time-out, around the edge of a window.
 */

export const vendors = ["august", "smartthings"] as const;

export type Vendor = (typeof vendors)[number];

/** A step as it is drawn: doors and codes are numbers, of which there may be fewer. */
type Drawn =
  | { readonly do: "advance"; readonly seconds: number }
  | { readonly do: "fault"; readonly door: number; readonly fault: DrawnFault }
  | (Omit<Extract<SwarmStep, { do: "create" }>, "at" | "key" | "lock"> & { readonly door: number })
  | { readonly do: "update"; readonly code: number; readonly change: PlannedChange }
  | { readonly do: "delete"; readonly code: number }
  | { readonly do: "ownerAdds"; readonly door: number; readonly pin: number }
  | { readonly do: "ownerChanges"; readonly door: number; readonly place: number; readonly pin: number }
  | { readonly do: "ownerRemoves"; readonly door: number; readonly place: number }
  | { readonly do: "press"; readonly door: number; readonly code: number };

interface DrawnFault {
  readonly kind: string;
  readonly forMinutes: number;
  /** The probability that a matching command is hit; for faults of commands only. */
  readonly p?: number;
  readonly refusal?: number;
}

/** Numbers of PINs: what the API client hands out, and what the owner's app sets. The last one both use. */
const clientPin = fc.nat({ max: 4 });
const ownerPin = fc.constantFrom(5, 6, 4);

const index = fc.nat({ max: 7 });
const door = fc.nat({ max: 3 });

const window: fc.Arbitrary<PlannedWindow> = fc.record({
  startsIn: fc.constantFrom(0, 1, 30, 59, 60, 61, 90, 300, 1440, 4319, 4321, 6000),
  lasts: fc.constantFrom(1, 10, 60, 180, 1440, 4320),
});

const create: fc.Arbitrary<Drawn> = fc.record({
  do: fc.constant("create" as const),
  door,
  pin: fc.option(clientPin, { nil: undefined, freq: 5 }),
  window: fc.option(window, { nil: undefined, freq: 1 }),
  acceptsExternalChange: fc.boolean(),
  prefersNative: fc.boolean(),
});

const change: fc.Arbitrary<PlannedChange> = fc.oneof(
  fc.record({ field: fc.constant("pin" as const), pin: clientPin }),
  fc.record({ field: fc.constant("name" as const), name: fc.constantFrom("Ada Lovelace", "Grace", "  ") }),
  fc.record({ field: fc.constant("window" as const), window }),
  fc.constant({ field: "ongoing" as const }),
);

/** Seconds: within one programming, around a time-out, around a back-off, past a window. */
const advance: fc.Arbitrary<Drawn> = fc
  .constantFrom(1, 3, 7, 15, 40, 90, 300, 900, 2400, 3600, 4 * 3600, 86_400, 3 * 86_400)
  .map((seconds) => ({ do: "advance", seconds }));

const forMinutes = fc.constantFrom(3, 12, 40, 180, 2000);
const p = fc.constantFrom(0.3, 0.6, 1);

/** They act on single commands, at the lock. */
const commandFaults = [
  "lock.noReply",
  "lock.replyLost",
  "lock.lateReply",
  "lock.doubleReply",
  "lock.ackNoEffect",
  "lock.lateEffect",
  "lock.nak",
] as const;

const lastingFaults = [
  // The commonest trouble of all comes oftener than the rest.
  "hub.offline",
  "hub.offline",
  "hub.offline",
  "lock.offline",
  "load.slow",
  "code.fallsBack",
  "bridge.busy",
  "radio.lossy",
  "net.partition",
  "service.crash",
] as const;

/** The keys of each vendor's table of refusals. */
const refusals: Readonly<Record<Vendor, readonly string[]>> = {
  august: ["422", "409", "423", "408", "429", "502", "no_keypad", "bad_pin_format"],
  smartthings: ["failure", "busy", "occupied", "invalidCommand", "resourceExhausted", "duplicate"],
};

const fault: fc.Arbitrary<DrawnFault> = fc.oneof(
  fc.record({ kind: fc.constantFrom(...lastingFaults), forMinutes }),
  fc.record({ kind: fc.constantFrom(...commandFaults), forMinutes, p, refusal: index }),
);

const owner: fc.Arbitrary<Drawn> = fc.oneof(
  fc.record({ do: fc.constant("ownerAdds" as const), door, pin: ownerPin }),
  fc.record({ do: fc.constant("ownerChanges" as const), door, place: index, pin: ownerPin }),
  fc.record({ do: fc.constant("ownerRemoves" as const), door, place: index }),
);

const update: fc.Arbitrary<Drawn> = fc.record({ do: fc.constant("update" as const), code: index, change });
const remove: fc.Arbitrary<Drawn> = fc.record({ do: fc.constant("delete" as const), code: index });
const trouble: fc.Arbitrary<Drawn> = fc.record({ do: fc.constant("fault" as const), door, fault });

const step: fc.Arbitrary<Drawn> = fc.oneof(
  { weight: 5, arbitrary: create },
  { weight: 3, arbitrary: update },
  { weight: 3, arbitrary: remove },
  { weight: 9, arbitrary: advance },
  { weight: 4, arbitrary: trouble },
  { weight: 2, arbitrary: owner },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("press" as const), door, code: index }) },
);

/** What tells most: a code that is on the lock, and a fault that meets what is asked next. */
const beginning: fc.Arbitrary<Drawn[]> = fc
  .tuple(create, fc.constantFrom(90, 900))
  .map(([step, seconds]) => [step, { do: "advance", seconds }]);

const meeting: fc.Arbitrary<Drawn[]> = fc
  .tuple(trouble, fc.oneof(remove, update, create, owner), advance)
  .map((steps) => steps);

/** Histories of up to `episodesMax` episodes of one to three steps. */
export const histories = (episodesMax: number): fc.Arbitrary<SwarmPlan> =>
  fc
    .record({
      seed: fc.nat({ max: 1_000_000 }),
      chosen: fc.constantFrom<readonly Vendor[]>(["august"], ["smartthings"], vendors),
      // Most of what can go wrong, goes wrong at one door.
      count: fc.constantFrom(1, 1, 1, 2),
      episodes: fc.array(
        fc.oneof(
          { weight: 4, arbitrary: step.map((one) => [one]) },
          { weight: 1, arbitrary: beginning },
          { weight: 2, arbitrary: meeting },
        ),
        { minLength: 2, maxLength: episodesMax, size: "max" },
      ),
    })
    .map(({ seed, chosen, count, episodes }) => planOf(seed, chosen, count, episodes.flat()));

function planOf(seed: number, chosen: readonly Vendor[], count: number, drawn: readonly Drawn[]): SwarmPlan {
  const fleet = chosen.map((vendor) => ({ vendor, count }));
  const locks = planFleet(fleet, ownVendors);
  const doorOf = (number: number) => locks[number % locks.length] as NamedLock;
  const steps: SwarmStep[] = [];
  const faults: SwarmFault[] = [];
  let at = 0;
  let codes = 0;
  const keyOf = (number: number): string => `code-${number % Math.max(1, codes)}`;
  for (const one of drawn) {
    switch (one.do) {
      case "advance":
        at += one.seconds * 1000;
        break;
      case "fault":
        faults.push({ at, fault: faultOf(one.fault, doorOf(one.door)) });
        break;
      case "create": {
        const { door, pin, window, ...step } = one;
        const asked = { ...(pin !== undefined && { pin }), ...(window && { window }) };
        steps.push({ at, key: `code-${codes++}`, lock: doorOf(door).name, ...asked, ...step });
        break;
      }
      case "update":
        steps.push({ at, do: "update", key: keyOf(one.code), change: one.change });
        break;
      case "delete":
        steps.push({ at, do: "delete", key: keyOf(one.code) });
        break;
      case "press":
        steps.push({ at, do: "press", lock: doorOf(one.door).name, key: keyOf(one.code) });
        break;
      default: {
        const { door, ...step } = one;
        steps.push({ at, lock: doorOf(door).name, ...step });
      }
    }
  }
  return {
    seed,
    start: "2026-01-05T00:00:00Z",
    fleet,
    steps,
    faults,
    chaosMs: at + 1,
    settleMs: settleMsOf(chosen.flatMap((vendor) => ownVendors[vendor] ?? [])),
  };
}

/** What a door cannot suffer the lab refuses, and then there is no fault. */
function faultOf({ kind, forMinutes, p = 1, refusal }: DrawnFault, { vendor, gateway, name }: NamedLock) {
  const lasts = { for: `${forMinutes}m` };
  switch (kind) {
    case "service.crash":
      return { kind, target: "service", params: { downFor: `${Math.min(forMinutes, 40)}m` } };
    case "net.partition":
      return { kind, target: "link:service>broker", ...lasts };
    case "hub.offline":
      return { kind, target: `hub:${gateway}`, ...lasts };
    default: {
      const codes = refusals[vendor as Vendor];
      const params = kind === "lock.nak" && { params: { code: codes[(refusal ?? 0) % codes.length] } };
      return { kind, target: `lock:${name}`, ...lasts, ...(p < 1 && { when: { p } }), ...params };
    }
  }
}
