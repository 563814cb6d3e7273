import type { Frailties } from "../../src/simulator/frailties.ts";

/** What can go wrong with a simulated Lockly lock. */
export const frailties: Frailties = {
  parts: ["cloud", "radio"],
  words: {
    serverError: "server_error",
    rateLimited: "too_many_requests",
    unauthorized: "unauthorized",
    notAnswering: "lock_not_responding",
  },
  conditions: {
    "timeZone.unset": "The lock has no time zone, and takes the hours of its offline codes for UTC's.",
  },
};
