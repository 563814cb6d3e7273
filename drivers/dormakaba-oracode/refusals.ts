import type { Refusals } from "../../src/lock/refusal.ts";

/** Keys are the server's reasons. But for "No time slots found", which Seam's pages quote, they are assumed. */
export const refusals = {
  no_time_slots_found: {
    code: "dormakaba_oracode_no_valid_user_level",
    retry: "whenDeviceChanges",
    outcome: "notDone",
    message:
      "No user level of the door fits these times. Choose check-in and check-out times of one of its predefined time slots, or have the installer add a user level.",
  },
  stay_too_long: {
    code: "failed_to_set_on_device",
    retry: "whenCodeChanges",
    outcome: "notDone",
    message: "A stay lasts at most 31 days.",
  },
  no_code_left: {
    code: "no_space_for_access_code_on_device",
    retry: "whenSlotFrees",
    outcome: "notDone",
    message: "All codes that the door has for these times have been given out.",
  },
  server_error: {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "unknown",
    message: "Oracode Live had trouble with the call.",
  },
  unauthorized: {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "notDone",
    message: "Oracode Live does not accept the account's credentials for the moment.",
  },
  too_many_requests: {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "notDone",
    message: "Oracode Live answers no more calls for the moment.",
  },
} as const satisfies Refusals;
