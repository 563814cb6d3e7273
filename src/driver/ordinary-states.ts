import { type SlotEvent, slotSetup } from "./slot-setup.ts";

/**
 * The states in which most locks behave alike. A vendor's machine names the ones it shares and spells out the ones it
 * does not, so what is spelled out is what is peculiar. They point at each other by id, so a machine must keep their
 * names: `starting queued verifying silent backingOff set suspecting emptying suspended gone failed removing cleared`.
 */

/** Waiting for the session's grant costs no patience: the reply timer starts with the transmission. */
export const turnFor = (purpose: "clear" | "read" | "write") => ({
  entry: { type: "requestTurn", params: { purpose } } as const,
  exit: "withdrawTurn" as const,
});

/** An attempt has failed: the next follows after a growing pause, or as soon as the device has changed. */
const pausing = (next: string) =>
  slotSetup.createStateConfig({
    entry: ["countAttempt", "recordUnconfirmed"],
    after: { retryDelay: next },
    on: { "device.changed": next },
  });

/** The same, while attempts are left: when they are spent the lock counts as silent. */
const pausingWhilePatient = slotSetup.createStateConfig({
  ...pausing("asking"),
  always: { guard: "attemptsSpent", target: "#silent" },
});

/** What a read that brings no answer does. That the way there was busy is no failed attempt. */
const readFailed = slotSetup.createStateConfig({
  on: {
    "lock.refused": [
      {
        guard: { type: "wasBusy", params: ({ event }) => ({ refusal: event.refusal }) },
        target: "waiting",
      },
      { target: "pausing" },
    ],
    "lock.silent": "pausing",
  },
}).on;

/** Reads the entry, and reads again until there is an answer. What the answer means, the state around it says. */
const readLoop = slotSetup.createStateConfig({
  initial: "settling",
  states: {
    settling: { after: { settleTime: "asking" } },
    asking: { ...turnFor("read"), on: { "turn.granted": "reading" } },
    reading: {
      entry: "readBack",
      on: {
        ...readFailed,
      },
    },
    waiting: { after: { retryDelay: "asking" } },
    pausing: pausing("asking"),
  },
});

/** The same without the wait after a write, of which nothing is heard any more. */
const { settling: _, ...laterReads } = readLoop.states;

/** A list without a single entry may be an outage that looks like one: it takes another one, a while later, to believe it. */
const shownEmpty = slotSetup.createStateConfig({
  on: {
    "slot.empty": {
      guard: { type: "listShowsOthers", params: ({ event }) => event },
      target: "empty",
    },
  },
}).on["slot.empty"];

/** What a read means after which it has to be emptied once more. */
const stillThere = slotSetup.createStateConfig({
  on: {
    "slot.holdsOurs": { target: "pausing", actions: "recognise" },
    "slot.holdsPrevious": { target: "pausing", actions: "recognise" },
    "slot.holdsOther": "pausing",
    "slot.travelling": "pausing",
    "slot.unreadable": "pausing",
    "slot.inactive": "pausing",
    "lock.refused": "pausing",
    "lock.silent": "pausing",
  },
}).on;

/** Empties the entry, and goes on until a read has shown that it is empty. */
const clearLoop = slotSetup.createStateConfig({
  initial: "asking",
  states: {
    asking: { ...turnFor("clear"), on: { "turn.granted": "clearing" } },
    clearing: {
      // Once it may have been emptied, it may also have been taken.
      entry: ["markClearing", "doubtWhose", { type: "transmit", params: { step: "clear" } }],
      on: {
        "lock.accepted": "settling",
        "lock.silent": "settling",
        "lock.refused": [
          {
            guard: { type: "wasBusy", params: ({ event }) => ({ refusal: event.refusal }) },
            target: "waiting",
          },
          {
            guard: { type: "outcomeUnknown", params: ({ event }) => ({ refusal: event.refusal }) },
            target: "settling",
            actions: { type: "recordRefusal", params: ({ event }) => ({ refusal: event.refusal }) },
          },
          {
            target: "pausing",
            actions: { type: "recordRefusal", params: ({ event }) => ({ refusal: event.refusal }) },
          },
        ],
      },
    },
    settling: { after: { settleTime: "askingToRead" }, on: { "slot.empty": shownEmpty } },
    askingToRead: { ...turnFor("read"), on: { "turn.granted": "reading", "slot.empty": shownEmpty } },
    reading: {
      entry: "readBack",
      on: { ...stillThere, "slot.empty": [shownEmpty, { target: "doubtingList" }] },
    },
    doubtingList: { after: { settleTime: "askingAgain" }, on: { "slot.empty": shownEmpty } },
    askingAgain: { ...turnFor("read"), on: { "turn.granted": "readingAgain", "slot.empty": shownEmpty } },
    readingAgain: { entry: "readBack", on: { ...stillThere, "slot.empty": "empty" } },
    waiting: { after: { retryDelay: "asking" } },
    pausing: { ...pausing("asking"), on: { "device.changed": "asking", "slot.empty": shownEmpty } },
    empty: { type: "final" },
  },
});

