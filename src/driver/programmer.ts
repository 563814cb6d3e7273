import type { AccessCodeStatus } from "../lock/access-code-status.ts";
import type { AccessCodeWarningCode } from "../lock/catalogue.ts";
import type { Refusal } from "../lock/refusal.ts";
import type { EarlierContent, SlotContent } from "../lock/slot-value.ts";
import type { AccountReport } from "../wire/account-report.ts";
import type { ForeignEntry, ForeignEntryListener } from "./foreign-entry.ts";
import type { DeviceFacts } from "./lock-driver.ts";
import type { OfflineRequest } from "./offline-codes.ts";

/**
 * One access code's entry in one lock's table, from the lease of a slot until the entry is confirmed empty. A code whose
 * PIN changes on a lock that cannot edit has two for a while. This is the row that survives a restart; the XState actor
 * that works on it does not.
 */
export interface Placement {
  readonly placementId: string;
  /** Where a stranger's entry is being cleared by request: the entry's `foreignId`. */
  readonly accessCodeId: string;
  readonly deviceId: string;
  /**
   * The leased place, from 1. At most one placement of a device holds a slot. 0: there was none to lease. Of an offline code
   * it is the variant.
   */
  readonly slot: number;
  readonly content: SlotContent;
  /** The content was handed to the lock as it is, whatever was said to it. */
  readonly isSent?: boolean | undefined;
  /**
   * What was handed to the lock before it and may stand in the entry as well, the latest last, while the content is not
   * confirmed. What was changed again before it was sent is not among it.
   */
  readonly earlier?: readonly EarlierContent[] | undefined;
  /** The code is none that a lock holds: the keypad verifies it by itself. What was asked for. */
  readonly offline?: OfflineRequest | undefined;
  /**
   * When a command about the entry was last sent, unless the lock has said that it did nothing. What tells of an earlier instant
   * says nothing about it.
   */
  readonly sentAt?: number | undefined;
  /** The lock shows that the entry is taken, never what it holds. */
  readonly isMasked: boolean;
  /**
   * A read has shown our code in the entry, and nothing since that it may have been emptied: what stands there is ours to
   * replace, whoever changed it.
   */
  readonly wasConfirmed?: boolean | undefined;
  /** A read has shown the PIN on the lock, at whatever time: somebody may depend on it. */
  readonly hasStood?: boolean | undefined;
  /** Something was sent to the entry since it was leased, whatever was said to it. */
  readonly wasTried?: boolean | undefined;
  /**
   * A read has not shown what was sent. The list may have lied, or the command may come late: when the code is to go, what was
   * sent is taken out all the same.
   */
  readonly wasMissed?: boolean | undefined;
  /**
   * Something was handed to the lock of which nobody has seen what came of it, and a code that was confirmed since is not the proof: it was
   * sent anew, or is to go. It may take effect late.
   */
  readonly mayComeLate?: boolean | undefined;
  /** What is wanted: the content on the keypad, or nothing. */
  readonly intent: "present" | "absent";
  /** What is known of the lock: nothing was ever sent; something was sent and not yet read; a read has shown it. */
  readonly evidence: "unsent" | "inDoubt" | "confirmed";
  /** Whether a change by other hands is taken over (true) or undone (false). */
  readonly acceptsExternalChange: boolean;
  /** The tag of the machine's state. */
  readonly status: AccessCodeStatus;
  /** Failed attempts in a row. */
  readonly attempts: number;
  /** Why the last attempt failed, while that cause lives. Shown as its warning until `isFailing`. */
  readonly refusal?: (Refusal & { readonly since: number }) | undefined;
  /** The attempts are spent, or no attempt can help: the refusal (or `failed_to_set_on_device` / `failed_to_remove_from_device` where none was heard) is an error. */
  readonly failingSince?: number | undefined;
  /** The vendor took the code and is unusually slow to bring it to the keypad. */
  readonly slow?: { readonly code: AccessCodeWarningCode; readonly since: number } | undefined;
  /** Other hands changed the entry, and it has not been confirmed since. */
  readonly changedExternally?: { readonly since: number } | undefined;
  /** Other hands deleted the entry, which is allowed: it is not written again until something else is wanted. */
  readonly isGone?: boolean | undefined;
  /**
   * When the entry was confirmed empty. The row is kept for an hour after that, so that a command of ours that takes
   * effect late is recognised and undone. No access code is behind such a row any more.
   */
  readonly endedAt?: number | undefined;
  /** Undoing changes by other hands was given up: something keeps on making them. */
  readonly thirdPartySince?: number | undefined;
}

