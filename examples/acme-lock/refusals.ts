import type { Refusals } from "lockstep/driver-kit";

/** Keys are the `why` of a denial. */
export const refusals = {
  full: {
    code: "no_space_for_access_code_on_device",
    retry: "whenSlotFrees",
    outcome: "notDone",
    message: "The lock's table is full. Delete codes from it.",
  },
  twice: {
    code: "duplicate_code_on_device",
    retry: "whenSlotFrees",
    outcome: "notDone",
    message: "Another entry of the lock holds the same code. Delete it or choose another code.",
  },
  length: {
    code: "failed_to_set_on_device",
    retry: "whenCodeChanges",
    outcome: "notDone",
    message: "The lock takes 4 to 6 digits. Update the code to such a length.",
  },
  asleep: {
    code: "failed_to_set_on_device",
    retry: "soon",
    outcome: "notDone",
    message: "The lock is waking up.",
  },
} as const satisfies Refusals;
