import type { Placement } from "../driver/programmer.ts";
import { invalidInput, type RequestError } from "../lock/errors.ts";
import { generatePin } from "../lock/pin.ts";
import { versionsOf } from "../lock/slot-value.ts";
import type { Records } from "./records.ts";
import {
  codeLength,
  type DevicePinRules,
  duplicateAccessCode,
  notOursToChoose,
  pinProblem,
  pinRulesOf,
} from "./requests.ts";
import type { AccessCodeRow, DeviceRow } from "./rows.ts";

/** Which PINs a code of a device may have, and which of them are left. */
export class Pins {
  readonly #records: Records;

  constructor(records: Records) {
    this.#records = records;
  }

  /** Whether a client can choose PINs at all: some are made by the device's maker. */
  mayChoose(device: DeviceRow): boolean {
    const { assignsPins, onlineCodes } = this.#records.driverOf(device).profile;
    return assignsPins?.value !== true && onlineCodes?.value !== false;
  }

  /** Why no code of the device may have this PIN; `undefined` if one may. `own`: the code that is to have it. */
  refusal(pin: string, device: DeviceRow, own?: AccessCodeRow): RequestError | undefined {
    if (!this.mayChoose(device)) return notOursToChoose();
    const problem = pinProblem(pin, this.#rulesOf(device));
    if (problem) return invalidInput("code", problem);
    return this.#isTaken(pin, device, own) ? duplicateAccessCode() : undefined;
  }

  /** Throws the {@link refusal}, if there is one. */
  require(pin: string, device: DeviceRow, own?: AccessCodeRow): void {
    const refusal = this.refusal(pin, device, own);
    if (refusal) throw refusal;
  }

  /** A PIN that nobody on the device has. Throws a RequestError when none is left, or when its maker chooses PINs. */
  draw(device: DeviceRow, preferredLength: number | undefined): string {
    if (!this.mayChoose(device)) {
      throw invalidInput(
        "device_id",
        "must be a device whose codes can be chosen: this one's maker chooses them",
      );
    }
    const pin = this.drawShared([device], preferredLength);
    if (pin === undefined) throw invalidInput("device_id", "must be a device that has a code left to give");
    return pin;
  }

  /** A PIN that each of the devices takes and that nobody on any of them has; `undefined` when there is none. */
  drawShared(devices: readonly DeviceRow[], preferredLength: number | undefined): string | undefined {
    const rules = this.rulesFor(devices);
    if (rules.lengths.length === 0) return undefined;
    const taken = devices.flatMap((device) => [
      ...this.#taken(device),
      ...this.#records.programmer.foreignPins(device.deviceId),
    ]);
    const length = codeLength(preferredLength, rules);
    return generatePin(this.#records.options.random, length, rules, new Set(taken));
  }

  /** The devices that can share a PIN: as many as take one length, the preferred one or else the shortest where that is even. */
  mostThatShare(devices: readonly DeviceRow[], preferredLength: number | undefined): readonly DeviceRow[] {
    const choosing = devices.filter((device) => this.mayChoose(device));
    const lengthsOf = new Map(choosing.map((device) => [device, this.#rulesOf(device).lengths]));
    const lengths = [...new Set([...lengthsOf.values()].flat())].sort((one, other) => one - other);
    const byPreference = [
      ...lengths.filter((length) => length === preferredLength),
      ...lengths.filter((length) => length !== preferredLength),
    ];
    return byPreference
      .map((length) => choosing.filter((device) => lengthsOf.get(device)?.includes(length)))
      .reduce((most, group) => (group.length > most.length ? group : most), []);
  }

  /** What a PIN must be like that each of the devices takes. */
  rulesFor(devices: readonly DeviceRow[]): DevicePinRules {
    return sharedRules(devices.map((device) => this.#rulesOf(device)));
  }

  #rulesOf(device: DeviceRow): DevicePinRules {
    return pinRulesOf(device, this.#records.driverOf(device).profile);
  }

  /** Whether another code of the device has the PIN, or an older self of it still does on the lock. */
  #isTaken(pin: string, device: DeviceRow, own: AccessCodeRow | undefined): boolean {
    const isAnothers = ({ accessCodeId }: { readonly accessCodeId: string }) =>
      accessCodeId !== own?.accessCodeId;
    return (
      this.#records.codesWith(device.deviceId, pin).some(isAnothers) ||
      this.#placements(device).some((one) => isAnothers(one) && pinsOf(one).includes(pin))
    );
  }

  /** All such PINs. */
  #taken(device: DeviceRow): readonly string[] {
    return [
      ...this.#records.codes.where("device", device.deviceId).flatMap(({ pin }) => pin ?? []),
      ...this.#placements(device).flatMap(pinsOf),
    ];
  }

  /** What the device's codes have, or may have, on the lock. */
  #placements(device: DeviceRow): readonly Placement[] {
    const { codes, options } = this.#records;
    return options.journal.placements
      .where("device", device.deviceId)
      .filter(({ endedAt, accessCodeId }) => endedAt === undefined && codes.get(accessCodeId));
  }
}

const pinsOf = (placement: Placement): readonly string[] => versionsOf(placement).map(({ pin }) => pin);

function sharedRules(rules: readonly DevicePinRules[]): DevicePinRules {
  const [first, ...others] = rules;
  const lengths = first?.lengths.filter((length) => others.every((one) => one.lengths.includes(length)));
  return { lengths: lengths ?? [], constraints: [...new Set(rules.flatMap((one) => one.constraints))] };
}
