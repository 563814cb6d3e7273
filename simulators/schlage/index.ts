import { wire } from "../../drivers/schlage/wire.ts";
import { Gateway } from "../../src/simulator/gateway.ts";
import type { LockSimulator } from "../../src/simulator/lock-simulator.ts";
import { variants } from "./firmware.ts";
import { frailties } from "./frailties.ts";
import { SchlageLock } from "./lock.ts";

/** A gateway stands for the account: the locks have no hub, and reach Allegion's cloud by their own Wi-Fi. */
export const schlage: LockSimulator = {
  vendor: wire.vendor,
  wire,
  // Assumed: a front door and a back door.
  locksPerGateway: 2,
  variants,
  frailties,
  createGateway: (setting) => new Gateway(setting, wire, (ports) => new SchlageLock(ports)),
};
