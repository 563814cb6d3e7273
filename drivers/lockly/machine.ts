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

const answered = clearedByAnswer();

/**
 * Lockly: the hub tells the lock while the cloud waits, so that its answer is the lock's own. Under which id the code stands,
 * the answer tells too; where it is lost, the list does.
 */
export const slotMachine = slotSetup.createMachine({
  id: "lockly",
  context: newSlot,
  initial: "starting",
  on: always,
  states: {
    starting: startingIn("#absent"),
    queued: ordinary.queued("#adding"),

    adding: {
      id: "adding",
      tags: "setting",
      entry: ["markSent", { type: "transmit", params: { step: "add" } }],
      on: { ...refusalByList, "lock.accepted": "verifying", "lock.silent": "absent" },
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
