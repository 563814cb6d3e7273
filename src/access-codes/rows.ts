import type { DeviceFacts } from "../driver/lock-driver.ts";
import type { AccessCodeErrorCode, DeviceErrorCode, DeviceWarningCode } from "../lock/catalogue.ts";
import type { AccountErrorCode, DeviceMatter } from "../wire/account-report.ts";
import type { CustomMetadata } from "./metadata.ts";
import type { ActionType } from "./seam-objects.ts";

/** What the service remembers. Instants are milliseconds since the epoch. */

/** One access code: what the API client wants. What is known of the lock stands in its placements. */
export interface AccessCodeRow {
  readonly accessCodeId: string;
  readonly deviceId: string;
  readonly name: string | null;
  /** How the lock calls it, once and for all until the name changes: adapted to its vendor's rules, and to other codes of the lock. */
  readonly nameOnLock: string;
  /** `null` until the vendor has made it, where the vendor does. */
  readonly pin: string | null;
  /** The keypad verifies the code by itself: nobody programs it, and nobody can take it back. */
  readonly offline?: { readonly isOneTime: boolean; readonly roundingMs: number } | undefined;
  readonly commonCodeKey: string | null;
  /** Both or neither: without them the code is ongoing. */
  readonly startsAt: number | null;
  readonly endsAt: number | null;
  readonly createdAt: number;
  readonly isExternalModificationAllowed: boolean;
  readonly prefersNativeScheduling: boolean;
  /** It is one of the device's backup codes; `pulledFor`: the code that it was given for, once it has been. */
  readonly backup?: { readonly pulledFor?: string | undefined } | undefined;
  /** The backup code that was given for this one. */
  readonly pulledBackupId?: string | undefined;
  /** Why and since when the code is to go. There is no way back from here. */
  readonly removal?: { readonly reason: "ended" | "deleted"; readonly since: number } | undefined;
  /** Since when the code wants to be on the lock and is not known to be. A delay is counted from here. */
  readonly settingSince: number;
  /** This code has, or may have, stood on the lock, so that its going is worth an event. */
  readonly wasEverOnLock: boolean;
  /**
   * The placement in which a PIN of other hands was taken over. What else stands in it, its schedule, is then not ours
   * to put right either.
   */
  readonly takenOverPlacementId?: string | undefined;
  /** What the events have last said about the code's way to the lock. */
  readonly announced: "nothing" | "scheduled" | "set";
  /** Since when each trouble has lasted; its event has been sent. */
  readonly troubles: { readonly [Kind in Trouble]?: number | undefined };
  /** What stood on the lock when a change was asked for that it has not taken yet: what the code goes back to if it never does. */
  readonly standing?: StandingCode | undefined;
  /** The last change was refused for good and taken back. It stands until the code is changed again. */
  readonly undone?:
    | { readonly code: AccessCodeErrorCode; readonly message: string; readonly since: number }
    | undefined;
  /** The action attempts that end when the code is where it should be. */
  readonly openAttempts: readonly string[];
}

/** What a client calls the code, and what opens the door. Times are not among it: they are ours to keep. */
export type StandingCode = Pick<AccessCodeRow, "name" | "nameOnLock" | "pin">;

export type Trouble = "delayInSetting" | "delayInRemoving" | "failedToSet" | "failedToRemove";

