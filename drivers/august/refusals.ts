import type { Refusals } from "../../src/lock/refusal.ts";

/**
 * Keys are the cloud's reason where it gives one, else its HTTP status. Statuses: yalexs api_async.py. Reasons: assumed,
 * their error codes are Seam's (vendors.json, types@1.490.0).
 */
export const refusals = {
  "422": {
    code: "august_lock_temporarily_offline",
    warnFirst: "august_lock_temporarily_offline",
    retry: "later",
    outcome: "notDone",
    message: "The Connect bridge is offline. Check its power and its Wi-Fi.",
  },
  "409": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "unknown",
    message: "August's cloud says that the load conflicts with one that it already has.",
  },
  "423": {
    code: "failed_to_set_on_device",
    retry: "soon",
    outcome: "notDone",
    message: "The Connect bridge is busy with another job.",
  },
  "408": {
    code: "august_lock_temporarily_offline",
    warnFirst: "august_lock_temporarily_offline",
    retry: "later",
    outcome: "unknown",
    message: "The lock did not answer its bridge.",
  },
  "429": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "notDone",
    message: "August's cloud answers no more calls for the moment.",
  },
  "502": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "unknown",
    message: "August's cloud had trouble with the call, and may have carried it out all the same.",
  },
  no_keypad: {
    code: "august_lock_missing_keypad",
    retry: "whenDeviceChanges",
    outcome: "notDone",
    message: "The lock has no keypad. Pair a Smart Keypad with it in the August app.",
  },
  no_bridge: {
    code: "august_lock_missing_bridge",
    retry: "whenDeviceChanges",
    outcome: "notDone",
    message: "The lock is not connected to a bridge. Set up a Connect bridge in the August app.",
  },
  bad_pin_format: {
    code: "august_lock_invalid_code_length",
    retry: "whenCodeChanges",
    outcome: "notDone",
    message: "The lock takes no code of this length. Update the code to another length.",
  },
  slots_full: {
    code: "august_device_slots_full",
    retry: "whenSlotFrees",
    outcome: "notDone",
    message: "All access code slots on the device are full. Delete codes that are not needed.",
  },
  /** The cloud's list says it, by still calling the code `created`. */
  not_loaded: {
    code: "august_device_programming_delay",
    retry: "later",
    outcome: "unknown",
    message: "August has taken the code and has not brought it to the keypad for over an hour.",
  },
  duplicate_pin: {
    code: "duplicate_code_on_device",
    retry: "whenSlotFrees",
    outcome: "notDone",
    message: "Another entry on the lock has the same code. Delete that entry or choose another code.",
  },
  not_authorized: {
    code: "august_lock_not_authorized",
    retry: "whenDeviceChanges",
    outcome: "notDone",
    message: "The connected August account may not manage this lock.",
  },
} as const satisfies Refusals;
