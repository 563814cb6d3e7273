import { invalidInput, RequestError } from "../lock/errors.ts";
import type { Records } from "./records.ts";
import type { Times } from "./requests.ts";
import type { AccessCodeRow, DeviceRow } from "./rows.ts";
import type { CreateAccessCode } from "./service.ts";

/** Codes that keypads verify by themselves: what may be asked of them. */

/** Seam's words for how far the times of an offline code may be rounded (@seamapi/types@1.490.0), in milliseconds. */
const roundings = { "1hour": 3_600_000, "1h": 3_600_000, "1day": 86_400_000, "1d": 86_400_000 } as const;

/** What the vendor's server makes up, so that a client cannot choose it. A preferred length is no choice: it gives way. */
const notForOffline = ["code", "common_code_key"] as const;

/**
 * Whether an offline code is asked for, and which. Throws a RequestError when it is asked for what only an online code can
 * have, and the other way round.
 */
export function offlineOf(input: CreateAccessCode): AccessCodeRow["offline"] {
  const { is_offline_access_code: isOffline, use_offline_access_code: alias } = input;
  if (isOffline !== undefined && alias !== undefined && isOffline !== alias) {
    throw invalidInput("use_offline_access_code", "contradicts is_offline_access_code");
  }
  if (!(isOffline ?? alias)) {
    if (input.is_one_time_use) throw invalidInput("is_one_time_use", "must be false for an online code");
    return undefined;
  }
  for (const parameter of notForOffline) {
    if (input[parameter] === undefined) continue;
    throw invalidInput(parameter, "must be left out for an offline code: the device's maker chooses it");
  }
  return {
    isOneTime: input.is_one_time_use ?? false,
    roundingMs: roundings[input.max_time_rounding ?? "1hour"],
  };
}

/**
 * The times that the vendor gives to an offline code, or those that were asked for where that is not decided yet. Throws a
 * RequestError for a code that the device cannot have.
 */
export function offlineTimes(
  records: Records,
  device: DeviceRow,
  wanted: Times,
  offline: NonNullable<AccessCodeRow["offline"]>,
): Times {
  const issuer = records.driverOf(device).offline;
  if (!issuer) throw new RequestError("unsupported_device", "This device has no offline access codes");
  if (offline.isOneTime && !issuer.oneTime.value) {
    throw invalidInput("is_one_time_use", "must be false: this device has no codes that open once");
  }
  const plan = issuer.plan(
    { ...wanted, ...offline },
    { zone: device.zone, now: records.now(), facts: device.facts },
  );
  if (plan.type === "invalid") throw invalidInput(plan.parameter, plan.problem);
  if (plan.type === "refused") return wanted;
  return { startsAt: plan.window?.startsAt ?? null, endsAt: plan.window?.endsAt ?? null };
}

/** Throws for a code that opens until its end, whatever anybody wants: nobody can tell the keypad. */
export function checkRevocable({ offline, pin, removal, endsAt }: AccessCodeRow): void {
  if (!offline || pin === null || removal) return;
  const end = endsAt === null ? "for ever" : `until ${new Date(endsAt).toISOString()}`;
  throw invalidInput(
    "access_code_id",
    `must be a code that can be taken back: this offline code stays valid ${end}`,
  );
}
