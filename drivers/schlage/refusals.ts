import type { Refusals } from "../../src/lock/refusal.ts";

/** Keys are the cloud's reason where it gives one, else its HTTP status. Codes: Seam's (@seamapi/types@1.490.0). */
export const refusals = {
  "401": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "notDone",
    message: "Schlage's cloud no longer takes the account's token.",
  },
  "429": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "notDone",
    message: "Schlage's cloud takes no more calls for the moment.",
  },
  "502": {
    code: "failed_to_set_on_device",
    warnFirst: "schlage_creation_outage",
    retry: "later",
    outcome: "unknown",
    message:
      "Schlage's cloud answered with an error, and may have stored the code all the same. Its list is read to find out.",
  },
  "504": {
    code: "failed_to_set_on_device",
    warnFirst: "schlage_creation_outage",
    retry: "later",
    outcome: "unknown",
    message:
      "Schlage's cloud did not answer in time, and may have stored the code all the same. Its list is read to find out.",
  },
  invalid_length: {
    code: "failed_to_set_on_device",
    retry: "whenDeviceChanges",
    outcome: "notDone",
    message:
      "All codes of the lock have one length, and this one has another. Update the code to that length.",
  },
  already_exists: {
    code: "duplicate_code_on_device",
    warnFirst: "schlage_detected_duplicate",
    retry: "later",
    outcome: "unknown",
    isDuplicate: true,
    message:
      "The lock has another code with the same PIN. Delete that one, or update this code to another PIN.",
  },
  storage_full: {
    code: "no_space_for_access_code_on_device",
    retry: "whenSlotFrees",
    outcome: "notDone",
    message: "The lock holds as many codes as it can. Delete codes that are not needed.",
  },
  lock_unreachable: {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "notDone",
    message: "The lock is not connected to its Wi-Fi. Check the Wi-Fi and the lock's batteries.",
  },
  not_found: {
    code: "failed_to_remove_from_device",
    retry: "later",
    outcome: "unknown",
    message: "Schlage's cloud knows no such code.",
  },
} as const satisfies Refusals;
