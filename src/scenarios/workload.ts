import { z } from "zod";
import { parseDuration } from "../kernel/duration.ts";
import type { Random } from "../kernel/ports.ts";
import { Duration } from "./vocabulary.ts";

const Share = z.number().min(0).max(1);

/** Guests who come and go, drawn from the seed. */
export const Workload = z.strictObject({
  guests: z.int().min(1).max(10_000).describe("How many: guest-1, guest-2 ..."),
  over: Duration.describe("Within how long they arrive."),
  stay: z
    .strictObject({ min: Duration, max: Duration })
    .describe("How long a guest stays.")
    .default({ min: "1d", max: "3d" }),
  lead: Duration.default("3d").describe("How long before the arrival, at most, a code is made; it is drawn."),
  cancel: Share.default(0).describe("The share of guests whose code is deleted before they arrive."),
  extend: Share.default(0).describe(
    "The share of guests who stay twice as long, and say so during the stay.",
  ),
  presses: z.int().min(0).max(100).default(1).describe("How often a guest opens the door during the stay."),
  turned_away: z.int().min(0).default(0).describe("How many presses during a stay may fail."),
  let_in: z.int().min(0).default(0).describe("How many presses an hour after the end may open the door."),
});

export type Workload = z.output<typeof Workload>;

/** Something that a guest, or who hosts the guest, does. */
export interface Deed {
  /** Virtual milliseconds since the workload's beginning. */
  readonly atMs: number;
  readonly guest: string;
  /** The lock, by its name. */
  readonly lock: string;
  readonly does:
    | { readonly verb: "book"; readonly startsAtMs: number; readonly endsAtMs: number }
    | { readonly verb: "cancel" }
    | { readonly verb: "extend"; readonly endsAtMs: number }
    /** Arrives, and is told the PIN. */
    | { readonly verb: "arrive" }
    | { readonly verb: "press"; readonly mayEnter: boolean };
}

/** How near to the edges of a stay nobody presses: within it a code may still be on its way, 15 minutes at most, or just gone. */
const edgeMs = 20 * 60_000;

/** How long after the end a guest tries once more. */
const lateMs = 3_600_000;

/** What all guests do, in the order of time. Each guest is drawn from a stream of its own. */
export function drawDeeds(workload: Workload, locks: readonly string[], random: Random): Deed[] {
  const deeds = Array.from({ length: workload.guests }, (_, index) =>
    deedsOf(`guest-${index + 1}`, workload, locks, random.child(`guest-${index + 1}`)),
  );
  return deeds.flat().sort((a, b) => a.atMs - b.atMs);
}

function deedsOf(guest: string, workload: Workload, locks: readonly string[], random: Random): Deed[] {
  const minuteMs = 60_000;
  const minutes = (minMs: number, maxMs: number) =>
    random.int(
      Math.ceil(minMs / minuteMs),
      Math.max(Math.ceil(minMs / minuteMs), Math.floor(maxMs / minuteMs)),
    ) * minuteMs;
  const lock = random.pick(locks);
  const leadMs = parseDuration(workload.lead);
  // Nobody arrives before a code can be on its way.
  const startsAtMs = minutes(2 * edgeMs, 2 * edgeMs + parseDuration(workload.over));
  const stayMs = minutes(parseDuration(workload.stay.min), parseDuration(workload.stay.max));
  const bookedAtMs = Math.max(0, startsAtMs - minutes(2 * edgeMs, leadMs));
  const deed = (atMs: number, does: Deed["does"]): Deed => ({ atMs, guest, lock, does });
  const booked = deed(bookedAtMs, { verb: "book", startsAtMs, endsAtMs: startsAtMs + stayMs });
  if (random.chance(workload.cancel)) {
    const cancelledAtMs = minutes(bookedAtMs, startsAtMs);
    return [
      booked,
      deed(cancelledAtMs, { verb: "cancel" }),
      deed(startsAtMs + lateMs, { verb: "press", mayEnter: false }),
    ];
  }
  const isExtended = random.chance(workload.extend);
  const endsAtMs = startsAtMs + stayMs * (isExtended ? 2 : 1);
  const presses = Array.from({ length: workload.presses }, () =>
    deed(minutes(startsAtMs + edgeMs, endsAtMs - edgeMs), { verb: "press", mayEnter: true }),
  );
  return [
    booked,
    deed(startsAtMs, { verb: "arrive" }),
    ...(isExtended ? [deed(startsAtMs + Math.floor(stayMs / 2), { verb: "extend", endsAtMs } as const)] : []),
    ...presses,
    deed(endsAtMs + lateMs, { verb: "press", mayEnter: false }),
  ];
}
