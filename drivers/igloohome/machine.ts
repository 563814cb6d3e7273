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

/** The bridge says no more of a job in which the lock did not find the PIN. */
const answered = clearedByAnswer("2");

/**
 * igloohome: whatever is to happen at the lock is a job for its bridge. The cloud takes the job at once; some seconds later
 * the bridge tells how it ended, or never does. Under which id the PIN then stands, only the list tells.
 */
export const slotMachine = slotSetup.createMachine({
  id: "igloohome",
  context: newSlot,
  initial: "starting",
  on: always,
  states: {
    starting: startingIn("#absent"),
    queued: ordinary.queued("#jobUnderWay"),

    jobUnderWay: {
      id: "jobUnderWay",
      tags: "setting",
      entry: ["markSent", { type: "transmit", params: { step: "createPin" } }],
      on: {
        ...refusalByList,
        "lock.accepted": "verifying",
        // It may have died, and it may still be carried out.
        "lock.silent": { target: "absent", actions: "recordUnconfirmed" },
      },
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
