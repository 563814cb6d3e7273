import { type LocklyCommand, wire } from "../../drivers/lockly/wire.ts";
import { Gateway } from "../../src/simulator/gateway.ts";
import type { LockSimulator } from "../../src/simulator/lock-simulator.ts";
import { variants } from "./firmware.ts";
import { frailties } from "./frailties.ts";
import { LocklyLock } from "./lock.ts";

/**
 * A house: Lockly's cloud and its view of the locks, and the Secure Link hub that serves them. The way to the service is the
 * cloud's and stays; what a house loses is its hub.
 */
class House extends Gateway<LocklyCommand, LocklyLock> {
  #isHubOnline = true;

  override get online(): boolean {
    return this.#isHubOnline;
  }

  override setOnline(online: boolean): void {
    this.#isHubOnline = online;
    for (const lock of this.locks) lock.setHubOnline(online);
  }
}

export const lockly: LockSimulator = {
  vendor: wire.vendor,
  wire,
  // Assumed: a hub is plugged in near the doors that it serves.
  locksPerGateway: 2,
  variants,
  frailties,
  createGateway: (setting) => new House(setting, wire, (ports) => new LocklyLock(ports)),
};
