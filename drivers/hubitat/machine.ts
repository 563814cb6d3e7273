import { changedOnItsWay, overtaken } from "../../src/driver/changes-on-the-way.ts";
import { refusal } from "../../src/driver/entry-answers.ts";
import { turnFor } from "../../src/driver/entry-loops.ts";
import { always, ordinary, startingIn } from "../../src/driver/ordinary-states.ts";
import { newSlot, slotSetup } from "../../src/driver/slot-setup.ts";

/** The lock may have refused, or not have heard, or not have answered yet: it looks the same. The code says so and is sent again. */
const unconfirmed = [
  "countAttempt",
  {
    type: "recordRefusal",
    params: ({ context }) => ({ refusal: context.port.refusal("noCodeChanged") }),
  },
  "markFailing",
] as const satisfies NonNullable<Parameters<typeof slotSetup.createStateConfig>[0]["entry"]>;

/** Somebody else's position has the PIN, so that ours is dropped as long as it has. */
const refusedAsTaken = [
  {
    type: "recordRefusal",
    params: ({ context }) => ({ refusal: context.port.refusal("codeInUse") }),
  },
  "markFailing",
] as const satisfies NonNullable<Parameters<typeof slotSetup.createStateConfig>[0]["entry"]>;

/** That a deletion was taken or refused says nothing of the lock. */
const deletingAndThen = (next: string) =>
  slotSetup.createStateConfig({
    entry: ["markClearing", { type: "transmit", params: { step: "clear" } }],
    on: { "lock.accepted": next, "lock.silent": next, "lock.refused": next },
  });

type StateConfig = Parameters<typeof slotSetup.createStateConfig>[0];

/** Looks whose the slot is. `whenEmpty`: what follows when the hub knows of nobody there. */
const lookingWhose = (whenEmpty: NonNullable<StateConfig["on"]>["slot.empty"]) =>
  slotSetup.createStateConfig({
    ...ordinary.removing.states.readingWhose,
    on: { ...ordinary.removing.states.readingWhose.on, "slot.empty": whenEmpty },
  });

/**
 * Hubitat: the hub takes every code, and a lock that does not says nothing. `codeChanged` prompts a read that finds the code
 * in the hub's table; when it stays away, the table is read all the same, and what is missing there is overdue.
 */
export const slotMachine = slotSetup.createMachine({
  id: "hubitat",
  context: newSlot,
  initial: "starting",
  on: always,
  states: {
    starting: startingIn("#doubted"),
    queued: ordinary.queued("#writing"),

    writing: {
      id: "writing",
      tags: "setting",
      entry: ["markSent", { type: "transmit", params: { step: "setCode" } }],
      on: { ...refusal, ...changedOnItsWay, "lock.accepted": "awaiting", "lock.silent": "awaiting" },
    },

    /** Until the lock has reported, the table shows what stood there before. */
    awaiting: {
      tags: "setting",
      on: { ...changedOnItsWay, "slot.holdsOurs": { target: "set", actions: "confirm" } },
      after: { loadPatience: "verifying" },
    },

    /** After a restart it is not even known whether it was sent: what is missing then has not failed yet. */
    doubted: {
      id: "doubted",
      tags: "setting",
      on: { ...changedOnItsWay, "slot.holdsOurs": { target: "set", actions: "confirm" } },
      after: { loadPatience: "absent" },
    },
    absent: { ...ordinary.verifying, id: "absent" },

    verifying: {
      ...ordinary.verifying,
      on: {
        ...ordinary.verifying.on,
        ...changedOnItsWay,
        "slot.empty": [
          {
            guard: { type: "pinIsTaken", params: ({ event }) => event },
            target: "failed",
            actions: ["markEmpty", ...refusedAsTaken],
          },
          // The lock may have fewer positions than the hub takes it to have. The lowest free one is likeliest to be there.
          {
            guard: "isLastAttempt",
            target: "backingOff",
            actions: ["markEmpty", ...unconfirmed, "leaseAnew"],
          },
          { target: "backingOff", actions: ["markEmpty", ...unconfirmed] },
        ],
        "slot.holdsPrevious": [
          {
            guard: { type: "pinIsTaken", params: ({ event }) => event },
            target: "failed",
            actions: [...refusedAsTaken],
          },
          { target: "backingOff", actions: [...unconfirmed] },
        ],
      },
    },

    overtaken,

    set: ordinary.set,
    silent: ordinary.silent,
    backingOff: ordinary.backingOff,
    suspecting: ordinary.suspecting,
    emptying: ordinary.emptying,
    suspended: ordinary.suspended,
    gone: ordinary.gone,
    failed: ordinary.failed,

    /**
     * What the lock has taken and its report was lost of, the table does not show: it is deleted all the same. That this was heard, no table
     * tells either, so it is said twice, with time between for a lock that cannot be reached to come back. Where a report has been missed
     * already the air is bad, and it is said once more when that may be over. Each time the table is read before: in all that time an owner
     * may have made a code in the slot.
     */
    removing: {
      ...ordinary.removing,
      states: {
        ...ordinary.removing.states,
        readingWhose: lookingWhose("askingUnseen"),
        askingUnseen: { ...turnFor("clear"), on: { "turn.granted": "deletingUnseen" } },
        deletingUnseen: deletingAndThen("settlingUnseen"),
        settlingUnseen: { after: { loadPatience: "askingWhoseSince" } },
        askingWhoseSince: { ...turnFor("clear"), on: { "turn.granted": "readingWhoseSince" } },
        readingWhoseSince: lookingWhose([
          { guard: "wasMissed", target: "askingOnceMore" },
          { target: "asking" },
        ]),
        askingOnceMore: { ...turnFor("clear"), on: { "turn.granted": "deletingOnceMore" } },
        deletingOnceMore: deletingAndThen("settlingForLong"),
        settlingForLong: { after: { longestRetryDelay: "askingWhoseAtLast" } },
        askingWhoseAtLast: { ...turnFor("clear"), on: { "turn.granted": "readingWhoseAtLast" } },
        readingWhoseAtLast: lookingWhose("asking"),
      },
    },
    cleared: ordinary.cleared,
  },
});
