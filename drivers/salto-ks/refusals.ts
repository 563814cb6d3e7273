import type { Refusals } from "../../src/lock/refusal.ts";

/** Keys are the API's message where it gives one, else its HTTP status. `not_subscribed` is no answer but what the list shows. */
export const refusals = {
  subscription_limit: {
    code: "salto_ks_user_not_subscribed",
    retry: "whenDeviceChanges",
    outcome: "notDone",
    message:
      "The Salto KS site has as many users as its subscription allows, and each code takes up one. Delete codes or users, or have the subscription extended.",
  },
  not_subscribed: {
    code: "salto_ks_user_not_subscribed",
    retry: "whenDeviceChanges",
    outcome: "notDone",
    message:
      "The Salto KS user behind the code has no subscription, so the code opens no door. Subscribe the user again, or have the site's subscription extended.",
  },
  no_such_user: {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "unknown",
    message: "The Salto KS site no longer knows the user behind the code.",
  },
  no_pin_hardware: {
    code: "failed_to_set_on_device",
    retry: "whenDeviceChanges",
    outcome: "notDone",
    message: "The lock has no keypad, or Salto KS does not know of it.",
  },
  iq_offline: {
    code: "hub_disconnected",
    retry: "later",
    outcome: "notDone",
    message: "The IQ hub of the lock is offline. Check its power and its connection.",
  },
  "401": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "notDone",
    message: "Salto KS does not accept the account's access token at the moment.",
  },
  "429": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "notDone",
    message: "Salto KS answers no more calls for the moment.",
  },
  "503": {
    code: "failed_to_set_on_device",
    retry: "later",
    outcome: "unknown",
    message: "Salto KS had trouble with the call, and may have carried it out all the same.",
  },
} as const satisfies Refusals;