export interface PlacementRequest {
  readonly accessCodeId: string;
  readonly deviceId: string;
  readonly pin: string;
  readonly name: string;
  readonly window?: SlotContent["window"];
  readonly acceptsExternalChange: boolean;
  /** Asks for a code that the keypad verifies by itself, in place of an entry in its table. */
  readonly offline?: OfflineRequest | undefined;
}

/**
 * What the access codes ask of the device sessions. All of it returns at once: what becomes of it arrives at the
 * {@link ProgrammerListener}.
 */
export interface Programmer {
  /** Leases a slot and begins to program it. */
  place(request: PlacementRequest): Placement;
  /** Writes another PIN, name or window into the same entry. Only where the profile says `editsInPlace`. */
  change(placementId: string, change: ContentChange): void;
  /** Takes the entry off the lock, and goes on until a read has shown that it is empty. */
  remove(placementId: string): void;
  setAcceptsExternalChange(placementId: string, accepts: boolean): void;
  /** `done` is called once, with the door's new state or with words for why it did not move. */
  operateDoor(deviceId: string, action: "lock" | "unlock", done: (result: DoorResult) => void): void;
  /** PINs that a read has shown on the lock and that no placement holds. */
  foreignPins(deviceId: string): ReadonlySet<string>;
  /**
   * Looks at a stranger's entry anew, as soon as the lock can be asked: `foreignEntryRead` or `foreignEntryGone` follows.
   * After a restart it has to be asked for again.
   */
  lookAtForeign(entry: ForeignEntry): void;
  /** Takes a stranger's entry over as it stands: nothing is sent. Only for one whose PIN is known. */
  adoptForeign(entry: ForeignEntry, request: AdoptionRequest): Placement;
  /**
   * Takes a stranger's entry off the lock, by explicit request: `foreignEntryGone` follows when a read has shown it empty.
   * Only after a look at it, so that what is to go can be told from what comes after it.
   */
  clearForeign(entry: ForeignEntry): Placement;
  /** Gives a confirmed entry of ours up as it stands, and returns it as the stranger's that it is from now on. */
  release(placementId: string): ForeignEntry;
  /** Ends all work on an entry, whatever the lock holds of it: what stands there is a stranger's when a read shows it. */
  abandon(placementId: string): void;
}

export type AdoptionRequest = Pick<PlacementRequest, "accessCodeId" | "acceptsExternalChange">;

/** What an entry is to hold from now on. */
export type ContentChange = Pick<SlotContent, "pin" | "name" | "window">;

export type DoorResult =
  | { readonly moved: true; readonly locked: boolean }
  | { readonly moved: false; readonly type: string; readonly message: string };

/** What the device sessions tell the access codes. Called inside the same unit of work as the message that caused it. */
export interface ProgrammerListener extends ForeignEntryListener {
  /** The row has changed, and has been saved. `previous` is the row before. */
  placementMoved(placement: Placement, previous: Placement): void;
  /** The entry is confirmed empty, and its lease has ended. */
  placementEnded(placement: Placement): void;
  /**
   * Other hands changed an entry that had been confirmed. `pin`: what stands there now, where the vendor tells.
   * The placement that follows says whether it is being repaired or has been accepted.
   */
  changedExternally(
    placement: Placement,
    change: { readonly type: "modified"; readonly pin?: string | undefined } | { readonly type: "deleted" },
  ): void;
  /** A device has reported about itself. */
  deviceReported(deviceId: string, facts: DeviceFacts): void;
  /** A gateway came or went. */
  gatewayReported(vendor: string, gateway: string, online: boolean): void;
  /** The account behind a gateway has told how it is, and which of the gateway's devices it lists. */
  accountReported(vendor: string, gateway: string, report: AccountReport): void;
  /** `accessCodeId`: whose PIN it was, where the vendor tells and the PIN is ours. */
  doorMoved(
    deviceId: string,
    move: {
      /** The message that told it. The same message may arrive twice, even after a restart. */
      readonly messageId: string;
      readonly locked: boolean;
      readonly method: "keycode" | "manual" | "remote";
      readonly accessCodeId?: string | undefined;
    },
  ): void;
  /** The keypad has turned somebody away. The message that told it may arrive twice, too. */
  accessDenied(deviceId: string, messageId: string): void;
}

/** Where the device sessions keep placements. `src/store` implements it; a save is durable when the unit of work ends. */
export interface PlacementJournal {
  /** All placements, in the order in which they were made. */
  all(): Iterable<Placement>;
  save(placement: Placement): void;
  delete(placementId: string): void;
}
