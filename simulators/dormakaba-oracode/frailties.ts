import type { Frailties } from "../../src/simulator/frailties.ts";

/** What can go wrong with a simulated Oracode door, or rather with its server: the door hears of nothing. */
export const frailties: Frailties = {
  parts: ["cloud", "schedules"],
  words: { serverError: "server_error", rateLimited: "too_many_requests", unauthorized: "unauthorized" },
  conditions: {
    "userLevel.missing":
      "The installer has taken the guests' user levels out of the door; the server knows half an hour later.",
  },
};
