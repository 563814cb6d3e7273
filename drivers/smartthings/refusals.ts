import type { Refusals } from "../../src/lock/refusal.ts";

/** Keys are the `statusCode`s of the Edge drivers' commandResult. */
export const refusals = {
  failure: {
    code: "smartthings_failed_to_set_after_multiple_retries",
    warnFirst: "smartthings_failed_to_set_access_code",
    retry: "later",
    outcome: "unknown",
    message: "The lock reports that the code could not be set. Another app may be programming the same lock.",
  },
  duplicate: {
    code: "duplicate_code_on_device",
    retry: "whenSlotFrees",
    outcome: "notDone",
    isDuplicate: true,
    message: "Another slot of the lock holds the same code. Delete that code or choose another one.",
  },
  occupied: {
    code: "smartthings_failed_to_set_access_code",
    retry: "inAnotherSlot",
    outcome: "notDone",
    message: "The slot holds a code that was made outside.",
  },
  resourceExhausted: {
    code: "smartthings_no_free_slots_available",
    retry: "whenSlotFrees",
    outcome: "notDone",
    message: "The lock's memory is full. Delete codes from it.",
  },
  invalidCommand: {
    code: "smartthings_failed_to_set_access_code",
    retry: "whenCodeChanges",
    outcome: "notDone",
    message:
      "The lock does not take a code of this kind, or has no slot left that it could go to. Update the code to another length.",
  },
  busy: {
    code: "failed_to_set_on_device",
    retry: "soon",
    outcome: "notDone",
    message: "The hub is busy with another command for this lock.",
  },
} as const satisfies Refusals;
