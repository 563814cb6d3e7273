import type { Clock, Ids } from "../kernel/ports.ts";
import type { Body } from "../wire/envelope.ts";
import type { Verdict } from "./behaviour.ts";
import type { KeypadLock } from "./keypad-lock.ts";
import type { LockSetting, SimulatedLock } from "./lock-simulator.ts";
import type { Pacer } from "./pacer.ts";
import type { Radio } from "./radio.ts";
import type { Read } from "./read-history.ts";
import type { RefusalWords } from "./refusals.ts";

/** A lock as its gateway sees it. This is what a vendor's simulator implements. */
export interface ServedLock<Command> extends SimulatedLock {
  /** The truth at the door. */
  readonly keypad: KeypadLock;
  /**
   * Takes a command on its way. When it has come to where it is decided, `decide` is called with the way to judge it: once,
   * unless the radio doubles a frame; a command that gets lost never comes there. Judging changes nothing and tells what is
   * true at that instant: it is repeated when an effect comes late, and to know what a read would have found.
   */
  receive(command: Command, decide: (judge: () => Verdict) => void): void;
  /** How the lock, or whoever speaks for it, words a refusal. */
  readonly refusals: RefusalWords;
  /** What the service is to see of the lock now. */
  state(): Body;
  /** The slot that a command names or means; absent where this vendor's commands say nothing of slots. */
  slotOf?(command: Command): number | undefined;
  /** The read that tells what a command is about to change; absent where reads name no single entry. */
  readOf?(command: Command): Read | undefined;
  /**
   * Entries have gone from the keypad's table by themselves (a reset, a fault of the firmware). The lock tells whoever keeps
   * a copy of the table, in this vendor's way; who keeps none does nothing.
   */
  reportLoss(): void;
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
  /** The air between hub and lock, for locks that are reached by radio. */
  readonly radio: Radio;
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
  /** What the gateway's own clock shows, in milliseconds since the epoch. */
  readonly gatewayNow: () => number;
}
