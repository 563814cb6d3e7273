import { refusal } from "./entry-answers.ts";
import { always, ordinary } from "./ordinary-states.ts";
import { newSlot, slotSetup } from "./slot-setup.ts";

/**
 * A machine of nothing but shared states and one step of writing: what a vendor without peculiarities would have. Diagrams
 * are drawn as differences from it, and it is the beginning of a new vendor's machine.
 */
export const plainMachine = slotSetup.createMachine({
  id: "plain",
  context: newSlot,
  initial: "starting",
  on: always,
  states: {
    ...ordinary,
    queued: ordinary.queued("#firstStep"),
    firstStep: {
      id: "firstStep",
      tags: "setting",
      entry: ["markSent", { type: "transmit", params: { step: "write" } }],
      on: { ...refusal, "lock.accepted": "verifying", "lock.silent": "verifying" },
    },
  },
});
