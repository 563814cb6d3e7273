import type { Body } from "../wire/envelope.ts";
import type { DeviceAddress } from "../wire/topics.ts";
import type { VendorWire } from "../wire/vendor-wire.ts";

/** How device sessions send. The message leaves in an event of its own, after the unit of work that asked for it. */
export interface Outbox {
  /** Sends a command and returns its message id. After `expiresAt` (ms since the epoch) no lock carries it out. */
  command(address: DeviceAddress, wire: VendorWire, body: Body, expiresAt: number): string;
}
