import { wire } from "../../drivers/smartthings/wire.ts";
import { Gateway } from "../../src/simulator/gateway.ts";
import type { LockSimulator } from "../../src/simulator/lock-simulator.ts";
import { variants } from "./firmware.ts";
import { frailties } from "./frailties.ts";
import { SmartThingsLock } from "./lock.ts";

export const smartthings: LockSimulator = {
  vendor: wire.vendor,
  wire,
  // Assumed: far below the 232 nodes of a Z-Wave network.
  locksPerGateway: 20,
  variants,
  frailties,
  createGateway: (setting) => new Gateway(setting, wire, (ports) => new SmartThingsLock(ports)),
};
