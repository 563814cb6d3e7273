import { wire } from "../../drivers/kwikset/wire.ts";
import { Gateway } from "../../src/simulator/gateway.ts";
import type { LockSimulator } from "../../src/simulator/lock-simulator.ts";
import { variants } from "./firmware.ts";
import { frailties } from "./frailties.ts";
import { KwiksetLock } from "./lock.ts";

/** A gateway stands for the account: the locks have no hub, and reach Kwikset's cloud by their own Wi-Fi. */
export const kwikset: LockSimulator = {
  vendor: wire.vendor,
  wire,
  // Assumed: a front door and a back door.
  locksPerGateway: 2,
  variants,
  frailties,
  createGateway: (setting) => new Gateway(setting, wire, (ports) => new KwiksetLock(ports)),
};
