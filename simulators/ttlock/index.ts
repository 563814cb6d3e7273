import { type TtlockCommand, wire } from "../../drivers/ttlock/wire.ts";
import { Gateway } from "../../src/simulator/gateway.ts";
import type { GatewaySetting, LockSimulator } from "../../src/simulator/lock-simulator.ts";
import { Bluetooth } from "./bluetooth.ts";
import { variants } from "./firmware.ts";
import { frailties } from "./frailties.ts";
import { TtlockLock } from "./lock.ts";

/**
 * TTLock's cloud, and the gateway that serves some locks. The way to the service is the cloud's and stays; what goes offline is
 * the gateway.
 */
class Home extends Gateway<TtlockCommand, TtlockLock> {
  #gatewayOnline = true;

  constructor(setting: GatewaySetting) {
    const bluetooth = new Bluetooth();
    super(setting, wire, (ports) => new TtlockLock(ports, bluetooth));
  }

  override get online(): boolean {
    return this.#gatewayOnline;
  }

  override setOnline(online: boolean): void {
    this.#gatewayOnline = online;
    for (const lock of this.locks) lock.setGatewayOnline(online);
  }
}

export const ttlock: LockSimulator = {
  vendor: wire.vendor,
  wire,
  // Assumed: as many doors as are within ten metres of one plug.
  locksPerGateway: 3,
  variants,
  frailties,
  createGateway: (setting) => new Home(setting),
};
