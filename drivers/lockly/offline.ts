import assert from "node:assert/strict";
import { DateTime } from "luxon";
import type { DeviceContext } from "../../src/driver/lock-driver.ts";
import type { OfflineCodes, OfflinePlan, OfflineRequest } from "../../src/driver/offline-codes.ts";
import type { LocklyCommand } from "./wire.ts";

/**
 * Offline access codes (Seam docs, creating-lockly-offline-access-codes): from a time to a time, for as often as one likes or
 * for one opening. That the times are whole hours, for a year at most, is assumed.
 */

const hourMs = 3_600_000;
const hoursMax = 366 * 24;

/** Assumed: how many codes there are for the same times. */
const variants = 5;

/** Assumed: how long a code for one opening may wait, where the request does not say. */
const oneTimeHours = 24;

const invalid = (parameter: string, problem: string) => ({ type: "invalid" as const, parameter, problem });

function plan({ startsAt, endsAt, isOneTime }: OfflineRequest, { zone, now }: DeviceContext): OfflinePlan {
  const start = DateTime.fromMillis(startsAt ?? now, { zone })
    .startOf("hour")
    .toMillis();
  if (endsAt === null && !isOneTime) {
    return invalid("ends_at", "is required: this device has offline codes for a time only");
  }
  // Nobody loses time by the rounding: the end is put off.
  const hours = endsAt === null ? oneTimeHours : Math.ceil((endsAt - start) / hourMs);
  if (hours > hoursMax) return invalid("ends_at", `must be at most ${hoursMax / 24} days after starts_at`);
  return { type: "code", window: { startsAt: start, endsAt: start + hours * hourMs }, variants };
}

const iso = (instant: number): string => new Date(instant).toISOString();

export const offline: OfflineCodes = {
  oneTime: { value: true, source: "Seam docs, creating-lockly-offline-access-codes" },
  exhausted: "no_offline_code_left",
  plan,
  encode: ({ slot: { name, window }, request, variant }): LocklyCommand => {
    assert(window, "every offline code of a Lockly lock has its times");
    return {
      type: "offlineCode.generate",
      kind: request.isOneTime ? "oneTime" : "timed",
      name,
      from: iso(window.startsAt),
      to: iso(window.endsAt),
      sequence: variant,
    };
  },
};