/** The answer to what was sent before the removal. With it may come the key, by which it can be cleared unseen. */
const settleAnew = {
  "lock.accepted": "deciding",
  "lock.silent": { target: "settlingWhose", reenter: true },
  "lock.refused": { target: "settlingWhose", reenter: true },
} as const;

/** What stands in an entry that may be another's: what is ours, or may be, is cleared. */
const shownWhose = slotSetup.createStateConfig({
  on: {
    "slot.holdsOther": [
      { guard: { type: "entryIsOurOwn", params: ({ event }) => event }, target: "asking" },
      { target: "empty" },
    ],
    "slot.holdsOurs": { target: "asking", actions: "recognise" },
    "slot.holdsPrevious": { target: "asking", actions: "recognise" },
    "slot.travelling": "asking",
    // It does not say whose. Ours left behind would open the door for whom it should not.
    "slot.unreadable": { target: "asking", actions: "noteMasked" },
    "slot.inactive": "asking",
  },
}).on;

/**
 * The same for an entry that is to be given up. A slot that was written to and never read may have been taken by somebody
 * else: it is looked at before it is cleared.
 */
const removalLoop = slotSetup.createStateConfig({
  ...clearLoop,
  initial: "deciding",
  states: {
    ...clearLoop.states,
    deciding: {
      always: [
        { guard: "mayBeAnothers", target: "settlingWhose" },
        { guard: "isUnlocated", target: "settlingWhose" },
        { target: "asking" },
      ],
    },
    // The write may still be under way, and a read too soon after it would be answered from before.
    settlingWhose: {
      after: {
        settleTime: [
          { guard: "mayBeAnothers", target: "askingWhose" },
          { guard: "isUnlocated", target: "askingEarly" },
          // The vendor has told its key meanwhile, by which it can be cleared whatever a list shows.
          { target: "asking" },
        ],
      },
      on: settleAnew,
    },
    // Only the list tells its key. Mostly it does at once; what it lacks it may show later.
    askingEarly: { ...turnFor("clear"), on: { "turn.granted": "readingEarly", ...settleAnew } },
    readingEarly: {
      entry: "readBack",
      on: {
        ...shownWhose,
        "slot.empty": "waitingForList",
        "lock.refused": "waitingForList",
        "lock.silent": "waitingForList",
      },
    },
    waitingForList: { after: { listLag: "askingWhose" }, on: { ...shownWhose, ...settleAnew } },
    askingWhose: { ...turnFor("clear"), on: { "turn.granted": "readingWhose", ...settleAnew } },
    readingWhose: {
      entry: "readBack",
      on: { ...shownWhose, "slot.empty": [shownEmpty, { target: "doubtingList" }], ...readFailed },
    },
    waiting: { after: { retryDelay: "deciding" } },
    pausing: { ...pausing("deciding"), on: { "device.changed": "deciding", "slot.empty": shownEmpty } },
  },
});

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

/** What a read means for a code that was written and not yet confirmed. */
const whatWasRead = slotSetup.createStateConfig({
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
      // Somebody else's code: it is left alone.
      { target: "#queued", actions: ["leaseAnother", "countAttempt"] },
    ],
  },
}).on;

/** What other hands have put into an entry is noted, and told. */
export const noted = [
  { type: "noteOtherPin", params: ({ event }: HeardOther) => event },
  { type: "reportModified", params: ({ event }: HeardOther) => ({ pin: event.pin }) },
] as const;

interface HeardOther {
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
const modifiedByOtherHands = slotSetup.createStateConfig({
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
const readBeforeWriting = slotSetup.createStateConfig({
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

/**
 * Where a machine finds its place: a new slot, or one whose work a restart interrupted. `inDoubt`: where it goes on with what was perhaps
 * sent, and perhaps taken.
 */
export const startingIn = (inDoubt: string) =>
  slotSetup.createStateConfig({
    tags: "setting",
    always: [
      { guard: "isToGo", target: "#removing" },
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

  /** The lock has not answered for so long that nothing can be said of it. It is asked on, at long intervals. */
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
    after: { retryDelay: "#queued" },
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

  /** Deleted by other hands, and that is allowed. */
  gone: slotSetup.createStateConfig({
    id: "gone",
    tags: "unset",
    on: {
      "slot.holdsOurs": { target: "#set", actions: "confirm" },
      "code.acceptExternalChange": {
        guard: ({ event }) => !event.accepts,
        target: "#queued",
        actions: { type: "setAcceptance", params: ({ event }) => ({ accepts: event.accepts }) },
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
