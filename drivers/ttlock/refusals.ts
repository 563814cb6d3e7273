import type { Refusals } from "../../src/lock/refusal.ts";

/** Keys are the API's errcodes, verbatim (euopen.ttlock.com, error codes). */
export const refusals = {
  "-2012": {
    code: "ttlock_lock_not_paired_to_gateway",
    retry: "whenDeviceChanges",
    outcome: "notDone",
    message: "The lock is not paired with a gateway. Add a gateway near it in the TTLock app.",
  },
  "-4043": {
    code: "failed_to_set_on_device",
    retry: "whenDeviceChanges",
    outcome: "notDone",
    message: "The lock does not do that: Remote Unlock is not enabled in its settings.",
  },
  "-3002": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "notDone",
    message: "The lock's gateway is offline. Check its power and its network.",
  },
  "-3034": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "notDone",
    message: "The lock's Wi-Fi is offline. Check its network.",
  },
  "-3003": {
    code: "failed_to_set_on_device",
    retry: "soon",
    outcome: "notDone",
    message: "The gateway is busy with another command.",
  },
  "-3036": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "unknown",
    message: "The lock does not answer its gateway. It may be out of range, or its batteries empty.",
  },
  "-3037": {
    code: "failed_to_set_on_device",
    retry: "soon",
    outcome: "notDone",
    message: "The lock is busy: a phone next to it is connected to it.",
  },
  "-3006": {
    code: "failed_to_set_on_device",
    retry: "whenCodeChanges",
    outcome: "notDone",
    message: "The lock takes codes of 4 to 9 digits.",
  },
  "-2032": {
    code: "failed_to_set_on_device",
    retry: "whenCodeChanges",
    outcome: "notDone",
    message: "The lock takes no code as simple as this: one of repeated or consecutive digits.",
  },
  "-3007": {
    code: "duplicate_code_on_device",
    retry: "whenSlotFrees",
    outcome: "notDone",
    isDuplicate: true,
    message: "The lock's list has the same passcode already. Delete that one or choose another.",
  },
  "-3008": {
    code: "failed_to_set_on_device",
    // The passcode is taken out and added anew.
    retry: "inAnotherSlot",
    outcome: "notDone",
    message: "A passcode that was never used on the lock cannot be changed.",
  },
  "-3009": {
    code: "no_space_for_access_code_on_device",
    retry: "whenSlotFrees",
    outcome: "notDone",
    message: "The lock holds as many custom passcodes as it can. Delete those that are not needed.",
  },
  "-2009": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "unknown",
    message: "The passcode is no longer on the cloud's list.",
  },
  "-2018": {
    code: "failed_to_set_on_device",
    retry: "whenDeviceChanges",
    outcome: "notDone",
    message: "The connected TTLock account is not an administrator of this lock.",
  },
  "10004": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "notDone",
    message: "The TTLock account's token is invalid or was revoked.",
  },
  "30006": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "notDone",
    message: "TTLock's cloud answers no more calls for the moment.",
  },
  "80000": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "notDone",
    message: "The clock of the call and that of TTLock's cloud differ by more than five minutes.",
  },
  "90000": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "unknown",
    message: "TTLock's cloud had trouble with the call, and may have carried it out all the same.",
  },
} as const satisfies Refusals;
