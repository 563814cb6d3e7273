import { newSlot, slotSetup } from "./slot-setup.ts";

/**
 * The machine of a code that a keypad verifies by itself, the same for all vendors that have such codes. The server tells
 * the PIN, and that is all: there is nothing to read, and nothing to take out again. Asking twice for the same variant gets
 * the same PIN, so silence is answered by asking once more. A vendor that has no other codes calls it by its own name.
 */
export const offlineMachineCalled = (id: string) =>
  slotSetup.createMachine({
    id,
    context: newSlot,
    initial: "starting",
    on: {
      // Before it was told, nobody knows the PIN. After that the access code lives until its window ends.
      "code.remove": { target: ".cleared", actions: "wantRemoval" },
      "slot.assigned": {
        actions: { type: "takeAssigned", params: ({ event: { type: _, ...assigned } }) => assigned },
      },
    },
    states: {
      starting: {
        tags: "setting",
        always: [
          { guard: "isToGo", target: "cleared" },
          { guard: "isConfirmed", target: "issued" },
          { guard: "noSlot", target: "failed", actions: ["recordNoSpace", "markFailing"] },
          { target: "queued" },
        ],
      },

      queued: {
        tags: "setting",
        entry: { type: "requestTurn", params: { purpose: "issue" } },
        exit: "withdrawTurn",
        always: { guard: "noSlot", target: "failed", actions: ["recordNoSpace", "markFailing"] },
        on: { "turn.granted": "issuing" },
      },

      issuing: {
        tags: "setting",
        entry: ["markSent", { type: "transmit", params: { step: "issue" } }],
        on: {
          "lock.accepted": [
            { guard: "lacksPin", target: "backingOff", actions: "countAttempt" },
            { target: "issued", actions: "confirm" },
          ],
          "lock.silent": { target: "backingOff", actions: "countAttempt" },
          "lock.refused": [
            {
              guard: { type: "wasBusy", params: ({ event }) => ({ refusal: event.refusal }) },
              target: "backingOff",
            },
            {
              guard: { type: "slotIsTaken", params: ({ event }) => ({ refusal: event.refusal }) },
              target: "queued",
              actions: "leaseAnother",
            },
            {
              guard: { type: "mayPass", params: ({ event }) => ({ refusal: event.refusal }) },
              target: "backingOff",
              actions: [
                { type: "recordRefusal", params: ({ event }) => ({ refusal: event.refusal }) },
                "countAttempt",
              ],
            },
            {
              target: "failed",
              actions: [
                "markNotDone",
                { type: "recordRefusal", params: ({ event }) => ({ refusal: event.refusal }) },
                "markFailing",
              ],
            },
          ],
        },
      },

      backingOff: {
        tags: "setting",
        after: { writeDelay: "queued" },
        on: { "device.changed": "queued" },
      },

      issued: { tags: "set" },

      /** There is no such code until something else changes. */
      failed: {
        tags: "unset",
        on: {
          "device.changed": [
            { guard: "noSlot", target: "queued", actions: ["startAfresh", "leaseAnother"] },
            { guard: "waitsForDevice", target: "queued", actions: "startAfresh" },
          ],
          "slot.freed": [
            { guard: "noSlot", target: "queued", actions: ["startAfresh", "leaseAnother"] },
            { guard: "waitsForSlot", target: "queued", actions: "startAfresh" },
          ],
        },
      },

      cleared: { tags: "unset", type: "final" },
    },
  });

export const offlineMachine = offlineMachineCalled("offline");
