import type { DeviceErrorCode } from "../lock/catalogue.ts";
import type { PinConstraint } from "../lock/constraints.ts";
import type { LockProfile } from "../lock/profile.ts";
import type { Refusals } from "../lock/refusal.ts";
import type { SlotContent, SlotReading } from "../lock/slot-value.ts";
import type { Body } from "../wire/envelope.ts";
import type { VendorWire } from "../wire/vendor-wire.ts";
import type { SlotMachine } from "./slot-setup.ts";

/**
 * What this project knows about one vendor's locks: facts, the ways in which they say no, the words they use on the wire,
 * and in which order a PIN is programmed. Everything else - turns, leases, time-outs, retries - is the same for all.
 */
export interface LockDriver {
  readonly profile: LockProfile;
  readonly refusals: Refusals;
  /** Which of the refusals stands for a table without a free slot, when we see that before the lock says it. */
  readonly fullTable: string;
  readonly wire: VendorWire;
  readonly slotMachine: SlotMachine;
  /** Says an operation in the vendor's words. */
  encode(operation: Operation): Body;
  /** Says what a reply, an event or a state means. The body has passed the wire's schema. */
  decode(body: Body): readonly Signal[];
  /** The name as the vendor's app will show it, adapted to the vendor's rules. */
  appearance(name: string): Appearance;
}

export interface Appearance {
  readonly name: string;
  readonly first_name?: string;
  readonly last_name?: string;
}

/** Something to be said to a lock, before it is put into the vendor's words. */
export type Operation =
  /** A step of programming: the name is one of the vendor's own, transmitted by its machine. */
  | { readonly type: "slot"; readonly step: string; readonly slot: SlotContent }
  /** The whole table, as cheaply as the vendor offers it. */
  | { readonly type: "readTable" }
  /** One entry, as truly as the vendor offers it. */
  | { readonly type: "readEntry"; readonly entry: string }
  | { readonly type: "lockDoor" }
  | { readonly type: "unlockDoor" };

/** What a message from a lock means, in words that are the same for all vendors. */
export type Signal =
  /** The command was taken. Whether it took effect, only a read says. */
  | { readonly type: "accepted" }
  /** A refusal, by its key in the driver's table of refusals. */
  | { readonly type: "refused"; readonly vendorCode: string }
  /** What a read found. `complete`: entries that are not listed are empty. */
  | { readonly type: "read"; readonly readings: readonly SlotReading[]; readonly complete: boolean }
  /** Something changed on the lock, by whomever; `entry` is unknown when the vendor does not say which. */
  | { readonly type: "tableChanged"; readonly entry: string | undefined }
  | {
      readonly type: "doorMoved";
      readonly locked: boolean;
      readonly method: "keycode" | "manual" | "remote";
      readonly entry?: string | undefined;
    }
  | { readonly type: "device"; readonly facts: DeviceFacts };

/** What a device reports about itself. A field that is `undefined` was not reported. */
export interface DeviceFacts {
  /** False: the lock cannot be reached now. It stays what it is: a device that is offline can still be programmed later. */
  readonly reachable: boolean;
  readonly locked: boolean;
  /** 0 to 1. */
  readonly battery: number;
  readonly capacity?: number | undefined;
  readonly pinLengths?: readonly number[] | undefined;
  readonly pinConstraints?: readonly PinConstraint[] | undefined;
  /** Accessories that codes need. False: it is missing. */
  readonly hasKeypad?: boolean | undefined;
  readonly hasBridge?: boolean | undefined;
  /** What the device reports against itself, in Seam's words; `undefined`: it does not tell of such things. */
  readonly errors?: readonly DeviceErrorCode[] | undefined;
}
