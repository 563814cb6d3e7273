import type { Refusals } from "../../src/lock/refusal.ts";

/**
 * Keys are the cloud's reason where it gives one, else its HTTP status. The last two the lock never says: they stand for its
 * silence. Their codes are Seam's (@seamapi/types@1.490.0).
 */
export const refusals = {
  "401": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "notDone",
    message: "Kwikset's cloud no longer takes the account's token.",
  },
  "429": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "notDone",
    message: "Kwikset's cloud takes no more calls for the moment.",
  },
  "502": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "unknown",
    message: "Kwikset's cloud had trouble with the call, and may have passed it on all the same.",
  },
  device_offline: {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "notDone",
    message: "The lock is not connected to its Wi-Fi. Check the Wi-Fi and the lock's batteries.",
  },
  bad_code_length: {
    code: "failed_to_set_on_device",
    retry: "whenCodeChanges",
    outcome: "notDone",
    message: "The lock takes codes of 4 to 8 digits. Update the code to another length.",
  },
  start_not_in_future: {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "notDone",
    message: "The lock takes no code whose time has begun. It is sent again with a later start.",
  },
  no_free_slot: {
    code: "no_space_for_access_code_on_device",
    retry: "whenSlotFrees",
    outcome: "notDone",
    message: "The lock's memory is full. Delete codes that are not needed.",
  },
  no_such_code: {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "unknown",
    message: "The slot that was to be changed is empty.",
  },
  unconfirmed_code: {
    code: "kwikset_unable_to_confirm_code",
    warnFirst: "kwikset_unable_to_confirm_code",
    retry: "later",
    outcome: "unknown",
    message:
      "The lock has not told that it holds the code. Often another code on it, made outside, has the same PIN or name: delete that one, or update this code to another PIN or another name.",
  },
  unconfirmed_deletion: {
    code: "kwikset_unable_to_confirm_deletion",
    retry: "later",
    outcome: "unknown",
    message:
      "The lock has not told that the code is gone, so it may still open the door. Removing it is tried again and again.",
  },
} as const satisfies Refusals;
