import { modifiedByOtherHands, readBeforeWriting, whatWasRead } from "./entry-answers.ts";
import { clearLoop, laterReads, pausingWhilePatient, readLoop, removalLoop, turnFor } from "./entry-loops.ts";
import { slotSetup } from "./slot-setup.ts";

/**
 * The states in which most locks behave alike. A vendor's machine names the ones it shares and spells out the ones it
 * does not, so what is spelled out is what is peculiar. They point at each other by id, so a machine must keep their
 * names: `starting queued verifying silent backingOff set suspecting emptying suspended gone failed removing cleared`.
 */

/**
 * Where a machine finds its place: a new slot, or one whose work a restart interrupted. `inDoubt`: where it goes on with what was perhaps
 * sent, and perhaps taken.
 */
export const startingIn = (inDoubt: string) =>
  slotSetup.createStateConfig({
    tags: "setting",
    always: [
      { guard: "isToGo", target: "#removing" },
      { guard: "isGone", target: "#gone" },
      { guard: "isInDoubt", target: inDoubt },
      // It stood there once, and something is wrong with it since.
      { guard: "isConfirmedAndFailing", target: "#verifying" },
      { guard: "isConfirmed", target: "#set" },
      { guard: "noSlot", target: "#failed", actions: ["recordNoSpace", "markFailing"] },
      { target: "#queued" },
    ],
  });

