import { refusal } from "../../src/driver/entry-answers.ts";
import { absent, clearedByAnswer, unlisted, verifyingByList } from "../../src/driver/lagging-list.ts";
import { always, ordinary, startingIn } from "../../src/driver/ordinary-states.ts";
import { newSlot, slotSetup } from "../../src/driver/slot-setup.ts";

const answered = clearedByAnswer("not_found");

/**
 * Schlage: the cloud answers when the lock has a code, or with an error though it has it; and its list, the only thing that can be
 * read, lags behind and sometimes leaves codes out. So a list without the code proves nothing for a while: neither that a code that
 * was sent has got lost (to send it again would meet "already exists"), nor that one that stood there has gone.
 */
export const slotMachine = slotSetup.createMachine({
  id: "schlage",
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
      on: { ...refusal, "lock.accepted": "verifying", "lock.silent": "verifying" },
    },

    verifying: verifyingByList({}),
    unlisted: unlisted({}),
    absent: absent({}),

    set: ordinary.set,

    suspecting: {
      ...ordinary.suspecting,
      on: { ...ordinary.suspecting.on, "slot.empty": ".waiting" },
      after: { listLag: "missing" },
    },
    missing: { ...ordinary.suspecting, id: "missing" },

    silent: ordinary.silent,

    /** "Already exists" may be a code that was just deleted, or this one, until the list has had its time. Then it is another. */
    backingOff: { ...ordinary.backingOff, always: { guard: "meetsAnother", target: "failed" } },

    /** What is in the way need not be on the list: now and then it is tried once more. */
    failed: {
      ...ordinary.failed,
      after: { suspension: "queued" },
      on: {
        ...ordinary.failed.on,
        "slot.freed": [{ guard: "meetsAnother", target: "queued" }, ...ordinary.failed.on["slot.freed"]],
      },
    },

    emptying: answered.emptying,
    suspended: ordinary.suspended,
    gone: ordinary.gone,

    removing: answered.removing,
    cleared: ordinary.cleared,
  },
});
