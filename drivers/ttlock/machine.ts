import {
  absent,
  clearedByAnswer,
  refusalByList,
  suspectingByList,
  unlisted,
  verifyingByList,
} from "../../src/driver/lagging-list.ts";
import { always, ordinary, startingIn } from "../../src/driver/ordinary-states.ts";
import { newSlot, slotSetup } from "../../src/driver/slot-setup.ts";

const answered = clearedByAnswer("-2009");

/** What was added and then changed, before any list has shown it, opens the door until it is changed. If it cannot be, it goes. */
const refusedChange = slotSetup.createStateConfig({
  on: {
    "lock.refused": [
      {
        guard: { type: "refusedOverUnseen", params: ({ event }) => ({ refusal: event.refusal }) },
        target: "#emptying",
        actions: [
          "markNotDone",
          { type: "recordRefusal", params: ({ event }) => ({ refusal: event.refusal }) },
        ],
      },
      ...refusalByList["lock.refused"],
    ],
  },
}).on;

/**
 * TTLock: the cloud gives a passcode an id when the lock has taken it, and with that id it is changed in place. A passcode whose
 * id was never told is looked for in the list before anything else is sent.
 */
export const slotMachine = slotSetup.createMachine({
  id: "ttlock",
  context: newSlot,
  initial: "starting",
  on: always,
  states: {
    starting: startingIn("#absent"),
    queued: ordinary.queued("#writing"),

    writing: {
      id: "writing",
      tags: "setting",
      always: [
        { guard: "hasEntry", target: "changing" },
        { guard: "isUnlocated", target: "verifying" },
        { guard: "nothingSent", target: "adding" },
      ],
    },

    adding: {
      tags: "setting",
      entry: ["markSent", { type: "transmit", params: { step: "add" } }],
      on: { ...refusalByList, "lock.accepted": "verifying", "lock.silent": "absent" },
    },

    changing: {
      tags: "setting",
      entry: ["markSent", { type: "transmit", params: { step: "change" } }],
      on: { ...refusedChange, "lock.accepted": "verifying", "lock.silent": "verifying" },
    },

    verifying: verifyingByList({}),
    unlisted: unlisted({}),
    absent: absent({}),
    set: ordinary.set,
    silent: ordinary.silent,
    backingOff: ordinary.backingOff,
    suspecting: suspectingByList,
    emptying: answered.emptying,
    suspended: ordinary.suspended,
    gone: ordinary.gone,
    failed: ordinary.failed,
    removing: answered.removing,
    cleared: ordinary.cleared,
  },
});
