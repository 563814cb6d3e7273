import { wire } from "../../drivers/hubitat/wire.ts";
import { Gateway } from "../../src/simulator/gateway.ts";
import type { LockSimulator } from "../../src/simulator/lock-simulator.ts";
import { variants } from "./firmware.ts";
import { frailties } from "./frailties.ts";
import { HubitatLock } from "./lock.ts";

export const hubitat: LockSimulator = {
  vendor: wire.vendor,
  wire,
  // Assumed: far below the 232 nodes of a Z-Wave network.
  locksPerGateway: 20,
  variants,
  frailties,
  createGateway: (setting) => new Gateway(setting, wire, (ports) => new HubitatLock(ports)),
};
