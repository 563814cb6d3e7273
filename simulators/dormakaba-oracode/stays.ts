import { DateTime } from "luxon";
import type { OracodeCommand } from "../../drivers/dormakaba-oracode/wire.ts";
import type { OfflineTerms } from "../../src/simulator/offline-keypad.ts";
import { OfflinePins } from "../../src/simulator/offline-pins.ts";
import { type Level, levelId, stayDigits, stays } from "./firmware.ts";

const dayMs = 24 * 3_600_000;

/** Days by the calendar, counted since 1970. */
const dayNumber = (day: DateTime): number =>
  Math.floor(day.setZone("utc", { keepLocalTime: true }).toMillis() / dayMs);

/**
 * What the server and the door have in common: the door's key, the levels that its installer has programmed, and the calendar
 * on its wall. The first digit of a code is the level's, the others say from which day to which.
 */
export class Stays {
  readonly #levels: readonly Level[];
  readonly #zone: string;
  readonly #pins: ReadonlyMap<number, OfflinePins>;

  constructor(key: string, zone: string, levels: readonly Level[]) {
    this.#levels = levels;
    this.#zone = zone;
    this.#pins = new Map(
      levels.map(({ prefix }) => [
        prefix,
        new OfflinePins({ key: `${key}/${prefix}`, digits: stayDigits, kinds: [stays] }),
      ]),
    );
  }

  /** The code of a stay; the reason why there is none. */
  issue({
    userLevelId,
    checkInDay,
    checkOutDay,
    sequence,
  }: OracodeCommand):
    | { readonly code: string; readonly stayId: string }
    | { readonly reason: "no_time_slots_found" | "stay_too_long" | "no_code_left" } {
    const level = this.#levels.find((one) => levelId(one) === userLevelId);
    const pins = level && this.#pins.get(level.prefix);
    if (!pins || level.isMaster || level.isOneShot || level.isBiweeklyMode)
      return { reason: "no_time_slots_found" };
    const [from, to] = [checkInDay, checkOutDay].map((day) => DateTime.fromISO(day, { zone: this.#zone }));
    const [start, end] = [from, to].map((day) => (day ? dayNumber(day) : Number.NaN));
    if (start === undefined || end === undefined) return { reason: "no_time_slots_found" };
    const length = end - start;
    if (length > stays.lengths.max) return { reason: "stay_too_long" };
    if (length < 0 || (length === 0 && level.checkOut <= level.checkIn))
      return { reason: "no_time_slots_found" };
    if (sequence > stays.variants) return { reason: "no_code_left" };
    const code = pins.pinOf({ kind: stays.name, start, length, variant: sequence });
    return { code: `${level.prefix}${code}`, stayId: `${level.prefix}-${start}-${length}-${sequence}` };
  }

  /** What a code allows, as the door reads it whose clock shows `now`. */
  termsOf(code: string, now: number): OfflineTerms | undefined {
    const level = this.#levels.find(({ prefix }) => code.startsWith(String(prefix)));
    const today = dayNumber(DateTime.fromMillis(now, { zone: this.#zone }));
    const stay = level && this.#pins.get(level.prefix)?.codeOf(code.slice(1), today);
    if (!stay) return undefined;
    return {
      startsAt: this.#instant(stay.start, level.checkIn),
      endsAt: this.#instant(stay.start + stay.length, level.checkOut),
    };
  }

  #instant(day: number, timeOfDay: string): number {
    const [hour = 0, minute = 0] = timeOfDay.split(":").map(Number);
    return DateTime.fromMillis(day * dayMs, { zone: "utc" })
      .setZone(this.#zone, { keepLocalTime: true })
      .set({ hour, minute })
      .toMillis();
  }
}
