import { invalidInput } from "../lock/errors.ts";
import type { BackupPool } from "./backup-pool.ts";
import { isOnline } from "./device-state.ts";
import type { Life } from "./life.ts";
import { nameOnLock } from "./lock-names.ts";
import { offlineOf, offlineTimes } from "./offline.ts";
import { Pins } from "./pins.ts";
import type { Records } from "./records.ts";
import { externalModificationAllowed, notOursToChoose, timesOfNew } from "./requests.ts";
import type { AccessCodeRow, DeviceRow } from "./rows.ts";
import type { CreateAccessCode, CreateMultipleAccessCodes } from "./service.ts";

/** What creating one code and creating several have in common. */
type Wanted = Omit<CreateMultipleAccessCodes, "device_ids" | "behavior_when_code_cannot_be_shared">;

/** The PIN of a code that is to be, `null` where the vendor makes it, and the key that links it to others with the same. */
interface Choice {
  readonly device: DeviceRow;
  readonly pin: string | null;
  readonly commonCodeKey: string | null;
}

/** How access codes come into being. */
export class Creating {
  readonly #records: Records;
  readonly #life: Life;
  readonly #pool: BackupPool;
  readonly #pins: Pins;

  constructor(records: Records, life: Life, pool: BackupPool) {
    this.#records = records;
    this.#life = life;
    this.#pool = pool;
    this.#pins = new Pins(records);
  }

  /** Returns the new code's row and the attempt that ends when it is where it should be. */
  create(input: CreateAccessCode): { accessCodeId: string; attemptId: string } {
    return this.#life.unit(() => {
      const device = this.#records.managedDevice(input.device_id);
      this.#records.limits.spend("create", device.deviceId);
      const offline = offlineOf(input);
      // An offline code comes from the vendor's server, whether the device can be reached or not.
      if (!offline) checkReach(input, device);
      if (input.use_backup_access_code_pool) this.#pool.enable(device.deviceId);
      const pin = offline ? null : this.#pinOfNew(input, device);
      const online = this.#row({ device, pin, commonCodeKey: input.common_code_key ?? null }, input);
      const row = offline
        ? { ...online, offline, ...offlineTimes(this.#records, device, online, offline) }
        : online;
      const { accessCodeId } = row;
      const attemptId = this.#records.attempts.open("CREATE_ACCESS_CODE", accessCodeId);
      this.#add({ ...row, openAttempts: [attemptId] });
      return { accessCodeId, attemptId };
    });
  }

