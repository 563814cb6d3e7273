import type { AccessCodeRow } from "../access-codes/rows.ts";
import type { Placement } from "../driver/programmer.ts";
import type { PressResult } from "../lock/door.ts";
import type { LockProfile } from "../lock/profile.ts";
import type { KeypadLock } from "../simulator/keypad-lock.ts";
import type { Condition } from "./afflictions.ts";
import { afterTroubleMs, justInTimeMs, promptMs } from "./bounds.ts";
import type { Claim, DoorLedger } from "./door-ledger.ts";

/** A door as the lab has it, for those who only look. */
export interface WatchedDoor {
  readonly deviceId: string;
  readonly name: string;
  readonly vendor: string;
  readonly gateway: string;
  /** The node of its gateway. */
  readonly hubNode: string;
  readonly profile: LockProfile;
  readonly keypad: Pick<KeypadLock, "answerTo" | "codes" | "firmware" | "movesOf">;
  /** The door's own answer. */
  opensWith(pin: string): boolean;
  /** Whether the vendor's cloud, or the hub, knows of an entry with this PIN: not what the lock has changed since and not told yet. */
  isShown(pin: string): boolean;
  /** What the API's clients want of it. */
  codes(): readonly AccessCodeRow[];
  /** What the service believes to stand in its table. */
  placements(): readonly Placement[];
}

/** Why a PIN that is right does not open: nobody who programs codes can help it. */
const physical: ReadonlySet<PressResult["reason"]> = new Set([
  "locked_out",
  "no_keypad",
  "not_accepted",
  "no_power",
  "jammed",
]);

/** What there is to see of one door at one instant. */
export class DoorSight {
  readonly now: number;
  readonly door: WatchedDoor;
  readonly ledger: DoorLedger;
  readonly condition: Condition;
  #codes: readonly AccessCodeRow[] | undefined;
  #codesById: ReadonlyMap<string, AccessCodeRow> | undefined;
  #codesByPin: ReadonlyMap<string | null, readonly AccessCodeRow[]> | undefined;
  #placements: readonly Placement[] | undefined;
  #table: ReadonlySet<string> | undefined;
  /** Nothing changes while somebody looks, and several want to know. */
  readonly #opens = new Map<string, boolean>();
  #lookAgainAt = Number.POSITIVE_INFINITY;

  constructor(door: WatchedDoor, ledger: DoorLedger, condition: Condition, now: number) {
    this.now = now;
    this.door = door;
    this.ledger = ledger;
    this.condition = condition;
  }

  /** What clients want of the lock. */
  get codes(): readonly AccessCodeRow[] {
    this.#codes ??= this.door.codes();
    return this.#codes;
  }

  /** The placements whose entry is not known to be empty. */
  get placements(): readonly Placement[] {
    this.#placements ??= this.door.placements().filter(({ endedAt }) => endedAt === undefined);
    return this.#placements;
  }

  /** Those whose entry was confirmed empty not long ago. */
  get endedPlacements(): readonly Placement[] {
    return this.door.placements().filter(({ endedAt }) => endedAt !== undefined);
  }

  /** The PINs in the keypad's table. */
  get table(): ReadonlySet<string> {
    this.#table ??= new Set(this.door.keypad.codes.map(({ pin }) => pin));
    return this.#table;
  }

  get name(): string {
    return this.door.name;
  }

  /** The instant at which something will have to be seen that cannot be told yet; infinite if there is none. */
  get lookAgainAt(): number {
    return this.#lookAgainAt;
  }

  /** The door is to be looked at again then, if nothing happens before. */
  lookAgain(instant: number): void {
    if (instant > this.now) this.#lookAgainAt = Math.min(this.#lookAgainAt, instant);
  }

  /**
   * Whether something that should have been done from `since` on has been left undone for too long. While the way to the door
   * is troubled nothing is; after that there is more time.
   */
  isOverdue(
    since: number,
    { prompt = promptMs, afterTrouble = afterTroubleMs(this.door.profile) } = {},
  ): boolean {
    const { isTroubled, isLying, quietSince } = this.condition;
    if (isTroubled || isLying) {
      this.lookAgain(quietSince + 1);
      return false;
    }
    const deadline = quietSince > since ? quietSince + Math.max(afterTrouble, prompt) : since + prompt;
    this.lookAgain(deadline + 1);
    return this.now > deadline;
  }