/** One lock, as it was added and as it has reported about itself. */
export interface DeviceRow {
  readonly deviceId: string;
  readonly vendor: string;
  readonly gateway: string;
  readonly connectedAccountId: string;
  readonly name: string;
  /** IANA zone. */
  readonly zone: string;
  readonly createdAt: number;
  /** What a client calls it, in place of its own name. */
  readonly nickname?: string | undefined;
  readonly customMetadata?: CustomMetadata | undefined;
  /** When a client deleted it. The row stays, so that nobody takes the lock for a new one. */
  readonly deletedAt?: number | undefined;
  /** Nobody wants anything of it but to know that it is there. */
  readonly isUnmanaged?: true | undefined;
  /** `undefined` until its first report. */
  readonly isGatewayOnline?: boolean | undefined;
  readonly facts?: DeviceFacts | undefined;
  /** The PIN lengths that a client says the lock takes, ascending. */
  readonly reportedPinLengths?: readonly number[] | undefined;
  /** Since when its account has no longer listed it. */
  readonly unlistedSince?: number | undefined;
  /** What its account tells is the matter with it, and since when. */
  readonly matters?: { readonly [Matter in DeviceMatter]?: number | undefined } | undefined;
  /** Since when something has kept on undoing what is done to its codes. */
  readonly thirdPartySince?: number | undefined;
  /** Its backup codes, once it has been given a pool of them: since when, and since when each trouble with them lasts. */
  readonly backupPool?:
    | {
        readonly enabledAt: number;
        readonly emptySince?: number | undefined;
        readonly partialSince?: number | undefined;
        readonly manyActiveSince?: number | undefined;
      }
    | undefined;
  /** Since when each error has lasted. */
  readonly errors: { readonly [Code in DeviceErrorCode]?: number | undefined };
  /** The same for each warning that it has told. */
  readonly warnings?: { readonly [Code in DeviceWarningCode]?: number | undefined } | undefined;
  /** When it was last lost, the last few times. */
  readonly lostAt?: readonly number[] | undefined;
  /** The last movement that was asked for, until both its answer and its echo have been heard. */
  readonly doorOperation?:
    | {
        readonly attemptId: string;
        readonly locked: boolean;
        /** When the movement's event was sent, by whichever of the two came first. */
        readonly announcedAt?: number | undefined;
      }
    | undefined;
  /** The last messages that told of a movement: one that is delivered twice is one movement. */
  readonly heardMoves: readonly string[];
}

/** The account with a vendor through which its locks are reached. */
export interface AccountRow {
  readonly connectedAccountId: string;
  readonly vendor: string;
  readonly createdAt: number;
  /** What identifies its user at the vendor. */
  readonly email?: string | undefined;
  /** The client's own id of the user whose session connected the account. */
  readonly userIdentifierKey?: string | undefined;
  readonly customMetadata?: CustomMetadata | undefined;
  /** Whether devices that come are managed from the start: true unless told. In a lab none comes. */
  readonly managesNewDevices?: boolean | undefined;
  /** Locks unless told. */
  readonly acceptedCapabilities?: readonly string[] | undefined;
  readonly deletedAt?: number | undefined;
  /** Since when each error has lasted. */
  readonly errors: { readonly [Code in AccountErrorCode]?: number | undefined };
}

/** What one gateway has told of the account behind it. An account has the errors that any of its gateways tells of. */
export interface GatewayRow {
  /** `<vendor>/<gateway>`. */
  readonly key: string;
  readonly connectedAccountId: string;
  readonly accountErrors: readonly AccountErrorCode[];
}

/** What is to become of a code that is not ours, until it has. */
export interface ForeignWishRow {
  /** The entry's `foreignId`. */
  readonly accessCodeId: string;
  readonly deviceId: string;
  readonly wish:
    | { readonly type: "convert"; readonly isExternalModificationAllowed: boolean }
    /** The attempts end when it is off the lock. */
    | { readonly type: "remove"; readonly openAttempts: readonly string[] };
}

export interface ActionAttemptRow {
  readonly attemptId: string;
  readonly type: ActionType;
  /** Its outcome was dictated, and what really becomes of it changes nothing any more. */
  readonly isDictated?: true;
  /** What it acts on: an access code's or a device's id. */
  readonly subjectId: string;
  /** When what was asked for had come to its end, whatever was dictated of it. */
  readonly endedAt?: number;
  readonly outcome:
    | { readonly status: "pending" }
    | { readonly status: "success"; readonly result: Readonly<Record<string, unknown>> }
    | { readonly status: "error"; readonly type: string; readonly message: string };
}