  /** Creates one code on each device, or none at all. Returns their ids, in the order of the devices. */
  createMultiple(input: CreateMultipleAccessCodes): readonly string[] {
    return this.#life.unit(() => {
      const devices = this.#devices(input.device_ids);
      if (devices.some((device) => !this.#canHaveOneOfSeveral(device, input))) {
        throw invalidInput("device_ids", "must be devices whose codes can be chosen");
      }
      for (const device of devices) {
        this.#records.limits.spend("create", device.deviceId);
        checkReach(input, device);
        if (input.use_backup_access_code_pool) this.#pool.enable(device.deviceId);
      }
      return this.#choose(devices, input).map((choice) => this.#add(this.#row(choice, input)));
    });
  }

  /** A maker's PIN is one of its own at best: the code has no key then, and no other code has its PIN. */
  #canHaveOneOfSeveral(device: DeviceRow, input: CreateMultipleAccessCodes): boolean {
    if (this.#pins.mayChoose(device)) return true;
    return maySplit(input) && this.#records.driverOf(device).profile.onlineCodes?.value !== false;
  }

  #devices(deviceIds: readonly string[]): readonly DeviceRow[] {
    if (deviceIds.length === 0) throw invalidInput("device_ids", "must name at least one device");
    if (new Set(deviceIds).size < deviceIds.length) {
      throw invalidInput("device_ids", "must name each device once");
    }
    return deviceIds.map((deviceId) => this.#records.managedDevice(deviceId));
  }

  #choose(devices: readonly DeviceRow[], input: CreateMultipleAccessCodes): Choice[] {
    return input.code === undefined
      ? this.#chooseDrawn(devices, input)
      : this.#chooseGiven(devices, input.code, input);
  }

  /** A PIN that was given does not link: the client knows it, and Seam gives such codes no key. */
  #chooseGiven(devices: readonly DeviceRow[], given: string, input: CreateMultipleAccessCodes): Choice[] {
    return devices.map((device) => {
      const refusal = this.#pins.refusal(given, device);
      if (refusal && !maySplit(input)) throw refusal;
      const pin = refusal ? this.#ownPin(device, undefined) : given;
      return { device, pin, commonCodeKey: null };
    });
  }

  /** One that no other code has to have, `null` where the vendor makes it. */
  #ownPin(device: DeviceRow, preferredLength: number | undefined): string | null {
    return this.#pins.mayChoose(device) ? this.#pins.draw(device, preferredLength) : null;
  }

  #chooseDrawn(devices: readonly DeviceRow[], input: CreateMultipleAccessCodes): Choice[] {
    const preferred = input.preferred_code_length;
    const sharing = new Set(maySplit(input) ? this.#pins.mostThatShare(devices, preferred) : devices);
    const shared = this.#pins.drawShared([...sharing], preferred);
    if (shared === undefined && !maySplit(input)) {
      throw invalidInput("device_ids", "must be devices that can share a code");
    }
    const commonCodeKey = `auto_set_by_create_multiple_${this.#records.options.ids.uuid()}`;
    return devices.map((device) =>
      shared !== undefined && sharing.has(device)
        ? { device, pin: shared, commonCodeKey }
        : { device, pin: this.#ownPin(device, preferred), commonCodeKey: null },
    );
  }

  #pinOfNew(input: CreateAccessCode, device: DeviceRow): string | null {
    const { profile } = this.#records.driverOf(device);
    if (profile.onlineCodes?.value === false) {
      throw invalidInput("is_offline_access_code", "must be true: this device has offline codes only");
    }
    if (profile.assignsPins?.value) {
      if (input.code !== undefined || input.common_code_key !== undefined) throw notOursToChoose();
      return null;
    }
    const shared = this.#sharedPin(input.common_code_key);
    if (shared !== undefined && input.code !== undefined && input.code !== shared) {
      throw invalidInput("code", "must be the code of the others with this common_code_key");
    }
    const given = input.code ?? shared;
    if (given === undefined) return this.#pins.draw(device, input.preferred_code_length);
    this.#pins.require(given, device);
    return given;
  }

  /** The PIN that the codes with this key have in common; `undefined` if there are none. */
  #sharedPin(key: string | undefined): string | undefined {
    if (key === undefined) return undefined;
    const linked = this.#records.codes.where("commonKey", key);
    // Other hands may have changed one of them, where that is allowed.
    const first = linked.find(({ takenOverPlacementId }) => takenOverPlacementId === undefined) ?? linked[0];
    return first?.pin ?? undefined;
  }

  #row({ device, pin, commonCodeKey }: Choice, input: Wanted): AccessCodeRow {
    const now = this.#records.now();
    const accessCodeId = this.#records.options.ids.uuid();
    const name = input.name ?? null;
    return {
      accessCodeId,
      deviceId: device.deviceId,
      name,
      nameOnLock: nameOnLock(this.#records, device, accessCodeId, name),
      pin,
      commonCodeKey,
      ...timesOfNew(input, now),
      createdAt: now,
      isExternalModificationAllowed: externalModificationAllowed(input) ?? false,
      prefersNativeScheduling: input.prefer_native_scheduling ?? true,
      settingSince: now,
      wasEverOnLock: false,
      announced: "nothing",
      troubles: {},
      openAttempts: [],
    };
  }

  #add(row: AccessCodeRow): string {
    this.#records.codes.save(row);
    this.#records.emit(row, "access_code.created");
    this.#life.touch(row.accessCodeId);
    return row.accessCodeId;
  }
}

const maySplit = (input: CreateMultipleAccessCodes): boolean =>
  input.behavior_when_code_cannot_be_shared === "create_random_code";

/** Throws for a device that is offline, where the request asks not to wait for it. */
export function checkReach(input: { attempt_for_offline_device?: boolean }, device: DeviceRow): void {
  if (input.attempt_for_offline_device === false && !isOnline(device)) {
    throw invalidInput("attempt_for_offline_device", "must be true while the device is offline");
  }
}
