import type { Refusals } from "../../src/lock/refusal.ts";

/** Keys are the cloud's reasons, which are assumed. */
export const refusals = {
  no_wifi_bridge: {
    code: "lockly_missing_wifi_bridge",
    retry: "whenDeviceChanges",
    outcome: "notDone",
    message: "The lock is not connected to a Wi-Fi bridge. Set up a Secure Link hub in the Lockly app.",
  },
  bridge_offline: {
    code: "hub_disconnected",
    retry: "later",
    outcome: "notDone",
    message: "The Secure Link hub is offline. Check its power and its Wi-Fi.",
  },
  lock_not_responding: {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "unknown",
    message: "The lock did not answer its hub.",
  },
  passcode_exists: {
    code: "duplicate_code_on_device",
    retry: "whenSlotFrees",
    outcome: "notDone",
    isDuplicate: true,
    message: "Another code of the lock is the same. Delete that one or choose another code.",
  },
  memory_full: {
    code: "no_space_for_access_code_on_device",
    retry: "whenSlotFrees",
    outcome: "notDone",
    message:
      "The lock's memory, or what the Lockly subscription allows for, is full. Delete codes that are not needed.",
  },
  invalid_passcode: {
    code: "failed_to_set_on_device",
    retry: "whenCodeChanges",
    outcome: "notDone",
    message: "The lock takes codes of 6 to 8 digits. Update the code to another length.",
  },
  invalid_time: {
    code: "failed_to_set_on_device",
    retry: "whenCodeChanges",
    outcome: "notDone",
    message: "The lock has no offline code for these times.",
  },
  no_offline_code_left: {
    code: "no_space_for_access_code_on_device",
    retry: "whenSlotFrees",
    outcome: "notDone",
    message: "The lock has given out all the offline codes that it has for now, or for these times.",
  },
  server_error: {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "unknown",
    message: "Lockly's cloud had trouble with the call, and may have carried it out all the same.",
  },
  unauthorized: {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "notDone",
    message: "Lockly does not accept the account's credentials for the moment.",
  },
  too_many_requests: {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "notDone",
    message: "Lockly's cloud answers no more calls for the moment.",
  },
} as const satisfies Refusals;
