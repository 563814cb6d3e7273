import type { LockHandle } from "../../src/index.ts";

/**
 * What a door may and must do, told from the requests and the injected faults alone. It knows nothing of drivers: the only
 * vendor fact in it is who keeps schedules (Seam's docs, access-codes/index: August does, SmartThings does not).
 */

const minuteMs = 60_000;

/** Seam, "Just-in-time Scheduling": such a code is on the lock up to 60 minutes before its start. */
export const justInTimeMs = 60 * minuteMs;

/**
 * How long an unwanted PIN may outlive its end on a lock that nothing ails: an answer that stays away costs August's
 * driver 60 s, and a removal that follows it two more turns.
 */
const promptMs = 5 * minuteMs;

/**
 * The same, after troubles: the longest pause between two attempts (30 min, SmartThings) with its jitter of 20 %, and the
 * time of an attempt.
 */
const afterTroubleMs = 42 * minuteMs;

/** DESIGN 5: a change by other hands is noticed within 15 minutes. */
const noticedMs = 15 * minuteMs;

/** Assumed in `src/simulator/keypad-lock.ts`: five wrong codes, and the keypad is dead for a minute. */
const lockOutMs = minuteMs;

/** One PIN that a code has wanted on its door, from the request until it is superseded. */
interface Claim {
  readonly pin: string;
  /** Milliseconds since the epoch. */
  readonly opensFrom: number;
  readonly opensUntil: number;
  /** Since when another claim of the code has taken its place. */
  supersededAt?: number | undefined;
  /** It has to stay until its successor is on the lock, so that no guest stands before a door with neither. */
  waitsForSuccessor?: boolean;
}

export class ModelCode {
  readonly id: string;
  readonly door: ModelDoor;
  readonly acceptsExternalChange: boolean;
  readonly isNative: boolean;
  readonly claims: Claim[] = [];
  /** PINs that the owner's app has written over ours, and when. */
  readonly strangers = new Map<string, number>();
  removedByOwner = false;
  /** A name that the lock refuses leaves the PIN where it is. */
  isRenamed = false;
  isTampered = false;
  deletedAt: number | undefined;
  goneAt: number | undefined;

  constructor(options: Pick<ModelCode, "id" | "door" | "acceptsExternalChange" | "isNative">) {
    this.id = options.id;
    this.door = options.door;
    this.acceptsExternalChange = options.acceptsExternalChange;
    this.isNative = options.isNative;
  }

  get current(): Claim {
    const claim = this.claims.at(-1);
    if (!claim) throw new Error("a code without a claim");
    return claim;
  }

  /** The client wants this PIN in this window from now on. `undefined`: always. */
  want(
    pin: string,
    window: { readonly startsAt: number; readonly endsAt: number } | undefined,
    now: number,
  ): void {
    const before = this.claims.at(-1);
    const lead = this.isNative ? 0 : justInTimeMs;
    const claim = {
      pin,
      opensFrom: window ? window.startsAt - lead : Number.NEGATIVE_INFINITY,
      opensUntil: window?.endsAt ?? Number.POSITIVE_INFINITY,
    };
    if (before?.pin === pin) before.supersededAt ??= now;
    else if (before) before.waitsForSuccessor = true;
    this.claims.push(claim);
  }

  /** The API shows that the current PIN is on the lock: there is no more reason to keep an older one. */
  confirmed(now: number): void {
    for (const claim of this.claims.slice(0, -1)) claim.supersededAt ??= now;
  }

  /** Whether the code is meant to open its door at this instant. */
  isDue(now: number): boolean {
    const { opensFrom, opensUntil } = this.current;
    return this.deletedAt === undefined && opensFrom <= now && now < opensUntil;
  }

  /** Whether a window of the code begins or ends within `margin` of now, so that either answer of the door is right. */
  isAtEdge(now: number, margin: number): boolean {
    const { opensFrom, opensUntil } = this.current;
    return [opensFrom, opensUntil].some((edge) => Math.abs(edge - now) <= margin);
  }

