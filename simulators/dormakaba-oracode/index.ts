import { wire } from "../../drivers/dormakaba-oracode/wire.ts";
import { Gateway } from "../../src/simulator/gateway.ts";
import type { LockSimulator } from "../../src/simulator/lock-simulator.ts";
import { frailties } from "./frailties.ts";
import { OracodeDoor } from "./lock.ts";

export const dormakabaOracode: LockSimulator = {
  vendor: wire.vendor,
  wire,
  // Assumed: the doors of one site. What stands for their hub is the server.
  locksPerGateway: 50,
  frailties,
  createGateway: (setting) => new Gateway(setting, wire, (ports) => new OracodeDoor(ports)),
};
