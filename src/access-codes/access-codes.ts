import { invalidInput } from "../lock/errors.ts";
import { generatePin } from "../lock/pin.ts";
import { isOnline } from "./device-object.ts";
import type { Life } from "./life.ts";
import { pageOf } from "./pagination.ts";
import { accessCodeObject } from "./projection.ts";
import type { Records } from "./records.ts";
import {
  accessCodeNotFound,
  checkPin,
  codeLength,
  duplicateAccessCode,
  externalModificationAllowed,
  pinRulesOf,
  timesAfter,
  timesOfNew,
} from "./requests.ts";
import type { AccessCodeRow, DeviceRow } from "./rows.ts";
import type { CreateAccessCode, SeamService, UpdateAccessCode } from "./service.ts";

/** How many codes a page has unless the request says otherwise (@seamapi/types@1.490.0, access_codes/list). */
const pageLimit = 55_000;

/** What API clients ask of access codes. It writes down what they want; {@link Life} sees to it. */
export class AccessCodes {
  readonly #records: Records;
  readonly #life: Life;

  constructor(records: Records, life: Life) {
    this.#records = records;
    this.#life = life;
  }

  create: SeamService["accessCodes"]["create"] = (input) => {
    const { accessCodeId, attemptId } = this.#life.unit(() => {
      const device = this.#records.device(input.device_id);
      this.#checkReach(input, device);
      const now = this.#records.now();
      const times = timesOfNew(input, now);
      const pin = this.#pinOfNew(input, device);

      const accessCodeId = this.#records.options.ids.uuid();
      const attemptId = this.#records.attempts.open("CREATE_ACCESS_CODE", accessCodeId);
      const row: AccessCodeRow = {
        accessCodeId,
        deviceId: device.deviceId,
        name: input.name ?? null,
        pin,
        commonCodeKey: input.common_code_key ?? null,
        ...times,
        createdAt: now,
        isExternalModificationAllowed: externalModificationAllowed(input) ?? false,
        prefersNativeScheduling: input.prefer_native_scheduling ?? true,
        settingSince: now,
        wasEverOnLock: false,
        announced: "nothing",
        troubles: {},
        openAttempts: [attemptId],
      };
      this.#records.codes.save(row);
      this.#records.emit(row, "access_code.created");
      this.#life.touch(accessCodeId);
      return { accessCodeId, attemptId };
    });
    return {
      accessCode: this.#object(this.#row(accessCodeId)),
      actionAttempt: this.#records.attempts.get(attemptId),
    };
  };

  get: SeamService["accessCodes"]["get"] = ({ access_code_id, device_id, code }) => {
    if (access_code_id !== undefined) return this.#object(this.#row(access_code_id, device_id));
    const row = this.#codesOf(device_id ?? "").find(({ pin }) => pin === code);
    if (!row) throw accessCodeNotFound();
    return this.#object(row);
  };

  list: SeamService["accessCodes"]["list"] = (input) => {
    const { device_id, access_code_ids, limit, page_cursor } = input;
    const rows = device_id === undefined ? [...this.#records.codes.all()] : this.#codesOf(device_id);
    const wanted = access_code_ids && new Set(access_code_ids);
    const objects = rows
      .filter(({ accessCodeId }) => !wanted || wanted.has(accessCodeId))
      .map((row) => this.#object(row));
    return pageOf(objects, limit ?? pageLimit, page_cursor, { ...input });
  };

  update: SeamService["accessCodes"]["update"] = (input) => {
    const attemptId = this.#life.unit(() => {
      const row = this.#row(input.access_code_id, input.device_id);
      const now = this.#records.now();
      if (row.removal || (row.endsAt !== null && row.endsAt <= now)) {
        throw invalidInput("access_code_id", "must be a code that has not ended and is not being removed");
      }
      const device = this.#records.device(row.deviceId);
      this.#checkReach(input, device);
      const updated = this.#updated(row, input, device, now);

      const attemptId = this.#records.attempts.open("UPDATE_ACCESS_CODE", row.accessCodeId);
      this.#records.codes.save({ ...updated, openAttempts: [...row.openAttempts, attemptId] });
      if (updated !== row) this.#records.emit(row, "access_code.changed");
      this.#life.touch(row.accessCodeId);
      return attemptId;
    });
    return this.#records.attempts.get(attemptId);
  };

  delete: SeamService["accessCodes"]["delete"] = ({ access_code_id, device_id }) => {
    const attemptId = this.#life.unit(() => {
      const row = this.#row(access_code_id, device_id);
      const attemptId = this.#records.attempts.open("DELETE_ACCESS_CODE", row.accessCodeId);
      this.#records.codes.save({
        ...row,
        removal: row.removal ?? { reason: "deleted", since: this.#records.now() },
        openAttempts: [...row.openAttempts, attemptId],
      });
      this.#life.touch(row.accessCodeId);
      return attemptId;
    });
    return this.#records.attempts.get(attemptId);
  };

  generateCode: SeamService["accessCodes"]["generateCode"] = ({ device_id }) => {
    const device = this.#records.device(device_id);
    return { device_id, code: this.#drawPin(device, undefined) };
  };

  /** The row after the update; the same row when nothing in it changes. */
  #updated(row: AccessCodeRow, input: UpdateAccessCode, device: DeviceRow, now: number): AccessCodeRow {
    const pin = input.code ?? row.pin;
    if (pin !== row.pin) this.#checkFree(pin, device, row);
    const times = timesAfter(row, input, now);
    const wanted = {
      name: input.name ?? row.name,
      pin,
      ...times,
      isExternalModificationAllowed: externalModificationAllowed(input) ?? row.isExternalModificationAllowed,
      prefersNativeScheduling: input.prefer_native_scheduling ?? row.prefersNativeScheduling,
    };
    const isSame = (Object.keys(wanted) as (keyof typeof wanted)[]).every((key) => wanted[key] === row[key]);
    if (isSame) return row;
    const isMoved = times.startsAt !== row.startsAt || times.endsAt !== row.endsAt;
    return {
      ...row,
      ...wanted,
      ...((pin !== row.pin || isMoved) && { takenOverPlacementId: undefined }),
      ...(pin !== row.pin && { announced: "nothing" as const, settingSince: now }),
    };
  }

  #pinOfNew(input: CreateAccessCode, device: DeviceRow): string {
    const shared = this.#sharedPin(input.common_code_key);
    if (shared !== undefined && input.code !== undefined && input.code !== shared) {
      throw invalidInput("code", "must be the code of the others with this common_code_key");
    }
    const given = input.code ?? shared;
    if (given === undefined) return this.#drawPin(device, input.preferred_code_length);
    this.#checkFree(given, device);
    return given;
  }

  /** The PIN that the codes with this key have in common; `undefined` if there are none. */
  #sharedPin(key: string | undefined): string | undefined {
    if (key === undefined) return undefined;
    return [...this.#records.codes.all()].find(({ commonCodeKey }) => commonCodeKey === key)?.pin;
  }

  #drawPin(device: DeviceRow, preferredLength: number | undefined): string {
    const rules = pinRulesOf(device, this.#records.driverOf(device).profile);
    const taken = new Set([
      ...this.#takenPins(device),
      ...this.#records.programmer.foreignPins(device.deviceId),
    ]);
    const pin = generatePin(this.#records.options.random, codeLength(preferredLength, rules), rules, taken);
    if (pin === undefined) throw invalidInput("device_id", "must be a device that has a code left to give");
    return pin;
  }

  #checkFree(pin: string, device: DeviceRow, own?: AccessCodeRow): void {
    checkPin(pin, pinRulesOf(device, this.#records.driverOf(device).profile));
    if (this.#takenPins(device, own).has(pin)) throw duplicateAccessCode();
  }

  /** The PINs of the device's codes, and those that older selves of them still have on the lock. */
  #takenPins(device: DeviceRow, own?: AccessCodeRow): Set<string> {
    const pins = this.#codesOf(device.deviceId)
      .filter(({ accessCodeId }) => accessCodeId !== own?.accessCodeId)
      .flatMap((row) => [
        row.pin,
        ...this.#records
          .view(row)
          .placements.flatMap(({ content, previous }) => [content.pin, previous?.pin ?? content.pin]),
      ]);
    return new Set(pins);
  }

  #checkReach(input: { attempt_for_offline_device?: boolean }, device: DeviceRow): void {
    if (input.attempt_for_offline_device === false && !isOnline(device)) {
      throw invalidInput("attempt_for_offline_device", "must be true while the device is offline");
    }
  }

  #codesOf(deviceId: string): readonly AccessCodeRow[] {
    return this.#records.codes.where("device", deviceId);
  }

  /** Throws a RequestError (`access_code_not_found`), also for a code of another device than the one named. */
  #row(accessCodeId: string, deviceId?: string): AccessCodeRow {
    const row = this.#records.codes.get(accessCodeId);
    if (!row || (deviceId !== undefined && row.deviceId !== deviceId)) throw accessCodeNotFound();
    return row;
  }

  #object(row: AccessCodeRow) {
    return accessCodeObject(this.#records.view(row));
  }
}
