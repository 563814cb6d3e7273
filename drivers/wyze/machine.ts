import { absent, missing, notListed } from "../../src/driver/lagging-list.ts";
import { always, ordinary, refusal } from "../../src/driver/ordinary-states.ts";
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

/** Somebody has the name: ours, which the list did not show because it is behind, or a stranger's. */
const readForItsName = slotSetup.createStateConfig({
  ...ordinary.silent,
  on: { ...ordinary.backingOff.on, ...showsFailure, "slot.freed": "#queued" },
});

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
    starting: ordinary.starting,
    queued: ordinary.queued("#operating"),

    operating: {
      id: "operating",
      tags: "setting",
      entry: ["markSent", { type: "transmit", params: { step: "put" } }],
      on: {
        "lock.refused": [
          {
            guard: ({ event }) => event.refusal.vendorCode === "name_in_use",
            target: "nameTaken",
            actions: [
              "markNotDone",
              { type: "recordRefusal", params: ({ event }) => ({ refusal: event.refusal }) },
            ],
          },
          ...refusal["lock.refused"],
        ],
        "lock.accepted": "verifying",
        "lock.silent": "verifying",
      },
    },

    /** The list is read until it has had its time. */
    nameTaken: {
      ...readForItsName,
      id: "nameTaken",
      tags: "setting",
      initial: "asking",
      on: { ...readForItsName.on, "slot.empty": ".waiting" },
      after: { listLag: { target: "nameOfAnother", actions: "markFailing" } },
    },

    /** As far as anybody can see. It is looked at ever less often. */
    nameOfAnother: {
      ...readForItsName,
      id: "nameOfAnother",
      tags: "unset",
      on: { ...readForItsName.on, "slot.empty": ".pausing" },
      after: { suspension: "queued" },
    },

    verifying: {
      ...ordinary.verifying,
      on: { ...ordinary.verifying.on, ...showsFailure, ...notListed },
      after: {
        loadPatience: { actions: { type: "warnSlow", params: { code: "delay_in_setting_on_device" } } },
      },
    },

    missing: missing(showsFailure),
    absent: absent(showsFailure),

    silent: { ...ordinary.silent, on: { ...ordinary.silent.on, ...showsFailure } },

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
    suspecting: ordinary.suspecting,
    emptying: ordinary.emptying,
    suspended: ordinary.suspended,
    gone: ordinary.gone,
    removing: ordinary.removing,
    cleared: ordinary.cleared,
  },
});
