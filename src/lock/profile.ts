import type { PinConstraint } from "./constraints.ts";

/** Where a fact about a lock family comes from. `assumed` is said aloud: by the docs and by `lockstep vendors`. */
export interface Fact<T> {
  readonly value: T;
  /** A document, an issue, a line of public code; or `assumed`, with the reason behind it. */
  readonly source: string;
}

/**
 * Everything about a lock family that is a fact rather than a behaviour. The simulated lock has its own numbers: this
 * is what the driver believes.
 */
export interface LockProfile {
  readonly vendor: string;
  /** The vendor's name as people write it. */
  readonly displayName: string;
  /** Seam's `device_type`, `provider` and so on: @seamapi/types@1.490.0. */
  readonly deviceType: string;
  readonly provider: string;
  readonly manufacturer: string;
  /** How many PINs the keypad holds when the device itself reports nothing. */
  readonly capacity: Fact<number>;
  /** The PIN lengths the keypad takes when the device itself reports none; `undefined`: not known until reported or learned. */
  readonly pinLengths: Fact<readonly number[] | undefined>;
  readonly pinConstraints: Fact<readonly PinConstraint[]>;
  /** True: the lock keeps schedules itself and is preloaded. False: codes are programmed just in time. */
  readonly nativeScheduling: Fact<boolean>;
  /** The lock takes no schedule that begins sooner than this after it is sent, in milliseconds; any, where it says nothing. */
  readonly startLeadMs?: Fact<number>;
  /**
   * In what steps schedules are told to the lock, in milliseconds; any instant, where it says nothing. No guest loses any time by
   * them: a start is told no later than it is, and an end no sooner.
   */
  readonly scheduleStepMs?: Fact<number>;
  /** True: what an entry holds can be overwritten. False: a change is a new entry and the removal of the old. */
  readonly editsInPlace: Fact<boolean>;
  /**
   * How entries are keyed: by a number of the slot table that we choose, by an id of ours that stands for the person, or by
   * a key that the vendor assigns when it takes the code.
   */
  readonly entryKey: "slotNumber" | "userId" | "assigned";
  /** True: the vendor gives the key of an entry that is gone to the next one, whoever makes it. */
  readonly reusesKeys?: Fact<boolean>;
  /** False: the locks are never online, and have none but codes that they verify by themselves. */
  readonly onlineCodes?: Fact<boolean>;
  /** True: the vendor makes the PIN, and a client cannot choose one. */
  readonly assignsPins?: Fact<boolean>;
  /** What a name may be like on the device; names of any form and twice the same, where it says nothing. */
  readonly names?: Fact<NameRules>;
  /** Whether the way to the locks carries one command at a time, for all locks of a gateway together. */
  readonly gatewaySerialises?: Fact<boolean>;
  /** What the truest read of an entry shows. */
  readonly readBack: Fact<ReadBack>;
  /** What stands between the service and the lock, in a few words for people: `Connect bridge`, `Wi-Fi`. */
  readonly reachedBy: Fact<string>;
  /** Whether reading the whole table shows PINs as reading one entry does, or only which entries are taken. */
  readonly tableShowsPins: Fact<boolean>;
  /** Whether a door event tells which entry was used, so that `lock.unlocked` can carry `access_code_id`. */
  readonly tellsWhoUnlocked: Fact<boolean>;
  /** What Seam offers for codes that others have made on such a lock. */
  readonly unmanagedCodes: Fact<UnmanagedCodeSupport>;
  /** Whether Seam keeps a pool of backup codes on such a lock when asked to. */
  readonly backupPool: Fact<boolean>;
  /** Whether Seam lets its clients report which PIN lengths such a lock takes. */
  readonly takesReportedLengths: Fact<boolean>;
  readonly timing: LockTiming;
}

export type ReadBack =
  | "PINs"
  /** That an entry is taken, and not by which PIN. */
  | "presence"
  /** A token or version that changes with the PIN. */
  | "a token"
  /** What the vendor's cloud has noted, and nothing of the lock itself. */
  | "the cloud's word"
  | "nothing";

export type UnmanagedCodeSupport =
  /** They are not listed. */
  | "none"
  /** They are listed, and never show their PIN. */
  | "withoutPins"
  /** They are listed with their PIN where the lock shows it. */
  | "withPins"
  /** The same, and they can be converted to managed ones. */
  | "convertible";

/** What a vendor takes as a name of an entry. Lengths count UTF-16 units. */
export interface NameRules {
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Two entries of a lock may not have the same name. */
  readonly unique?: boolean;
}

/** How long this family's answers take, in milliseconds. */
export interface LockTiming {
  /** Silence for this long after a command means that its outcome is unknown. */
  readonly replyTimeoutMs: Fact<number>;
  /** A read sooner than this after a write may be answered from a cache. */
  readonly settleMs: Fact<number>;
  /** First pause before another attempt; it doubles up to `retryDelayMaxMs`. */
  readonly retryDelayMs: Fact<number>;
  readonly retryDelayMaxMs: Fact<number>;
  /**
   * Failed attempts in a row after which the code reports an error. Attempts go on, at the longest pause, and for a code that the lock has never
   * taken at still longer ones.
   */
  readonly attemptsMax: Fact<number>;
  /** A job that the vendor took and whose end it does not tell for this long has an unknown outcome. */
  readonly jobPatienceMs?: Fact<number>;
  /** A code that the vendor took and that is not on the keypad after this long is called slow; `undefined`: never. */
  readonly loadPatienceMs?: Fact<number>;
  /** For how long the vendor's list may lack what the vendor has taken, as far as is believed. */
  readonly listLagMs?: Fact<number>;
  /** How often the table is read though nothing seems to have changed. */
  readonly auditMs: Fact<number>;
}
