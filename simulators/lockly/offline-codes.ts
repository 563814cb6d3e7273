import type { LocklyCommand } from "../../drivers/lockly/wire.ts";
import { hourOf, offsetMs, startOfHour } from "../../src/simulator/local-hours.ts";
import type { OfflineTerms } from "../../src/simulator/offline-keypad.ts";
import { OfflinePins } from "../../src/simulator/offline-pins.ts";
import { offlineDigits, offlineKinds } from "./firmware.ts";

type Generate = Extract<LocklyCommand, { type: "offlineCode.generate" }>;

/** A code that the cloud has worked out. */
export interface OfflineCode {
  readonly passcode: string;
  readonly offlineCodeId: string;
  /** When it works no more, in milliseconds since the epoch. */
  readonly until: number;
}

const hourMs = 3_600_000;

/** What Lockly's cloud and a lock have in common: the lock's key. The one writes codes with it, the other reads them. */
export class OfflineAccessCodes {
  /** False: the lock has not been told its zone. The cloud knows where it is all the same. */
  hasZone = true;
  readonly #pins: OfflinePins;
  readonly #zone: string;

  constructor(key: string, zone: string) {
    this.#pins = new OfflinePins({ key, digits: offlineDigits, kinds: offlineKinds });
    this.#zone = zone;
  }

  /** `undefined` for times that no code has. */
  generate({ kind, from, to, sequence }: Generate): OfflineCode | undefined {
    const [startsAt, endsAt] = [Date.parse(from), Date.parse(to)];
    const start = hourOf(startsAt);
    const length = (endsAt - startsAt) / hourMs;
    const allowed = offlineKinds.find(({ name }) => name === kind);
    const isWhole = Number.isInteger(length) && startOfHour(start, this.#zone) === startsAt;
    if (!allowed || !isWhole || length < allowed.lengths.min || length > allowed.lengths.max)
      return undefined;
    if (sequence > allowed.variants) return undefined;
    const passcode = this.#pins.pinOf({ kind, start, length, variant: sequence });
    return { passcode, offlineCodeId: `${kind}-${start}-${length}-${sequence}`, until: endsAt };
  }

  /** What a code allows, as the lock reads it whose clock shows `now`. */
  termsOf(passcode: string, now: number): OfflineTerms | undefined {
    const code = this.#pins.codeOf(passcode, hourOf(now));
    if (!code) return undefined;
    const meant = startOfHour(code.start, this.#zone);
    // Without a zone the lock's clock shows UTC, and what was meant to be the hour on the wall is UTC's.
    const startsAt = this.hasZone ? meant : meant + offsetMs(meant, this.#zone);
    return { startsAt, endsAt: startsAt + code.length * hourMs, opensOnce: code.kind === "oneTime" };
  }
}