  opensWith(pin: string): boolean {
    const known = this.#opens.get(pin);
    if (known !== undefined) return known;
    const opens = this.door.opensWith(pin);
    this.#opens.set(pin, opens);
    return opens;
  }

  /** Whether the door does not open with a PIN that it should know, and it is not the bolt or the keypad. */
  isUnknown(pin: string): boolean {
    return !this.opensWith(pin) && !physical.has(this.door.keypad.answerTo(pin).reason);
  }

  /** Whether what comes of a window can be told by the lock's clock. */
  isClockTrusted(code: AccessCodeRow): boolean {
    return code.startsAt === null || !this.condition.isClockWrong || !this.keepsSchedule(code);
  }

  /** Whether the lock itself keeps the code's times. */
  keepsSchedule(code: AccessCodeRow): boolean {
    return this.door.profile.nativeScheduling.value && code.prefersNativeScheduling;
  }

  /** From when on the door may open for the code; asks to be looked at then. */
  opensFrom(code: AccessCodeRow): number {
    if (code.startsAt === null) return Number.NEGATIVE_INFINITY;
    if (!this.keepsSchedule(code)) return code.startsAt - justInTimeMs;
    const stepMs = this.door.profile.scheduleStepMs?.value ?? 1;
    return Math.floor(code.startsAt / stepMs) * stepMs;
  }

  /** Whether the door may open for the code now. */
  mayOpenFor(code: AccessCodeRow): boolean {
    return (
      !code.removal &&
      this.opensFrom(code) <= this.now &&
      this.now < (code.endsAt ?? Number.POSITIVE_INFINITY)
    );
  }

  /** Whether the door must open for the code now, as soon as it has been programmed. */
  isDue(code: AccessCodeRow): boolean {
    return (
      !code.removal &&
      (code.startsAt ?? 0) <= this.now &&
      this.now < (code.endsAt ?? Number.POSITIVE_INFINITY)
    );
  }

  /** The access code with this id; `undefined` if it is not there any more. */
  code(codeId: string): AccessCodeRow | undefined {
    this.#codesById ??= new Map(this.codes.map((code) => [code.accessCodeId, code]));
    return this.#codesById.get(codeId);
  }

  /** The codes that a claim has been made for and that are still there. */
  codesOf({ codeIds }: Claim): readonly AccessCodeRow[] {
    const codes: AccessCodeRow[] = [];
    for (const codeId of codeIds) {
      const code = this.code(codeId);
      if (code) codes.push(code);
    }
    return codes;
  }

  /** The codes that have this PIN, whether they are to open the door now or not. */
  codesWith(pin: string): readonly AccessCodeRow[] {
    this.#codesByPin ??= Map.groupBy(this.codes, (code) => code.pin);
    return this.#codesByPin.get(pin) ?? [];
  }

  /** Whether the service has no way to find out that an entry holds another PIN than it had confirmed. */
  isBlindTo(placement: Placement): boolean {
    const { staysWrong } = this.condition;
    const { isMasked } = placement;
    if (staysWrong === "hidden" || (isMasked && this.#isTakenSince(placement))) return true;
    return staysWrong === "masked" && (isMasked || !this.door.profile.tableShowsPins.value);
  }

  /** Whether an owner has made a code in its slot after it was last written. */
  #isTakenSince({ content, sentAt = Number.POSITIVE_INFINITY }: Placement): boolean {
    const standing = this.door.keypad.codes.find(({ slot }) => String(slot) === content.entry);
    const other = standing && this.ledger.others.get(standing.pin);
    return other !== undefined && other.addedAt >= sentAt;
  }

  /** A PIN as words may name it. */
  nameOf(pin: string): string {
    const [codeId] = this.ledger.claims.get(pin)?.codeIds ?? [];
    if (codeId !== undefined) return `a PIN of the access code ${codeId}`;
    return this.ledger.others.has(pin) ? "a PIN of other hands" : "a PIN that nobody has given to it";
  }
}
