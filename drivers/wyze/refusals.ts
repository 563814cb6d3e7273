import type { Refusals } from "../../src/lock/refusal.ts";

/** Keys are the service's reason where it gives one, else its code. `operation_failed` is no answer but a stage of the list. */
export const refusals = {
  "1001": {
    code: "failed_to_set_on_device",
    retry: "whenCodeChanges",
    outcome: "notDone",
    message: "Wyze's lock service does not take the code. It takes 4 to 8 digits.",
  },
  "2001": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "notDone",
    message: "Wyze's lock service does not accept the account's access token at the moment.",
  },
  "3019": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "notDone",
    message: "The lock is offline. Check its batteries, and that its gateway is within reach.",
  },
  "500": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "unknown",
    message: "Wyze's lock service had trouble with the call, and may have carried it out all the same.",
  },
  name_in_use: {
    code: "wyze_duplicate_code_name",
    retry: "whenSlotFrees",
    outcome: "notDone",
    isDuplicate: true,
    message:
      "Another code of the lock has the same name. Rename this code, or delete or rename the other one.",
  },
  list_full: {
    code: "no_space_for_access_code_on_device",
    retry: "whenSlotFrees",
    outcome: "notDone",
    message: "The keypad holds as many codes as it can. Delete codes that are not needed.",
  },
  no_such_password: {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "unknown",
    message: "Wyze's lock service no longer knows the code.",
  },
  no_keypad: {
    code: "failed_to_set_on_device",
    retry: "whenDeviceChanges",
    outcome: "notDone",
    message: "The lock has no keypad. Pair a Wyze Lock Keypad with it in the Wyze app.",
  },
  no_gateway: {
    code: "hub_disconnected",
    retry: "whenDeviceChanges",
    outcome: "notDone",
    message: "The lock is not connected to a gateway. Pair a Wyze Lock Gateway with it in the Wyze app.",
  },
  unsealable: {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "notDone",
    message:
      "Wyze's lock service cannot read the code as it was sealed. The account's secret may have changed.",
  },
  operation_failed: {
    code: "wyze_potential_duplicate_code",
    retry: "whenSlotFrees",
    outcome: "notDone",
    message:
      "The lock did not take the code, several times, and does not say why. Another code on it may have the same digits: Wyze shows nobody which. Choose another code.",
  },
} as const satisfies Refusals;
