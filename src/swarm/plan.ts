import { z } from "zod";

/**
 * What happens in one world of a swarm, drawn beforehand and written down as a list: a replay follows the list and not the
 * chance that made it, and a smaller list is a smaller world. PINs are numbers of a table, so that a plan holds none.
 */

const at = z.int().nonnegative();
const lock = z.string();
/** The name of an access code within the plan. */
const key = z.string();
/** Stands for a PIN: the same number, the same PIN on the same lock. */
const pin = z.int().nonnegative();

/** In minutes from the moment of the step. */
const PlannedWindow = z.strictObject({ startsIn: z.int(), lasts: z.int().positive() });

const Change = z.discriminatedUnion("field", [
  z.strictObject({ field: z.literal("pin"), pin }),
  z.strictObject({ field: z.literal("name"), name: z.string() }),
  z.strictObject({ field: z.literal("window"), window: PlannedWindow }),
  z.strictObject({ field: z.literal("ongoing") }),
]);

/** `at`: milliseconds after the start of the plan. */
const Step = z.discriminatedUnion("do", [
  z.strictObject({
    at,
    do: z.literal("create"),
    key,
    lock,
    /** Absent: the service draws one. */
    pin: pin.optional(),
    /** Absent: the code is ongoing. */
    window: PlannedWindow.optional(),
    prefersNative: z.boolean(),
    acceptsExternalChange: z.boolean(),
    /** Where the lock has such codes: one that its keypad verifies by itself. */
    isOffline: z.boolean().optional(),
    /** Where its lock may have some: it has backup codes from now on. */
    hasBackups: z.boolean().optional(),
  }),
  z.strictObject({ at, do: z.literal("update"), key, change: Change }),
  z.strictObject({ at, do: z.literal("delete"), key }),
  /** The holder of a code is given a backup code, which the plan calls `backup`. */
  z.strictObject({ at, do: z.literal("pullBackup"), key, backup: key }),
  /** A code stays on its lock, and is nobody's of the service's from now on. */
  z.strictObject({ at, do: z.literal("letGo"), key }),
  /** A client makes a code that others have made its own, or has it taken off: the one in this place of the lock's list. */
  z.strictObject({ at, do: z.literal("takeOver"), lock, place: z.int().nonnegative(), key }),
  z.strictObject({ at, do: z.literal("takeOff"), lock, place: z.int().nonnegative() }),
  z.strictObject({ at, do: z.literal("ownerAdds"), lock, pin }),
  z.strictObject({ at, do: z.literal("ownerChanges"), lock, place: z.int().nonnegative(), pin }),
  z.strictObject({ at, do: z.literal("ownerRemoves"), lock, place: z.int().nonnegative() }),
  /** With the PIN of a code; with one that nobody has where the code was never made. */
  z.strictObject({ at, do: z.literal("press"), lock, key }),
  /** A client moves the bolt from afar. */
  z.strictObject({ at, do: z.literal("operate"), lock, action: z.enum(["lock", "unlock"]) }),
]);

const PlannedFault = z.strictObject({
  at,
  /** A fault object: docs/faults.md. The lab checks it when it is injected. */
  fault: z.looseObject({ kind: z.string(), target: z.string() }),
});

export const SwarmPlan = z.strictObject({
  seed: z.int(),
  /** ISO 8601. */
  start: z.string(),
  fleet: z.array(z.looseObject({ vendor: z.string() })).min(1),
  steps: z.array(Step),
  faults: z.array(PlannedFault),
  /** How long the steps and faults go on, in milliseconds. Then everything is healed. */
  chaosMs: z.int().positive(),
  /** How long the world then has to come to rest, in milliseconds. */
  settleMs: z.int().nonnegative(),
});

export type SwarmPlan = z.infer<typeof SwarmPlan>;
export type SwarmStep = z.infer<typeof Step>;
export type SwarmFault = z.infer<typeof PlannedFault>;
export type PlannedChange = z.infer<typeof Change>;
export type PlannedWindow = z.infer<typeof PlannedWindow>;
