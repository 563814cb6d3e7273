import type { Frailties } from "../../src/simulator/frailties.ts";

/** What can go wrong with a simulated TTLock lock. The words are the API's errcodes: see behaviours.ts. */
export const frailties: Frailties = {
  parts: ["cloud", "radio", "schedules"],
  words: {
    serverError: "90000",
    rateLimited: "30006",
    unauthorized: "10004",
    busy: "-3003",
    notAnswering: "-3036",
  },
  conditions: {
    "gateway.busy": "The gateway is busy with a command for something else.",
    "lock.busy": "A phone is connected to the lock, which listens to nobody else.",
    "remoteUnlock.off": "The owner forbids in the lock's settings that it is unlocked from afar.",
    "signal.weak": "The gateway hears the lock weakly, and waits for it longer.",
    "app.wrongAddType":
      "Whoever adds a passcode tells the cloud and not the lock: it is listed and opens nothing.",
  },
};
