import {
  absent,
  cameLate,
  clearedInTime,
  refusalByList,
  suspectingByList,
  unlisted,
  verifyingByList,
} from "../../src/driver/lagging-list.ts";
import { always, ordinary, startingIn } from "../../src/driver/ordinary-states.ts";
import { newSlot, slotSetup } from "../../src/driver/slot-setup.ts";

/** A read that shows a failed operation. */
const showsFailure = slotSetup.createStateConfig({
  on: {
    "slot.inactive": {
      target: "#operationFailed",
      actions: {
        type: "recordRefusal",
        params: ({ context, event }) => ({ refusal: context.port.refusal(event.vendorCode) }),
      },
    },
  },
}).on;

/**
 * A password whose mark no answer has told, and which was changed since it was made: by its owner, perhaps, before any list has shown it.
 * Nobody is shown which PIN stands there now.
 */
const wasRewritten = slotSetup.createStateConfig({
  on: {
    "slot.unreadable": [
      { guard: { type: "wasRewritten", params: ({ event }) => event }, target: "#emptying" },
    ],
  },
}).on["slot.unreadable"];

const shows = {
  ...showsFailure,
  "slot.unreadable": [...wasRewritten, ...cameLate["slot.unreadable"]],
} as const;

const answered = clearedInTime("no_such_password");

/**
 * Wyze: the service takes a password as an operation, and its list shows how far that has come: pending, done, or failed. What a
 * password is, nobody is shown; when it was last written is, and by that ours is known again.
 */
export const slotMachine = slotSetup.createMachine({
  id: "wyze",
  context: newSlot,
  initial: "starting",
  on: always,
  states: {
    starting: startingIn("#absent"),
    queued: ordinary.queued("#operating"),

    operating: {
      id: "operating",
      tags: "setting",
      // To add it once more before it is found would be a second password, or meet its own name.
      always: [{ guard: "isUnlocated", target: "verifying" }, { target: "putting" }],
    },

    putting: {
      tags: "setting",
      entry: ["markSent", { type: "transmit", params: { step: "put" } }],
      on: { ...refusalByList, "lock.accepted": "verifying", "lock.silent": "absent" },
    },

    verifying: {
      ...verifyingByList(shows),
      after: {
        loadPatience: { actions: { type: "warnSlow", params: { code: "delay_in_setting_on_device" } } },
      },
    },

    unlisted: unlisted(shows),
    absent: absent(shows),

    silent: {
      ...ordinary.silent,
      on: {
        ...ordinary.silent.on,
        ...showsFailure,
        "slot.unreadable": [...wasRewritten, ...ordinary.silent.on["slot.unreadable"]],
      },
    },

    /**
     * The list does not say why. The lock may have missed it, or hold the same digits already, which nobody can read: so it is tried
     * again, and what fails every time is a duplicate, potentially.
     */
    operationFailed: {
      id: "operationFailed",
      tags: "setting",
      entry: "countAttempt",
      always: [{ guard: "attemptsSpent", target: "failed" }, { target: "backingOff" }],
    },

    /** It may have been no duplicate after all: now and then it is tried once more. */
    failed: { ...ordinary.failed, after: { suspension: "#queued" } },

    backingOff: ordinary.backingOff,
    set: ordinary.set,
    suspecting: suspectingByList,
    emptying: answered.emptying,
    suspended: ordinary.suspended,
    gone: ordinary.gone,
    removing: answered.removing,
    cleared: ordinary.cleared,
  },
});
