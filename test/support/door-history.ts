import fc from "fast-check";

/**
 * Histories of locks, as plain lists of steps: what API clients ask, what the owner's app does, what goes wrong, how time
 * passes. Everything is named by index - a PIN, a code, a door - so that a history shrinks well and prints no PIN.
 */

export const vendors = ["august", "smartthings"] as const;

export type Vendor = (typeof vendors)[number];

/** In minutes, from the moment of the step. */
export interface Times {
  readonly startsIn: number;
  readonly lasts: number;
}

export type CodeChange =
  | { readonly field: "pin"; readonly pin: number }
  | { readonly field: "name"; readonly name: string }
  | { readonly field: "window"; readonly times: Times }
  | { readonly field: "ongoing" };

/** A fault that hits one door, or the service behind all of them. */
export type HistoryFault = {
  readonly kind: string;
  readonly forMinutes: number;
  /** The probability that a matching command is hit; for faults of commands only. */
  readonly p?: number;
  readonly vendorCode?: number;
};

export type Step =
  | {
      readonly do: "create";
      readonly door: number;
      /** `undefined`: the service draws one. */
      readonly pin: number | undefined;
      readonly times: Times | undefined;
      readonly acceptsExternalChange: boolean;
      readonly prefersNative: boolean;
    }
  | { readonly do: "update"; readonly code: number; readonly change: CodeChange }
  | { readonly do: "delete"; readonly code: number }
  | { readonly do: "advance"; readonly seconds: number }
  | { readonly do: "fault"; readonly door: number; readonly fault: HistoryFault }
  | { readonly do: "heal" }
  | { readonly do: "ownerAdds"; readonly door: number; readonly pin: number }
  | { readonly do: "ownerChanges"; readonly door: number; readonly place: number; readonly pin: number }
  | { readonly do: "ownerRemoves"; readonly door: number; readonly place: number }
  | { readonly do: "press"; readonly door: number; readonly pin: number };

export interface History {
  readonly seed: number;
  readonly vendors: readonly Vendor[];
  /** How many doors of each vendor. */
  readonly doors: number;
  readonly steps: readonly Step[];
}

/** What the API client hands out: lengths that both vendors take, zeros in front. The last one the owner uses too. */
export const clientPins: readonly string[] = ["4821", "0047", "13579", "246801", "9061"];
/** What the owner's app sets. */
export const ownerPins: readonly string[] = ["7305", "0808", "9061"];

const index = fc.nat({ max: 7 });
const door = fc.nat({ max: 3 });

const times: fc.Arbitrary<Times> = fc.record({
  startsIn: fc.constantFrom(0, 1, 30, 59, 60, 61, 90, 300, 1440, 4319, 4321, 6000),
  lasts: fc.constantFrom(1, 10, 60, 180, 1440, 4320),
});

const create: fc.Arbitrary<Step> = fc.record({
  do: fc.constant("create" as const),
  door,
  pin: fc.option(fc.nat({ max: clientPins.length - 1 }), { nil: undefined, freq: 5 }),
  times: fc.option(times, { nil: undefined, freq: 1 }),
  acceptsExternalChange: fc.boolean(),
  prefersNative: fc.boolean(),
});

const change: fc.Arbitrary<CodeChange> = fc.oneof(
  fc.record({ field: fc.constant("pin" as const), pin: fc.nat({ max: clientPins.length - 1 }) }),
  fc.record({ field: fc.constant("name" as const), name: fc.constantFrom("Ada Lovelace", "Grace", "  ") }),
  fc.record({ field: fc.constant("window" as const), times }),
  fc.constant({ field: "ongoing" as const }),
);

/** Seconds: within one programming, around a time-out, around a back-off, past a window. */
const advance: fc.Arbitrary<Step> = fc
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

const fault: fc.Arbitrary<HistoryFault> = fc.oneof(
  fc.record({ kind: fc.constantFrom(...lastingFaults), forMinutes }),
  fc.record({ kind: fc.constantFrom(...commandFaults), forMinutes, p, vendorCode: index }),
);

const owner: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant("ownerAdds" as const),
    door,
    pin: fc.nat({ max: ownerPins.length - 1 }),
  }),
  fc.record({
    do: fc.constant("ownerChanges" as const),
    door,
    place: index,
    pin: fc.nat({ max: ownerPins.length - 1 }),
  }),
  fc.record({ do: fc.constant("ownerRemoves" as const), door, place: index }),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: create },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("update" as const), code: index, change }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("delete" as const), code: index }) },
  { weight: 9, arbitrary: advance },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("fault" as const), door, fault }) },
  { weight: 1, arbitrary: fc.constant({ do: "heal" as const }) },
  { weight: 2, arbitrary: owner },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("press" as const),
      door,
      pin: fc.nat({ max: clientPins.length - 1 }),
    }),
  },
);

/** What tells most: a code that is on the lock, and a fault that meets what is asked next. */
const beginning: fc.Arbitrary<Step[]> = fc
  .tuple(create, fc.constantFrom(90, 900))
  .map(([step, seconds]) => [step, { do: "advance", seconds }]);

const request: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant("delete" as const), code: index }),
  fc.record({ do: fc.constant("update" as const), code: index, change }),
  create,
  owner,
);

const meeting: fc.Arbitrary<Step[]> = fc
  .tuple(fc.record({ do: fc.constant("fault" as const), door, fault }), request, advance)
  .map((steps) => steps);

/** Histories of up to `episodesMax` episodes of one to three steps. */
export const histories = (episodesMax: number): fc.Arbitrary<History> =>
  fc.record({
    seed: fc.nat({ max: 1_000_000 }),
    vendors: fc.constantFrom<readonly Vendor[]>(["august"], ["smartthings"], vendors),
    // Most of what can go wrong, goes wrong at one door.
    doors: fc.constantFrom(1, 1, 1, 2),
    steps: fc
      .array(
        fc.oneof(
          { weight: 4, arbitrary: step.map((one) => [one]) },
          { weight: 1, arbitrary: beginning },
          { weight: 2, arbitrary: meeting },
        ),
        { minLength: 2, maxLength: episodesMax, size: "max" },
      )
      .map((episodes) => episodes.flat()),
  });
