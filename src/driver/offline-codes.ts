import type { AccessCodeWarningCode } from "../lock/catalogue.ts";
import type { Fact } from "../lock/profile.ts";
import type { SlotContent, Window } from "../lock/slot-value.ts";
import type { Body } from "../wire/envelope.ts";
import type { DeviceContext } from "./lock-driver.ts";

/**
 * Codes that a vendor's server works out and a keypad verifies by itself, without any connection. Nothing is programmed: the
 * server tells the PIN, and from then on nobody can take it back.
 */
export interface OfflineCodes {
  /** Whether there are codes that open once. */
  readonly oneTime: Fact<boolean>;
  /** Which of the refusals stands for times whose codes have all been given out. */
  readonly exhausted: string;
  /** What the vendor would make of the request now. */
  plan(request: OfflineRequest, device: DeviceContext): OfflinePlan;
  /** Asks for a code, in the vendor's words. */
  encode(operation: IssueOperation, device: DeviceContext): Body;
  /** What a holder of such a code has to know beside it, in words for a person. */
  warnings?(content: SlotContent, request: OfflineRequest, now: number): readonly OfflineWarning[];
}

export interface OfflineWarning {
  readonly code: AccessCodeWarningCode;
  readonly message: string;
}

/** What a client has asked for. Instants in milliseconds since the epoch; `null`: open at that end. */
export interface OfflineRequest {
  readonly startsAt: number | null;
  readonly endsAt: number | null;
  readonly isOneTime: boolean;
  /** By how much, in milliseconds, either time may be rounded at most. */
  readonly roundingMs: number;
}

/** Asks for a code that the keypad verifies by itself. */
export interface IssueOperation {
  readonly type: "issue";
  readonly slot: SlotContent;
  readonly request: OfflineRequest;
  /** Which of the codes that there are for its times, from 1. */
  readonly variant: number;
}

export type OfflinePlan =
  /** `window`: when the code will work; `undefined`: always. `variants`: how many different codes there are for it. */
  | { readonly type: "code"; readonly window: Window | undefined; readonly variants: number }
  /** The request cannot be granted as it is. `problem` completes the sentence that starts with the parameter's name. */
  | { readonly type: "invalid"; readonly parameter: string; readonly problem: string }
  /** There is no such code for now: the key of the refusal that says why. */
  | { readonly type: "refused"; readonly vendorCode: string };
