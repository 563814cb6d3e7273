import assert from "node:assert/strict";
import { DateTime } from "luxon";
import type { DeviceContext } from "../../src/driver/lock-driver.ts";
import type { OfflineCodes, OfflinePlan, OfflineRequest } from "../../src/driver/offline-codes.ts";
import { stayFor } from "./user-levels.ts";

/** Seam docs, creating-dormakaba-oracode-offline-access-codes. */
const daysMax = 31;

/** Assumed: how many codes there are for the same stay. */
const variants = 20;

const invalid = (parameter: string, problem: string) => ({ type: "invalid" as const, parameter, problem });

function plan(request: OfflineRequest, device: DeviceContext): OfflinePlan {
  const { startsAt, endsAt } = request;
  if (startsAt === null || endsAt === null) {
    return invalid("ends_at", "is required: this device has codes for stays only");
  }
  const stay = stayFor(request, device);
  const [from, to] = [stay?.window.startsAt ?? startsAt, stay?.window.endsAt ?? endsAt].map((instant) =>
    DateTime.fromMillis(instant, { zone: device.zone }),
  );
  if (from && to && to.diff(from, "days").days > daysMax) {
    return invalid("ends_at", `must be at most ${daysMax} days after starts_at`);
  }
  if (!stay) return { type: "refused", vendorCode: "no_time_slots_found" };
  return { type: "code", window: stay.window, variants };
}

export const offline: OfflineCodes = {
  oneTime: {
    value: false,
    source: "Seam docs: one-shot levels exist and cannot be used",
  },
  exhausted: "no_code_left",
  plan,
  encode: ({ request, slot, variant }, device) => {
    const stay = stayFor(request, device);
    assert(stay, "a code is asked for only where a level has its times");
    const { userLevelId, checkInDay, checkOutDay } = stay;
    return {
      type: "code.issue",
      userLevelId,
      checkInDay,
      checkOutDay,
      sequence: variant,
      guestName: slot.name,
    };
  },
};
