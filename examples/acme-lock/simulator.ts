import { Gateway, type LockSimulator } from "lockstep/driver-kit";
import { AcmeLock } from "./lock.ts";
import { wire } from "./wire.ts";

/** Each ACME lock is on the Wi-Fi by itself. */
export const simulator: LockSimulator = {
  vendor: wire.vendor,
  wire,
  locksPerGateway: 1,
  frailties: {
    parts: [],
    words: { busy: "asleep" },
    conditions: { "lock.asleep": "The lock sleeps, and answers that it is waking up." },
  },
  createGateway: (setting) => new Gateway(setting, wire, (ports) => new AcmeLock(ports)),
};
