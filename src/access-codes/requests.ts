import { instantOf } from "../kernel/duration.ts";
import { invalidInput, RequestError } from "../lock/errors.ts";
import { type PinRules, requestPinLengths, violatedPinRule } from "../lock/pin.ts";
import type { LockProfile } from "../lock/profile.ts";
import type { AccessCodeRow, DeviceRow } from "./rows.ts";
import type { CreateAccessCode, UpdateAccessCode } from "./service.ts";

/** What must be true of a request beyond its shape, before anything is written. Everything here throws a RequestError. */

/** When a code is to work: both instants, in milliseconds since the epoch, or neither. */
export type Times = Pick<AccessCodeRow, "startsAt" | "endsAt">;

const always: Times = { startsAt: null, endsAt: null };

/** What a PIN of a code of one device must be like; the lengths ascending. */
export type DevicePinRules = PinRules & { readonly lengths: readonly number[] };

/**
 * What PINs the device takes: as a client reported, else as the device did, else as its family is known, else what any
 * request may ask for.
 */
export const pinRulesOf = (device: DeviceRow, profile: LockProfile): DevicePinRules => ({
  lengths: device.reportedPinLengths ?? device.facts?.pinLengths ?? profile.pinLengths.value ?? anyLength,
  constraints: device.facts?.pinConstraints ?? profile.pinConstraints.value,
});

const anyLength = Array.from(
  { length: requestPinLengths.max - requestPinLengths.min + 1 },
  (_, index) => requestPinLengths.min + index,
);

/** What is wrong with a PIN, in words that complete "code ..."; `undefined` if nothing is. */
export const pinProblem = (pin: string, rules: PinRules): string | undefined =>
  /^\d+$/.test(pin) ? violatedPinRule(pin, rules) : "must consist of digits";

/** Seam reverts to the shortest supported length when the preferred one is not supported. */
export const codeLength = (
  preferred: number | undefined,
  { lengths }: { lengths: readonly number[] },
): number => (preferred !== undefined && lengths.includes(preferred) ? preferred : Math.min(...lengths));

/** A code without times is ongoing; one that only ends starts now. */
export function timesOfNew(
  input: Pick<CreateAccessCode, "starts_at" | "ends_at" | "is_one_time_use">,
  now: number,
): Times {
  // A code that opens once ends by that: the vendor says until when it may.
  if (input.is_one_time_use && input.ends_at === undefined) {
    return {
      startsAt: input.starts_at === undefined ? now : instant("starts_at", input.starts_at),
      endsAt: null,
    };
  }
  if (input.starts_at === undefined && input.ends_at === undefined) return always;
  return checkedTimes(
    input.starts_at === undefined ? now : instant("starts_at", input.starts_at),
    input.ends_at === undefined ? null : instant("ends_at", input.ends_at),
    now,
  );
}

/** The times after an update: what is not mentioned stays, `null` takes a time away, `type` decides between the kinds. */
export function timesAfter(
  row: AccessCodeRow,
  input: Pick<UpdateAccessCode, "starts_at" | "ends_at" | "type">,
  now: number,
): Times {
  const startsAt = changed("starts_at", input.starts_at, row.startsAt);
  const endsAt = changed("ends_at", input.ends_at, row.endsAt);
  if (input.type === "ongoing") {
    if (input.starts_at || input.ends_at) {
      throw invalidInput("type", "must be time_bound when starts_at or ends_at is given");
    }
    return always;
  }
  if (startsAt === null && endsAt === null) {
    if (input.type === "time_bound") throw invalidInput("ends_at", "is required for a time-bound code");
    return always;
  }
  if (startsAt === row.startsAt && endsAt === row.endsAt) return { startsAt, endsAt };
  return checkedTimes(startsAt ?? now, endsAt, now);
}

function checkedTimes(startsAt: number, endsAt: number | null, now: number): Times {
  if (endsAt === null) throw invalidInput("ends_at", "is required when starts_at is given");
  if (endsAt <= now) throw invalidInput("ends_at", "must be in the future");
  if (endsAt <= startsAt) throw invalidInput("ends_at", "must be after starts_at");
  return { startsAt, endsAt };
}

const changed = (
  parameter: string,
  value: string | null | undefined,
  current: number | null,
): number | null => (value === undefined ? current : value === null ? null : instant(parameter, value));

/** An ISO 8601 time in milliseconds since the epoch; one without an offset is UTC. */
export function instant(parameter: string, value: string): number {
  const known = instantOf(value);
  if (known === undefined) throw invalidInput(parameter, "must be a date and time in ISO 8601");
  return known;
}

/** Both names of the one permission. Throws when they contradict each other. */
export function externalModificationAllowed(
  input: Pick<CreateAccessCode, "is_external_modification_allowed" | "allow_external_modification">,
): boolean | undefined {
  const { is_external_modification_allowed: allowed, allow_external_modification: alias } = input;
  if (allowed !== undefined && alias !== undefined && allowed !== alias) {
    throw invalidInput("allow_external_modification", "contradicts is_external_modification_allowed");
  }
  return allowed ?? alias;
}

export const notOursToChoose = (): RequestError =>
  invalidInput("code", "must be left out: this device's maker chooses the codes");

export const deviceNotFound = (): RequestError => new RequestError("device_not_found", "Device not found");

export const deviceUnmanaged = (): RequestError =>
  new RequestError("device_unmanaged", "The device is unmanaged. Convert it to a managed device first");

export const accessCodeNotFound = (): RequestError =>
  new RequestError("access_code_not_found", "Access code not found");

export const duplicateAccessCode = (): RequestError =>
  new RequestError(
    "duplicate_access_code",
    "Another access code of this device has this code. A code can be used again once the other is off the device.",
  );
