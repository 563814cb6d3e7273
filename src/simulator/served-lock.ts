import type { Clock, Ids } from "../kernel/ports.ts";
import type { Body } from "../wire/envelope.ts";
import type { Verdict } from "./behaviour.ts";
import type { LockSetting, SimulatedLock } from "./lock-simulator.ts";
import type { Pacer } from "./pacer.ts";

/** A lock as its gateway sees it. This is what a vendor's simulator implements. */
export interface ServedLock<Command> extends SimulatedLock {
  /**
   * Takes a command on its way. When it has come to where it is decided, `decide` is called, once, with the way to judge
   * it; a command that gets lost never comes there. Judging changes nothing, and is repeated when an effect comes late.
   */
  receive(command: Command, decide: (judge: () => Verdict) => void): void;
  /** The vendor's words for a refusal, by its key in the driver's table. Throws a RangeError for an unknown key. */
  refusal(vendorCode: string): Body;
  /** What the service is to see of the lock now. */
  state(): Body;
}

/** What a gateway gives each of its locks. */
export interface LockPorts {
  readonly setting: LockSetting;
  /** Counts the gateway's locks from 0: neighbours may differ. */
  readonly position: number;
  readonly gateway: string;
  readonly clock: Clock;
  readonly ids: Ids;
  /** The lock's own: its draws depend on no other lock. */
  readonly pacer: Pacer;
  /** True with probability `p`, from the lock's own random stream. */
  readonly chance: (p: number) => boolean;
  /** What the lock last saved; `undefined` for a lock out of the box. */
  readonly loadMemory: () => unknown;
  readonly saveMemory: (memory: unknown) => void;
  /** An event that finds the way to the service cut is lost. */
  readonly publishEvent: (body: Body) => void;
  readonly publishState: () => void;
  /** Whether the gateway reaches the service. */
  readonly gatewayOnline: () => boolean;
}
