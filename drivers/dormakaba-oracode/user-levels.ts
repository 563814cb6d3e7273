import { DateTime } from "luxon";
import { z } from "zod";
import type { DeviceContext } from "../../src/driver/lock-driver.ts";
import type { OfflineRequest } from "../../src/driver/offline-codes.ts";
import type { Window } from "../../src/lock/slot-value.ts";

/** Which of a door's user levels a stay fits, and when its code then works. */

/** The levels as the device's details show them, in the words of Seam's `predefined_time_slots`. */
const TimeSlots = z.array(
  z.looseObject({
    check_in_time: z.string(),
    check_out_time: z.string(),
    dormakaba_oracode_user_level_id: z.string(),
    is_biweekly_mode: z.boolean(),
    is_one_shot: z.boolean(),
    is_master: z.boolean(),
  }),
);

/** A stay of a guest with a code of one level. Days by the calendar beside the door. */
export interface Stay {
  readonly userLevelId: string;
  readonly checkInDay: string;
  readonly checkOutDay: string;
  readonly window: Window;
}

/**
 * The stay whose times are nearest to those that are asked for, and neither further from them than the request allows;
 * `undefined`: no level has such times. Master levels, those for one opening, and biweekly ones take no guests.
 */
export function stayFor(
  { startsAt, endsAt, roundingMs }: OfflineRequest,
  { zone, facts }: DeviceContext,
): Stay | undefined {
  if (startsAt === null || endsAt === null) return undefined;
  const slots = TimeSlots.safeParse(facts?.details?.["predefined_time_slots"]).data ?? [];
  const stays = slots
    .filter((slot) => !slot.is_master && !slot.is_one_shot && !slot.is_biweekly_mode)
    .map((slot) => {
      const from = nearest(slot.check_in_time, startsAt, zone);
      const to = nearest(slot.check_out_time, endsAt, zone);
      const [start, end] = [from.toMillis(), to.toMillis()];
      return {
        stay: {
          userLevelId: slot.dormakaba_oracode_user_level_id,
          checkInDay: from.toFormat("yyyy-MM-dd"),
          checkOutDay: to.toFormat("yyyy-MM-dd"),
          window: { startsAt: start, endsAt: end },
        },
        offs: [Math.abs(start - startsAt), Math.abs(end - endsAt)],
      };
    })
    .filter(
      ({ stay: { window }, offs }) => window.startsAt < window.endsAt && Math.max(...offs) <= roundingMs,
    )
    .sort((one, other) => sum(one.offs) - sum(other.offs));
  return stays[0]?.stay;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** The instant nearest to `instant` at which the clock at the door shows this time of day. */
function nearest(timeOfDay: string, instant: number, zone: string): DateTime {
  const [hour = 0, minute = 0] = timeOfDay.split(":").map(Number);
  const day = DateTime.fromMillis(instant, { zone }).startOf("day");
  const candidates = [-1, 0, 1].map((days) => day.plus({ days }).set({ hour, minute }));
  return candidates.reduce((best, one) =>
    Math.abs(one.toMillis() - instant) < Math.abs(best.toMillis() - instant) ? one : best,
  );
}
