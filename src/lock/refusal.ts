import type { AccessCodeErrorCode, AccessCodeWarningCode } from "./catalogue.ts";

/** When an attempt that was refused is worth repeating. */
export type Retry =
  /** Soon and as often as it takes: the way there was busy. It does not count as a failed attempt. */
  | "soon"
  /** After a growing pause: whatever it was may pass. */
  | "later"
  /** When an entry of the table is freed. */
  | "whenSlotFrees"
  /** When the device reports that it has changed (a keypad was paired, a bridge was connected). */
  | "whenDeviceChanges"
  /** Not before the access code itself is changed. */
  | "whenCodeChanges"
  /** At once, in another slot: somebody else's code stands in this one. */
  | "inAnotherSlot";

/** A row of a vendor's table: one way in which it says no, and what the access code then reports. */
export interface RefusalRow {
  readonly code: AccessCodeErrorCode;
  /** Shown as a warning of this code as long as attempts are left; the error comes when they are spent. */
  readonly warnFirst?: AccessCodeWarningCode | undefined;
  readonly retry: Retry;
  /** `unknown`: the lock may have done it all the same, so that only a read tells. */
  readonly outcome: "notDone" | "unknown";
  /** Something on the lock has the PIN, or the name, already: perhaps the code itself, which a list did not show. */
  readonly isDuplicate?: true | undefined;
  /** For a person: what is wrong and what would help. */
  readonly message: string;
}

/** A vendor's whole vocabulary of refusals, by the vendor's own code, verbatim. */
export type Refusals = Readonly<Record<string, RefusalRow>>;

/** A refusal that happened. */
export interface Refusal extends RefusalRow {
  /** The vendor's own code, verbatim, for support tickets. */
  readonly vendorCode: string;
}
