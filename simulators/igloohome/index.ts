import { type IgloohomeCommand, wire } from "../../drivers/igloohome/wire.ts";
import { Gateway } from "../../src/simulator/gateway.ts";
import type { GatewaySetting, LockSimulator, Station } from "../../src/simulator/lock-simulator.ts";
import { Bridge } from "./bridge.ts";
import { locksPerBridge, variants } from "./firmware.ts";
import { frailties } from "./frailties.ts";
import { IgloohomeLock } from "./lock.ts";

/**
 * A house: igloohome's cloud and its view of the locks, and the bridge that serves them. The way to the service is the cloud's
 * and stays; what a house loses is its bridge.
 */
class House extends Gateway<IgloohomeCommand, IgloohomeLock> {
  readonly #bridge: Bridge;

  constructor(setting: GatewaySetting, bridge = new Bridge()) {
    super(setting, wire, (ports) => new IgloohomeLock(ports, bridge));
    this.#bridge = bridge;
  }

  override get online(): boolean {
    return this.#bridge.isOnline;
  }

  override setOnline(online: boolean): void {
    if (this.#bridge.isOnline === online) return;
    this.#bridge.setOnline(online);
    for (const lock of this.locks) lock.bridgeChanged();
  }

  /** What the bridge has taken and not carried out, a restart of it loses. */
  override station(deviceId: string): Station {
    const station = super.station(deviceId);
    const lock = this.locks.find((candidate) => candidate.deviceId === deviceId);
    return {
      ...station,
      forgetCommands: () => {
        station.forgetCommands();
        if (lock) this.#bridge.forget(lock);
      },
    };
  }
}

export const igloohome: LockSimulator = {
  vendor: wire.vendor,
  wire,
  locksPerGateway: locksPerBridge,
  variants,
  frailties,
  createGateway: (setting) => new House(setting),
};
