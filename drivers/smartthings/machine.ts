import { refusal } from "../../src/driver/entry-answers.ts";
import { always, ordinary } from "../../src/driver/ordinary-states.ts";
import { newSlot, slotSetup } from "../../src/driver/slot-setup.ts";

/**
 * SmartThings: the hub writes one numbered slot over the radio and says at once how that went. What the slot holds, the
 * lock itself tells some seconds later.
 */
export const slotMachine = slotSetup.createMachine({
  id: "smartthings",
  context: newSlot,
  initial: "starting",
  on: always,
  states: {
    starting: ordinary.starting,
    queued: ordinary.queued("#writing"),

    writing: {
      id: "writing",
      tags: "setting",
      entry: ["markSent", { type: "transmit", params: { step: "setCode" } }],
      on: { ...refusal, "lock.accepted": "verifying", "lock.silent": "verifying" },
    },

    verifying: ordinary.verifying,
    set: ordinary.set,
    silent: ordinary.silent,
    backingOff: ordinary.backingOff,
    suspecting: ordinary.suspecting,
    emptying: ordinary.emptying,
    suspended: ordinary.suspended,
    gone: ordinary.gone,
    /** Where no capacity is reported, it may be the slot that the lock does not take, and another that is freed it may. */
    failed: {
      ...ordinary.failed,
      on: {
        ...ordinary.failed.on,
        "slot.freed": [
          { guard: "isRefusedAsItIs", target: "relocating" },
          ...ordinary.failed.on["slot.freed"],
        ],
      },
    },

    relocating: {
      tags: "unset",
      entry: "leaseAnew",
      always: [{ guard: "isNewInItsSlot", target: "queued" }, { target: "failed" }],
    },

    removing: ordinary.removing,
    cleared: ordinary.cleared,
  },
});
