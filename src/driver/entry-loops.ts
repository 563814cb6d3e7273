import { slotSetup } from "./slot-setup.ts";

/** How an entry is read, emptied and given up: what is sent, waited for and sent again until the lock has answered. */

/** Waiting for the session's grant costs no patience: the reply timer starts with the transmission. */
export const turnFor = (purpose: "clear" | "read" | "write") => ({
  entry: { type: "requestTurn", params: { purpose } } as const,
  exit: "withdrawTurn" as const,
});

/** An attempt has failed: the next follows after a growing pause, or as soon as the device has changed. */
const pausing = (next: string, delay: "retryDelay" | "writeDelay" = "retryDelay") =>
  slotSetup.createStateConfig({
    entry: ["countAttempt", "recordUnconfirmed"],
    after: { [delay]: next },
    on: { "device.changed": next },
  });

/** The same, while attempts are left: when they are spent the lock counts as silent. */
export const pausingWhilePatient = slotSetup.createStateConfig({
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
export const readLoop = slotSetup.createStateConfig({
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

const { settling: _, ...withoutSettling } = readLoop.states;

/** The same without the wait after a write, of which nothing is heard any more. When it answers, the code is put there anew. */
export const laterReads = slotSetup.createStateConfig({
  states: { ...withoutSettling, pausing: pausing("asking", "writeDelay") },
}).states;

/** A list without a single entry may be an outage that looks like one: it takes another one, a while later, to believe it. */
const shownEmpty = slotSetup.createStateConfig({
  on: {
    "slot.empty": {
      guard: { type: "listShowsOthers", params: ({ event }) => event },
      target: "empty",
    },
  },
}).on["slot.empty"];

/** For as long as it lacks what had been there, and nobody was to take out, no number of such lists is enough. */
const shownBare = slotSetup.createStateConfig({
  on: {
    "slot.empty": [
      shownEmpty,
      { guard: { type: "listHidesOthers", params: ({ event }) => event }, target: "pausing" },
    ],
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
export const clearLoop = slotSetup.createStateConfig({
  initial: "asking",
  states: {
    asking: { ...turnFor("clear"), on: { "turn.granted": "clearing" } },
    clearing: {
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
      on: { ...stillThere, "slot.empty": [...shownBare, { target: "doubtingList" }] },
    },
    doubtingList: { after: { settleTime: "askingAgain" }, on: { "slot.empty": shownEmpty } },
    askingAgain: { ...turnFor("read"), on: { "turn.granted": "readingAgain", "slot.empty": shownEmpty } },
    readingAgain: {
      entry: "readBack",
      on: { ...stillThere, "slot.empty": [...shownBare, { target: "empty" }] },
    },
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
 * The same for an entry that is to be given up. A slot that was written to and never read, or not seen since the device was away, may have
 * been taken by somebody else: it is looked at before it is cleared.
 */
export const removalLoop = slotSetup.createStateConfig({
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
    asking: {
      ...clearLoop.states.asking,
      on: {
        "turn.granted": [
          { guard: "mayHaveChangedHands", target: "readingWhose", actions: "doubtUnseen" },
          { target: "clearing" },
        ],
      },
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
      on: {
        ...shownWhose,
        "slot.empty": [
          ...shownBare,
          // Nobody has said that there is anything to take out, nor that there is not, and an outage may last.
          { guard: { type: "mayBeHidden", params: ({ event }) => event }, target: "pausing" },
          { target: "doubtingList" },
        ],
        ...readFailed,
      },
    },
    waiting: { after: { retryDelay: "deciding" } },
    pausing: { ...pausing("deciding"), on: { "device.changed": "deciding", "slot.empty": shownEmpty } },
  },
});
