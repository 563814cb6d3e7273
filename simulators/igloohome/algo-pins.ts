import { DateTime } from "luxon";
import type { IgloohomeCommand } from "../../drivers/igloohome/wire.ts";
import { hourOf, startOfHour } from "../../src/simulator/local-hours.ts";
import type { OfflineTerms } from "../../src/simulator/offline-keypad.ts";
import { type OfflineCode, OfflinePins } from "../../src/simulator/offline-pins.ts";
import { algoPinDigits, algoPinKinds, firstDayMs } from "./firmware.ts";

export type AlgoPinCommand = Extract<IgloohomeCommand, { type: "algopin.post" }>;

/** A PIN that the server has worked out. */
export interface AlgoPin {
  readonly pin: string;
  readonly pinId: string;
  /** When it works no more; `null`: never. Milliseconds since the epoch. */
  readonly until: number | null;
}

const hourMs = 3_600_000;

/**
 * What igloohome's server and the keypad have in common: the lock's key, and the clock on the wall beside the door. The server
 * writes PINs with it, the keypad reads them, and neither hears of the other.
 */
export class AlgoPins {
  readonly #pins: OfflinePins;
  readonly #zone: string;

  constructor(key: string, zone: string) {
    this.#pins = new OfflinePins({ key, digits: algoPinDigits, kinds: algoPinKinds });
    this.#zone = zone;
  }

  /** The PIN that is asked for; `undefined` where there is none for such times, or not so many. */
  issue(command: AlgoPinCommand): AlgoPin | undefined {
    const code = this.#codeOf(command);
    if (!code) return undefined;
    const { kind, start, length, variant } = code;
    return {
      pin: this.#pins.pinOf(code),
      pinId: `${kind}-${start}-${length}-${variant}`,
      until: this.#termsOf(code).endsAt,
    };
  }

  /** What the PIN allows, as a keypad reads it whose clock shows `now`. */
  termsOf(pin: string, now: number): OfflineTerms | undefined {
    const code = this.#pins.codeOf(pin, hourOf(now));
    return code && this.#termsOf(code);
  }

  #codeOf({ kind, variance, startDate, endDate }: AlgoPinCommand): OfflineCode | undefined {
    const startsAt = Date.parse(startDate);
    const start = hourOf(startsAt);
    const allowed: { variants: number; lengths?: { min: number; max: number } } | undefined =
      algoPinKinds.find(({ name }) => name === kind);
    const length = this.#lengthOf(kind, startsAt, endDate);
    if (!allowed || length === undefined || variance > allowed.variants) return undefined;
    if (startOfHour(start, this.#zone) !== startsAt) return undefined;
    const { min, max } = allowed.lengths ?? { min: 0, max: 0 };
    return length < min || length > max ? undefined : { kind, start, length, variant: variance };
  }

  /** In hours or in days; `undefined` where the dates make no such length. */
  #lengthOf(kind: AlgoPinCommand["kind"], startsAt: number, endDate: string | undefined): number | undefined {
    if (kind === "onetime" || kind === "permanent") return endDate === undefined ? 0 : undefined;
    if (endDate === undefined) return undefined;
    const endsAt = Date.parse(endDate);
    if (kind === "hourly") return (endsAt - startsAt) / hourMs;
    const [start, end] = [startsAt, endsAt].map((at) => DateTime.fromMillis(at, { zone: this.#zone }));
    const length = end && start ? Math.round(end.diff(start, "days").days) : 0;
    return this.#daysAfter(startsAt, length) === endsAt ? length : undefined;
  }

  #termsOf({ kind, start, length }: OfflineCode): OfflineTerms {
    const startsAt = startOfHour(start, this.#zone);
    const firstDay = startsAt + firstDayMs;
    switch (kind) {
      case "onetime":
        return { startsAt, endsAt: firstDay, opensOnce: true };
      case "permanent":
        return { startsAt, endsAt: null, useBefore: firstDay };
      default: {
        const endsAt = kind === "daily" ? this.#daysAfter(startsAt, length) : startsAt + length * hourMs;
        return { startsAt, endsAt, ...(endsAt > firstDay && { useBefore: firstDay }) };
      }
    }
  }

  #daysAfter(instant: number, days: number): number {
    return DateTime.fromMillis(instant, { zone: this.#zone }).plus({ days }).toMillis();
  }
}
