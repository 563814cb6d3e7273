import { changedOnItsWay, overtaken } from "../../src/driver/changes-on-the-way.ts";
import { othersIsLeftAlone, refusal } from "../../src/driver/entry-answers.ts";
import { removalLoop } from "../../src/driver/entry-loops.ts";
import { always, ordinary, startingIn } from "../../src/driver/ordinary-states.ts";
import { newSlot, slotSetup } from "../../src/driver/slot-setup.ts";

/** Of a code whose slot is not known yet something else is wanted: created anew, it would stand beside what was sent before. */
const changedUnlocated = slotSetup.createStateConfig({
  on: {
    "code.change": {
      guard: "isUnlocated",
      target: "#locating",
      actions: { type: "change", params: ({ event }) => event },
    },
  },
}).on["code.change"];

/** The same of any code, while what was sent is on its way. */
const changedUnconfirmed = { "code.change": [changedUnlocated, changedOnItsWay["code.change"]] } as const;

/**
 * What came out wrong is taken off, and known again until it is: a slot in which something else stands by then has been given to somebody
 * else.
 */
const cameOutWrong = slotSetup.createStateConfig({
  on: {
    "slot.holdsOther": [
      {
        guard: { type: "entryIsOurOwn", params: ({ event }) => event },
        target: "#emptying",
        actions: { type: "noteOvertaken", params: ({ event }) => event },
      },
      othersIsLeftAlone,
    ],
  },
}).on;

/**
 * Kwikset: the cloud takes a code and passes it on. In which slot it ended up, and whether it did, the lock tells by a push some
 * seconds later; when it will not have the code (another one has its PIN or its name) it tells nothing. So a table without the
 * code is no proof that it will not come: the code stays unconfirmed, with a warning and then an error, and the table is read on.
 * Only when that has gone on for long is the code sent again.
 */
export const slotMachine = slotSetup.createMachine({
  id: "kwikset",
  context: newSlot,
  initial: "starting",
  on: {
    ...always,
    "code.change": [changedUnlocated, ...always["code.change"]],
    "slot.replaced": ".replaced",
  },
  states: {
    starting: startingIn("#doubted"),
    queued: ordinary.queued("#writing"),

    writing: {
      id: "writing",
      tags: "setting",
      entry: ["markSent", { type: "transmit", params: { step: "write" } }],
      on: {
        ...refusal,
        ...changedUnconfirmed,
        "lock.accepted": { target: "verifying", actions: "forgetRefusal" },
        "lock.silent": "verifying",
      },
    },

    verifying: {
      ...ordinary.verifying,
      on: {
        ...ordinary.verifying.on,
        ...cameOutWrong,
        ...changedUnconfirmed,
        "slot.empty": [{ guard: "isUnlocated", target: ".pausing" }, ordinary.verifying.on["slot.empty"]],
        "slot.holdsPrevious": ".pausing",
      },
    },

    overtaken,

    /**
     * Sent to a slot that nobody knows yet, and to be something else by now: it is looked for, and changed where it stands. Only when the
     * lock has told that it holds no such code is the new one created.
     */
    locating: {
      ...ordinary.verifying,
      id: "locating",
      on: {
        // The answer to the create, which was under way when the change came.
        "lock.refused": [
          { guard: { type: "outcomeUnknown", params: ({ event }) => ({ refusal: event.refusal }) } },
          { target: "queued", actions: "markNotDone" },
        ],
        "slot.holdsOurs": "queued",
        "slot.holdsPrevious": "queued",
        "slot.empty": { target: "queued", actions: "markEmpty" },
      },
    },

    /**
     * After a restart it is not even known whether it was sent. The cloud remembers only what the lock has told since, so what one look does
     * not show is sent again: the lock that has it already makes nothing of that.
     */
    doubted: {
      ...ordinary.verifying,
      id: "doubted",
      on: { ...ordinary.verifying.on, ...cameOutWrong },
      states: { ...ordinary.verifying.states, pausing: { always: "#backingOff" } },
    },

    /** Others had removed it, and the lock has given its slot to another code of ours before anybody was told. */
    replaced: {
      tags: "unset",
      always: [
        { guard: "isToGo", target: "cleared" },
        { guard: "isInDoubt", target: "queued", actions: "markEmpty" },
        ...ordinary.suspecting.on["slot.empty"],
      ],
    },

    set: ordinary.set,
    silent: { ...ordinary.silent, on: { ...ordinary.silent.on, ...cameOutWrong } },
    backingOff: ordinary.backingOff,
    suspecting: ordinary.suspecting,

    /** The lock gives an emptied slot to the next code, whosever: what stands there is looked at before it is emptied once more. */
    emptying: { ...ordinary.emptying, ...removalLoop },

    suspended: ordinary.suspended,
    gone: ordinary.gone,
    failed: ordinary.failed,
    removing: ordinary.removing,
    cleared: ordinary.cleared,
  },
});
