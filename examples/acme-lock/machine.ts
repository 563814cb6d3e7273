import { always, newSlot, ordinary, refusal, slotSetup } from "lockstep/driver-kit";

/** An ACME lock answers when it has written, so the table tells the truth at once: nothing is peculiar but the name of the step. */
export const slotMachine = slotSetup.createMachine({
  id: "acme",
  context: newSlot,
  initial: "starting",
  on: always,
  states: {
    starting: ordinary.starting,
    queued: ordinary.queued("#putting"),

    putting: {
      id: "putting",
      tags: "setting",
      entry: ["markSent", { type: "transmit", params: { step: "put" } }],
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
    failed: ordinary.failed,
    removing: ordinary.removing,
    cleared: ordinary.cleared,
  },
});
