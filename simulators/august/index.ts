import { type AugustCommand, wire } from "../../drivers/august/wire.ts";
import { Gateway } from "../../src/simulator/gateway.ts";
import type { LockSimulator } from "../../src/simulator/lock-simulator.ts";
import { variants } from "./firmware.ts";
import { frailties } from "./frailties.ts";
import { AugustLock } from "./lock.ts";

/**
 * A house: the August cloud's view of its locks, and the Connect bridge that serves them. The way to the service is the
 * cloud's and stays; what a house loses is its bridge.
 */
class House extends Gateway<AugustCommand, AugustLock> {
  #bridgeOnline = true;

  override get online(): boolean {
    return this.#bridgeOnline;
  }

  override setOnline(online: boolean): void {
    this.#bridgeOnline = online;
    for (const lock of this.locks) lock.setBridgeOnline(online);
  }
}

export const august: LockSimulator = {
  vendor: wire.vendor,
  wire,
  // Assumed: a Connect bridge is plugged in near the one door that it serves.
  locksPerGateway: 1,
  variants,
  frailties,
  createGateway: (setting) => new House(setting, wire, (ports) => new AugustLock(ports)),
};
