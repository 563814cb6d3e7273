import type { Refusals } from "../../src/lock/refusal.ts";

/**
 * Keys are the cloud's reason where it gives one, else its HTTP status, or the job's status. `unfinished` is no word of
 * theirs: it is a job whose end nobody tells.
 */
export const refusals = {
  "406": {
    code: "igloohome_bridge_offline",
    retry: "later",
    outcome: "notDone",
    message:
      "The bridge cannot be contacted. Check its power and its Wi-Fi, and that the lock is linked to it.",
  },
  too_many_pending_jobs: {
    code: "igloohome_bridge_too_many_pending_jobs",
    retry: "later",
    outcome: "notDone",
    message: "The bridge has too many pending jobs. The code is set when it has carried them out.",
  },
  "2": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "unknown",
    message: "The bridge reports that the lock did not carry out the job.",
  },
  unfinished: {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "unknown",
    message:
      "The bridge took the job and did not finish it. Check that it reaches the lock and that the keypad is linked to it.",
  },
  pin_exists: {
    code: "duplicate_code_on_device",
    retry: "whenSlotFrees",
    outcome: "notDone",
    isDuplicate: true,
    message: "Another PIN of the lock is the same code. Delete that one or choose another code.",
  },
  pin_limit_reached: {
    code: "no_space_for_access_code_on_device",
    retry: "whenSlotFrees",
    outcome: "notDone",
    message: "The lock has its 199 PINs, offline ones included. Delete PINs that are not needed.",
  },
  no_variance_available: {
    code: "igloohome_offline_access_code_no_variance_available",
    retry: "whenSlotFrees",
    outcome: "notDone",
    message: "The lock has given out all the offline codes that it has for these times. Choose other times.",
  },
  invalid_pin: {
    code: "failed_to_set_on_device",
    retry: "whenCodeChanges",
    outcome: "notDone",
    message: "The lock does not take a code of this kind. Update the code to another length.",
  },
  invalid_dates: {
    code: "failed_to_set_on_device",
    retry: "whenCodeChanges",
    outcome: "notDone",
    message: "The lock does not take these times.",
  },
  "401": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "notDone",
    message: "igloohome does not accept the account's credentials for the moment.",
  },
  "429": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "notDone",
    message: "igloohome's cloud answers no more calls for the moment.",
  },
  "500": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "unknown",
    message: "igloohome's cloud had trouble with the call, and may have carried it out all the same.",
  },
} as const satisfies Refusals;
