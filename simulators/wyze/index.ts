import { wire } from "../../drivers/wyze/wire.ts";
import { Gateway } from "../../src/simulator/gateway.ts";
import type { LockSimulator } from "../../src/simulator/lock-simulator.ts";
import { variants } from "./firmware.ts";
import { frailties } from "./frailties.ts";
import { WyzeLock } from "./lock.ts";

export const wyze: LockSimulator = {
  vendor: wire.vendor,
  wire,
  // wyze-sdk: a gateway can serve several locks, and each lock is paired with one. How many is assumed.
  locksPerGateway: 2,
  variants,
  frailties,
  createGateway: (setting) => new Gateway(setting, wire, (ports) => new WyzeLock(ports)),
};
