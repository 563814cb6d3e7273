import type { DeviceContext } from "../../src/driver/lock-driver.ts";
import type {
  IssueOperation,
  OfflineCodes,
  OfflinePlan,
  OfflineRequest,
} from "../../src/driver/offline-codes.ts";
import type { Window } from "../../src/lock/slot-value.ts";
import { daysAfter, hourIn, timeIn } from "./times.ts";
import type { IgloohomeCommand } from "./wire.ts";

/**
 * algoPINs (Seam docs, creating-igloohome-offline-access-codes): by the hour, by the day, for one opening, or for ever. They
 * begin on the hour, by the clock at the door; minutes are cut off (RemoteLOCK help centre).
 */

type Kind = Extract<IgloohomeCommand, { type: "algopin.post" }>["kind"];

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const hoursMax = 672;
const days = { min: 29, max: 367 };

/** How many PINs there are for the same times. Of those for ever: assumed, as by the hour. */
const variants: Readonly<Record<Kind, number>> = { hourly: 3, daily: 3, onetime: 5, permanent: 3 };

/** Of which kind the code would be, and when it works; what is wrong with the request, where there is none. */
function codeFor(
  { startsAt, endsAt, isOneTime, roundingMs }: OfflineRequest,
  { zone, now }: DeviceContext,
): { readonly kind: Kind; readonly window: Window | undefined } | Extract<OfflinePlan, { type: "invalid" }> {
  const start = hourIn(zone, startsAt ?? now);
  if (isOneTime) {
    const end = start + dayMs;
    if (endsAt !== null && Math.abs(end - endsAt) > roundingMs) {
      return invalid(
        "ends_at",
        "must be left out, or lie 24 hours after starts_at, for a code that opens once",
      );
    }
    return { kind: "onetime", window: { startsAt: start, endsAt: end } };
  }
  if (endsAt === null) return { kind: "permanent", window: undefined };
  // Nobody loses time by the rounding: the end is put off.
  const hours = Math.ceil((endsAt - start) / hourMs);
  if (hours <= hoursMax)
    return { kind: "hourly", window: { startsAt: start, endsAt: start + hours * hourMs } };
  return daily(start, endsAt, roundingMs, zone);
}

/** By the day: its end has the same time of day as its start. */
function daily(start: number, endsAt: number, roundingMs: number, zone: string) {
  let length = Math.max(days.min, Math.floor((endsAt - start) / dayMs) - 1);
  while (daysAfter(zone, start, length) < endsAt) length++;
  if (length > days.max) return invalid("ends_at", `must be at most ${days.max} days after starts_at`);
  const end = daysAfter(zone, start, length);
  if (end - endsAt > roundingMs) {
    return invalid(
      "ends_at",
      `must be at most ${hoursMax} hours after starts_at, or ${days.min} to ${days.max} whole days with a max_time_rounding that allows for it`,
    );
  }
  return { kind: "daily" as const, window: { startsAt: start, endsAt: end } };
}

const invalid = (parameter: string, problem: string) => ({ type: "invalid" as const, parameter, problem });

function encode({ slot, request, variant }: IssueOperation, device: DeviceContext): IgloohomeCommand {
  const { zone, now } = device;
  const code = codeFor(request, device);
  // What was planned for the window that it has is what is asked for: the session has planned it just now.
  const kind = "kind" in code ? code.kind : "permanent";
  const { startsAt, endsAt } = slot.window ?? { startsAt: hourIn(zone, now), endsAt: undefined };
  const hasEnd = kind === "hourly" || kind === "daily";
  return {
    type: "algopin.post",
    kind,
    variance: variant,
    accessName: slot.name,
    startDate: timeIn(zone, startsAt),
    ...(hasEnd && endsAt !== undefined && { endDate: timeIn(zone, endsAt) }),
  };
}

export const offline: OfflineCodes = {
  oneTime: { value: true, source: "Seam docs, creating-igloohome-offline-access-codes" },
  exhausted: "no_variance_available",
  plan: (request, device) => {
    const code = codeFor(request, device);
    return "kind" in code ? { type: "code", window: code.window, variants: variants[code.kind] } : code;
  },
  encode,
  /** What lasts longer than a day dies unless it is used within its first. */
  warnings: ({ window }, { isOneTime }, now) => {
    const isShort = isOneTime || (window !== undefined && window.endsAt - window.startsAt <= dayMs);
    const isPast = window !== undefined && now >= window.startsAt + dayMs;
    if (isShort || isPast) return [];
    return [
      {
        code: "igloo_algopin_must_be_used_within_24_hours",
        message: "The code must be entered at the lock within 24 hours of its start, or it stops working.",
      },
    ];
  },
};
