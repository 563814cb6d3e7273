import { type SlotEvent, slotSetup } from "./slot-setup.ts";

/** What a lock's answers mean to a code, depending on what is known of its entry. */

/** What a lock's refusal does while a code is being written. */
export const refusal = slotSetup.createStateConfig({
  on: {
    "lock.refused": [
      {
        guard: { type: "wasBusy", params: ({ event }) => ({ refusal: event.refusal }) },
        target: "#backingOff",
        actions: "markNotDone",
      },
      {
        guard: { type: "outcomeUnknown", params: ({ event }) => ({ refusal: event.refusal }) },
        target: "#verifying",
        actions: { type: "recordRefusal", params: ({ event }) => ({ refusal: event.refusal }) },
      },
      {
        guard: { type: "ownSlotIsTaken", params: ({ event }) => ({ refusal: event.refusal }) },
        target: "#verifying",
        actions: { type: "recordRefusal", params: ({ event }) => ({ refusal: event.refusal }) },
      },
      {
        guard: { type: "slotIsTaken", params: ({ event }) => ({ refusal: event.refusal }) },
        target: "#queued",
        actions: ["leaseAnother", "countAttempt"],
      },
      {
        guard: { type: "mayPass", params: ({ event }) => ({ refusal: event.refusal }) },
        target: "#backingOff",
        actions: [
          "markNotDone",
          { type: "recordRefusal", params: ({ event }) => ({ refusal: event.refusal }) },
          "countAttempt",
        ],
      },
      {
        target: "#failed",
        actions: [
          "markNotDone",
          { type: "recordRefusal", params: ({ event }) => ({ refusal: event.refusal }) },
          "markFailing",
        ],
      },
    ],
  },
}).on;

/** Somebody else's code stands there: it is left alone. */
export const othersIsLeftAlone = slotSetup.createStateConfig({
  on: { "slot.holdsOther": { target: "#queued", actions: ["leaseAnother", "countAttempt"] } },
}).on["slot.holdsOther"];

/** What a read means for a code that was written and not yet confirmed. */
export const whatWasRead = slotSetup.createStateConfig({
  on: {
    "slot.holdsOurs": { target: "#set", actions: "confirm" },
    "slot.unreadable": [
      // Never written to: somebody else's.
      { guard: "nothingSent", target: "#queued", actions: ["leaseAnother", "countAttempt"] },
      // It may still be what stood there before: an overwrite that the lock dropped looks the same.
      { guard: "overwrote", target: "#emptying" },
      { guard: "lacksPin", target: "#emptying" },
      { target: "#set", actions: { type: "confirmMasked", params: ({ event }) => event } },
    ],
    "slot.travelling": ".settling",
    "slot.empty": { target: "#backingOff", actions: ["markEmpty", "countAttempt"] },
    "slot.holdsPrevious": [
      { guard: "overwrites", target: "#backingOff", actions: "countAttempt" },
      // Where nothing is overwritten, another attempt would only meet what stands there already.
      { target: "#emptying" },
    ],
    "slot.holdsOther": [
      // Under our name it is ours, and came out wrong.
      { guard: { type: "entryIsOurOwn", params: ({ event }) => event }, target: "#emptying" },
      othersIsLeftAlone,
    ],
  },
}).on;

/** What other hands have put into an entry is noted, and told. */
export const noted = [
  { type: "noteOtherPin", params: ({ event }: HeardOther) => event },
  { type: "reportModified", params: ({ event }: HeardOther) => ({ pin: event.pin }) },
] as const;

/** What tells of another content. */
export interface HeardOther {
  readonly event: Extract<SlotEvent, { type: "slot.holdsOther" }>;
}

/** Another PIN in an entry that had been confirmed is taken over where that is allowed, and left to whoever insists. */
export const takenOverOrLeft = slotSetup.createStateConfig({
  on: {
    "slot.holdsOther": [
      {
        guard: "acceptsExternalChange",
        target: "#set",
        actions: [...noted, { type: "adopt", params: ({ event }) => event }],
      },
      { guard: "givesUpUndoing", target: "#suspended", actions: [...noted] },
    ],
  },
}).on["slot.holdsOther"];

/** Otherwise it is undone: overwritten where that is possible, else taken out first. What no other hands have done is undone in any case. */
export const modifiedByOtherHands = slotSetup.createStateConfig({
  on: {
    "slot.holdsOther": [
      {
        guard: { type: "wasOvertaken", params: ({ event }) => event },
        target: "#queued",
        actions: { type: "noteOvertaken", params: ({ event }) => event },
      },
      ...takenOverOrLeft,
      { guard: "editsInPlace", target: "#queued", actions: [...noted] },
      { target: "#emptying", actions: [...noted] },
    ],
  },
}).on;

/**
 * What a read means while nothing of ours is known to be on the lock. A command that was given up may have come late; or the
 * slot is taken by somebody else's code, which is left alone.
 */
export const readBeforeWriting = slotSetup.createStateConfig({
  on: {
    "slot.holdsOurs": { guard: "nothingSent", target: "#set", actions: "confirm" },
    "slot.travelling": { guard: "nothingSent", target: "#verifying", actions: "markSent" },
    "slot.unreadable": [
      // Found again by what is its own alone, after it had been given up.
      { guard: "cameLate", target: "#verifying", actions: "markSent" },
      { guard: "nothingSent", actions: "leaseAnother" },
    ],
    "slot.holdsOther": { guard: "nothingSent", actions: "leaseAnother" },
    // It was done although the lock had refused it.
    "slot.holdsPrevious": { guard: "nothingSent", target: "#verifying", actions: "markSent" },
  },
}).on;