export const ordinary = {
  starting: startingIn("#verifying"),

  /** Waits for its turn and then goes to the vendor's first step. */
  queued: (firstStep: string) =>
    slotSetup.createStateConfig({
      id: "queued",
      tags: "setting",
      ...turnFor("write"),
      always: { guard: "noSlot", target: "#failed", actions: ["recordNoSpace", "markFailing"] },
      on: {
        "turn.granted": firstStep,
        // The table has to be read before anything is written, and the lock does not answer.
        "lock.silent": "#silent",
        // The answer to what was sent before the code was changed: the slot is somebody else's, and nothing of ours stands in it.
        "lock.refused": {
          guard: { type: "slotWasTaken", params: ({ event }) => ({ refusal: event.refusal }) },
          actions: "leaseAnother",
        },
        ...readBeforeWriting,
      },
    }),

  /** Written, or perhaps written: only a read tells. */
  verifying: slotSetup.createStateConfig({
    id: "verifying",
    tags: "setting",
    ...readLoop,
    states: { ...readLoop.states, pausing: pausingWhilePatient },
    on: whatWasRead,
  }),

  /** The lock has not answered, or shown the code, for so long that nothing can be said of it. It is asked on, at long intervals. */
  silent: slotSetup.createStateConfig({
    id: "silent",
    tags: "unknown",
    initial: "pausing",
    states: laterReads,
    on: {
      ...whatWasRead,
      "slot.travelling": "#verifying",
      // It answers again, so there is no reason to wait any longer.
      "slot.empty": { target: "#queued", actions: "markEmpty" },
      "slot.holdsPrevious": [{ guard: "overwrites", target: "#queued" }, { target: "#emptying" }],
    },
  }),

  backingOff: slotSetup.createStateConfig({
    id: "backingOff",
    tags: "setting",
    after: { writeDelay: "#queued" },
    on: { "device.changed": "#queued", ...readBeforeWriting },
  }),

  set: slotSetup.createStateConfig({
    id: "set",
    tags: "set",
    after: { quietTime: { actions: ["forgetReverts", "expectNothing"] } },
    on: {
      "code.change": [
        // Overwritten in place, a masked slot would prove nothing.
        {
          guard: "isMasked",
          target: "#emptying",
          actions: { type: "change", params: ({ event }) => event },
        },
        {
          target: "#queued",
          actions: { type: "change", params: ({ event }) => event },
        },
      ],
      "slot.empty": "#suspecting",
      ...modifiedByOtherHands,
    },
  }),

  /** A read found nothing. One such read may be an outage that looks like an empty list, so it is read again. */
  suspecting: slotSetup.createStateConfig({
    id: "suspecting",
    tags: "set",
    ...readLoop,
    states: {
      ...readLoop.states,
      // What others have read meanwhile may come from the same moment of the same outage.
      settling: { ...readLoop.states.settling, on: { "slot.empty": undefined } },
      pausing: pausingWhilePatient,
    },
    on: {
      "slot.holdsOurs": { target: "#set", actions: "startAfresh" },
      "slot.unreadable": { target: "#set", actions: "startAfresh" },
      ...modifiedByOtherHands,
      "slot.empty": [
        {
          guard: "acceptsExternalChange",
          target: "#gone",
          actions: ["noteExternalChange", "markEmpty", "reportDeleted"],
        },
        {
          guard: "givesUpUndoing",
          target: "#suspended",
          actions: ["noteExternalChange", "markEmpty", "reportDeleted"],
        },
        { target: "#queued", actions: ["noteExternalChange", "markEmpty", "reportDeleted"] },
      ],
    },
  }),

  /** Takes what stands in the entry out of it, so that it can be written anew. */
  emptying: slotSetup.createStateConfig({
    id: "emptying",
    tags: "setting",
    ...clearLoop,
    onDone: { target: "#queued", actions: "markCleared" },
  }),

  /** Something keeps on undoing what we do. To go on would only wear the lock out. */
  suspended: slotSetup.createStateConfig({
    id: "suspended",
    tags: "unset",
    after: { suspension: { target: "#verifying", actions: "forgetReverts" } },
  }),

  /** Deleted by other hands, and that is allowed. It keeps its place until another code needs it, or has it. */
  gone: slotSetup.createStateConfig({
    id: "gone",
    tags: "unset",
    entry: "leaveGone",
    exit: "wantAgain",
    on: {
      "slot.holdsOurs": { target: "#set", actions: "confirm" },
      "slot.needed": { actions: "giveUpSlot" },
      // Somebody else's by now.
      "slot.holdsOther": { guard: "isNumbered", actions: "giveUpSlot" },
      "slot.unreadable": { guard: "isNumbered", actions: "giveUpSlot" },
      "code.change": {
        target: "#queued",
        actions: [{ type: "change", params: ({ event }) => event }, "leaseIfNone"],
      },
      "code.acceptExternalChange": {
        guard: ({ event }) => !event.accepts,
        target: "#queued",
        actions: [
          { type: "setAcceptance", params: ({ event }) => ({ accepts: event.accepts }) },
          "leaseIfNone",
        ],
      },
    },
  }),

  /** Nothing of ours is on the lock, and trying again would not change that until something else does. */
  failed: slotSetup.createStateConfig({
    id: "failed",
    tags: "unset",
    // Not every change of a device is told: a permission that was granted, say.
    after: { suspension: { guard: "waitsForDevice", target: "#queued" } },
    on: {
      ...readBeforeWriting,
      "slot.freed": [
        { guard: "noSlot", target: "#queued", actions: "leaseAnother" },
        // A lock with fewer slots than it is taken to have knows the freed one, and perhaps not ours.
        { guard: "waitsForAnySlot", target: "#queued", actions: "leaseAnew" },
        { guard: "waitsForSlot", target: "#queued" },
      ],
      "device.changed": [
        { guard: "noSlot", target: "#queued", actions: "leaseAnother" },
        { guard: "waitsForDevice", target: "#queued" },
      ],
    },
  }),

  removing: slotSetup.createStateConfig({
    id: "removing",
    tags: "removing",
    ...removalLoop,
    on: { "code.change": undefined, "code.remove": undefined },
    onDone: "#cleared",
  }),

  cleared: slotSetup.createStateConfig({ id: "cleared", tags: "unset", type: "final" }),
};

/** What every machine hears in every state that does not say otherwise. */
export const always = slotSetup.createStateConfig({
  on: {
    // What was sent may sit on the keypad, answered or not, seen or not, so its removal always clears.
    "code.remove": [
      { guard: "nothingLeft", target: "#cleared", actions: "wantRemoval" },
      { target: "#removing", actions: "wantRemoval" },
    ],
    "code.change": [
      {
        guard: { type: "undoesRefused", params: ({ event }) => event },
        target: "#verifying",
        actions: { type: "change", params: ({ event }) => event },
      },
      {
        guard: "isMasked",
        target: "#emptying",
        actions: { type: "change", params: ({ event }) => event },
      },
      {
        target: "#queued",
        actions: { type: "change", params: ({ event }) => event },
      },
    ],
    "code.acceptExternalChange": {
      actions: { type: "setAcceptance", params: ({ event }) => ({ accepts: event.accepts }) },
    },
    "slot.assigned": {
      actions: { type: "takeAssigned", params: ({ event: { type: _, ...assigned } }) => assigned },
    },
    "slot.found": { actions: { type: "takeFound", params: ({ event }) => event.content } },
  },
}).on;
