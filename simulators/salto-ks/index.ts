import { type SaltoKsCommand, wire } from "../../drivers/salto-ks/wire.ts";
import { Gateway } from "../../src/simulator/gateway.ts";
import type { GatewaySetting, LockSimulator } from "../../src/simulator/lock-simulator.ts";
import { variants } from "./firmware.ts";
import { frailties } from "./frailties.ts";
import { SaltoKsLock } from "./lock.ts";
import { Site } from "./site.ts";

/**
 * A site: what Salto KS knows of its users, and the IQ that brings it to the locks. The way to the service is the cloud's and stays;
 * what a site loses is its IQ.
 */
class SaltoKsSite extends Gateway<SaltoKsCommand, SaltoKsLock> {
  #iqOnline = true;

  constructor(setting: GatewaySetting) {
    const site = new Site();
    super(setting, wire, (ports) => new SaltoKsLock(ports, site));
    site.limitReached = (isReached) =>
      this.setAccountError("salto_ks_subscription_limit_exceeded", isReached);
    site.countAgain();
  }

  override get online(): boolean {
    return this.#iqOnline;
  }

  override setOnline(online: boolean): void {
    this.#iqOnline = online;
    for (const lock of this.locks) lock.setIqOnline(online);
  }
}

export const saltoKs: LockSimulator = {
  vendor: wire.vendor,
  wire,
  // support.saltosystems.com: an IQ holds up to 16 locks. Assumed: a small site.
  locksPerGateway: 2,
  variants,
  frailties,
  createGateway: (setting) => new SaltoKsSite(setting),
};