  /** Whether the door may open with this PIN on behalf of this code. */
  mayOpen(pin: string, now: number): boolean {
    const stranger = this.strangers.get(pin);
    if (stranger !== undefined && this.door.mayLinger(stranger, now - noticedMs)) return true;
    return this.claims.some((claim) => claim.pin === pin && this.#mayOpenBy(claim, now));
  }

  #mayOpenBy(claim: Claim, now: number): boolean {
    if (now < claim.opensFrom) return false;
    const ends = [claim.opensUntil, claim.supersededAt, this.deletedAt].filter((end) => end !== undefined);
    const unwantedSince = Math.min(...ends);
    if (now < unwantedSince) return true;
    // What was read to be gone may only come back by an effect that was late, and not for long.
    if (this.goneAt !== undefined && this.door.lateUntil + minuteMs < this.goneAt) return false;
    return this.door.mayLinger(Math.max(unwantedSince, this.door.lateUntil), now);
  }
}

export class ModelDoor {
  readonly lock: LockHandle;
  /** What the owner's app has put there, and when. */
  readonly ownersPins = new Map<string, number>();
  /** What the owner's app wrote into an entry of ours that nobody had read yet: it may pass for the owner's own. */
  readonly disputedPins = new Set<string>();
  /** All PINs that anybody has ever had to do with at this door. */
  readonly knownPins = new Set<string>();
  /** When the last fault that touched the door had lost its effect. */
  troubledUntil = Number.NEGATIVE_INFINITY;
  /** Until when commands of ours may still take effect though the lock had answered. */
  lateUntil = Number.NEGATIVE_INFINITY;
  /** Until when something other than the service may have changed entries of ours unnoticed. */
  tamperingFreshUntil = Number.NEGATIVE_INFINITY;
  /** Until when the hub does not hear the lock, and so not of what is done at its keypad. */
  unheardUntil = Number.NEGATIVE_INFINITY;
  /** Until when August's codes fall back from the keypad to being on their way. */
  fallenUntil = Number.NEGATIVE_INFINITY;
  lastWrongPressAt = Number.NEGATIVE_INFINITY;

  constructor(lock: LockHandle) {
    this.lock = lock;
  }

  /** Whether what should have gone from `since` on may still be on the lock. */
  mayLinger(since: number, now: number): boolean {
    if (this.troubledUntil <= since) return now <= since + promptMs;
    return now <= this.troubledUntil + afterTroubleMs;
  }

  /** Something goes wrong with the way to the door until `until`. */
  trouble(until: number, now: number): void {
    this.troubledUntil = Math.max(this.troubledUntil, until);
    if (now <= this.tamperingFreshUntil) this.tamper(now);
  }

  /** Other hands, or a late effect of ours, change what had been confirmed. */
  tamper(now: number): void {
    this.tamperingFreshUntil = Math.max(now, this.troubledUntil) + noticedMs;
  }

  /**
   * A hub learns of a code that was made at the keypad some seconds later, or when it hears the lock again. What is
   * written into the same slot in that time, no driver can help: SmartThings' setCode overwrites.
   */
  isLostRace(ownersPin: string, now: number): boolean {
    const addedAt = this.ownersPins.get(ownersPin) ?? Number.NEGATIVE_INFINITY;
    const lags = [addedAt, this.unheardUntil, this.lateUntil].filter((until) => until >= addedAt);
    return now <= Math.max(...lags) + minuteMs;
  }

  get hasFallenBack(): boolean {
    return this.fallenUntil > Number.NEGATIVE_INFINITY;
  }

  /** What fell back, the owner's codes too, is loaded again when the way is free: within 25 minutes where loads are slow. */
  isReloading(now: number): boolean {
    return this.hasFallenBack && now <= Math.max(this.fallenUntil, this.troubledUntil) + 26 * minuteMs;
  }

  /** Five wrong codes in a row make the keypad deaf for a minute. */
  isDeaf(now: number): boolean {
    return now <= this.lastWrongPressAt + lockOutMs;
  }
}
