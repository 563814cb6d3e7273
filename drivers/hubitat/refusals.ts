import type { Refusals } from "../../src/lock/refusal.ts";

/**
 * Keys are the Maker API's HTTP statuses, and three that no message carries: the lock's own refusals stand in the hub's log
 * alone, so that all of them look the same.
 */
export const refusals = {
  noCodeChanged: {
    code: "hubitat_device_programming_delay",
    retry: "later",
    outcome: "unknown",
    message:
      "The hub has taken the code and the lock has not confirmed it. The lock may be out of range, or not take a code of this length, or hold the same name already, or have fewer positions than the hub knows: the hub's log tells.",
  },
  codeInUse: {
    code: "duplicate_code_on_device",
    retry: "whenSlotFrees",
    outcome: "notDone",
    isDuplicate: true,
    message: "Another position of the lock holds the same code. Delete that code or choose another one.",
  },
  noFreePosition: {
    code: "hubitat_no_free_positions_available",
    retry: "whenSlotFrees",
    outcome: "notDone",
    message: "Every code position of the lock is taken. Delete codes that are not needed.",
  },
  "401": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "notDone",
    message: "The hub does not accept the Maker API's access token.",
  },
  "404": {
    code: "failed_to_set_on_device",
    retry: "whenDeviceChanges",
    outcome: "notDone",
    message: "The lock is not among the devices that the hub's Maker API may use. Select it there.",
  },
  "500": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "unknown",
    message: "The hub had trouble with the command, and may have passed it on all the same.",
  },
} as const satisfies Refusals;
