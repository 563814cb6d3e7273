import type { DeviceErrorCode, DeviceWarningCode } from "../lock/catalogue.ts";
import type { PinConstraint } from "../lock/constraints.ts";
import type { LockProfile } from "../lock/profile.ts";
import type { Refusals } from "../lock/refusal.ts";
import type { SlotContent, SlotReading, Window } from "../lock/slot-value.ts";
import type { Body } from "../wire/envelope.ts";
import type { VendorWire } from "../wire/vendor-wire.ts";
import type { OfflineCodes } from "./offline-codes.ts";
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
  /** An entry is cleared by its PIN, whatever key it has: to clear one takes whichever entry has the PIN by then. */
  readonly clearsByPin?: true;
  /**
   * Which of the refusals stand for a lock that cannot be made to show that a code was set, or that it is gone. Without
   * them a code reports Seam's general errors.
   */
  readonly unconfirmed?: { readonly set: string; readonly removal: string };
  readonly wire: VendorWire;
  readonly slotMachine: SlotMachine;
  /** Where keypads verify codes by themselves. */
  readonly offline?: OfflineCodes;
  /** Says an operation in the vendor's words. */
  encode(operation: Operation, device: DeviceContext): Body;
  /** What asks how a job has ended, of which nothing was told in time; for families whose cloud can be asked. Answered by `jobEnded`. */
  encodeJobQuestion?(job: string): Body;
  /** Says what a reply, an event or a state means. The body has passed the wire's schema. */
  decode(body: Body, device: DeviceContext): readonly Signal[];
  /**
   * The name as the vendor's app will show it, adapted to the vendor's rules. `taken`: names, as they stand on the device,
   * that a new one must differ from where names must be unique.
   */
  appearance(name: string, taken?: ReadonlySet<string>): Appearance;
  /** The token that a read shows in place of this content, where the vendor's reads show tokens. */
  fingerprint?(content: SlotContent): string;
  /** Whether a window that was read is the one that was written. Equal instants, unless the vendor's locks have a manner of their own. */
  isSameWindow?(wanted: Window | undefined, read: Window | undefined, device: DeviceContext): boolean;
}

/** What a dialect may need to know of the device and the moment. */
export interface DeviceContext {
  /** The IANA zone of the door. */
  readonly zone: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What the device has last reported; `undefined` until it has. */
  readonly facts?: DeviceFacts | undefined;
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
  /**
   * The command was taken. Whether it took effect, only a read says. `entry`, `pin` and `mark`: what the vendor has assigned,
   * where it assigns them.
   */
  | ({ readonly type: "accepted" } & Assigned)
  /** The command was taken as a job, whose end will be told, or can be asked for. Until then it is under way. */
  | ({ readonly type: "pending"; readonly job: string } & Assigned)
  /** A job has ended; with `vendorCode` it was refused. */
  | ({
      readonly type: "jobEnded";
      readonly job: string;
      readonly vendorCode?: string | undefined;
    } & Assigned)
  /** A refusal, by its key in the driver's table of refusals. */
  | { readonly type: "refused"; readonly vendorCode: string }
  /**
   * What a read found. `complete`: entries that are not listed are empty. `asOf`: the instant of which it tells, where it is
   * the vendor's memory of what the lock last reported; by what was sent later it is not contradicted.
   */
  | {
      readonly type: "read";
      readonly readings: readonly SlotReading[];
      readonly complete: boolean;
      readonly asOf?: number | undefined;
    }
  /** Something changed on the lock, by whomever; `entry` is unknown when the vendor does not say which. */
  | { readonly type: "tableChanged"; readonly entry: string | undefined }
  | {
      readonly type: "doorMoved";
      readonly locked: boolean;
      readonly method: "keycode" | "manual" | "remote";
      readonly entry?: string | undefined;
    }
  /** The keypad has turned somebody away who entered a wrong PIN, as often as the vendor takes for worth telling. */
  | { readonly type: "accessDenied" }
  | { readonly type: "device"; readonly facts: DeviceFacts };

/** What a vendor assigns to an entry when it takes it. */
export interface Assigned {
  readonly entry?: string | undefined;
  readonly pin?: string | undefined;
  readonly mark?: string | undefined;
}

/** What a device reports about itself. A field that is `undefined` was not reported. */
export interface DeviceFacts {
  /** False: the lock cannot be reached now. It stays what it is: a device that is offline can still be programmed later. */
  readonly reachable: boolean;
  readonly locked?: boolean | undefined;
  /** 0 to 1. */
  readonly battery?: number | undefined;
  readonly capacity?: number | undefined;
  readonly pinLengths?: readonly number[] | undefined;
  readonly pinConstraints?: readonly PinConstraint[] | undefined;
  /** Accessories that codes need. False: it is missing. */
  readonly hasKeypad?: boolean | undefined;
  readonly hasBridge?: boolean | undefined;
  /** False: its owner has forbidden that it is unlocked from afar. */
  readonly takesRemoteUnlock?: boolean | undefined;
  /** What the device reports against itself, in Seam's words; `undefined`: it does not tell of such things. */
  readonly errors?: readonly DeviceErrorCode[] | undefined;
  /** The same for what it only warns of. */
  readonly warnings?: readonly DeviceWarningCode[] | undefined;
  /** What only this vendor reports, as plain data: its own driver reads it, and the device's object shows it. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  /** The same for the device's object alone. Nothing is tried again because it has changed. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** What PINs are sealed with on their way to the device, where the vendor wants that. Only its own driver reads it. */
  readonly sealingKey?: string | undefined;
}
