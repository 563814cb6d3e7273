import type { Placement } from "../driver/programmer.ts";
import { invalidInput, RequestError } from "../lock/errors.ts";
import { canHaveBackup, isInPool, isPulled, isStanding } from "./backup-codes.ts";
import type { Life } from "./life.ts";
import { nameOnLock } from "./lock-names.ts";
import { Pins } from "./pins.ts";
import type { Records } from "./records.ts";
import type { AccessCodeRow, DeviceRow } from "./rows.ts";

/**
 * How many backup codes are kept ready on a device. Seam publishes no number. Ours: one to be given away, and another for
 * whoever needs one while that is being replaced; each more would take a place that guests need on a lock of eight.
 */
export const backupPoolSize = 2;

/** From how many pulled codes in use at once Seam's warning "multiple backup codes have been pulled" is true. */
const manyActive = 2;

/**
 * The codes that stand ready on a device for guests whose own has not reached it. They are codes like all others, with the
 * one difference that they make room: no guest's code waits for a place that a backup code holds.
 */
export class BackupPool {
  readonly #records: Records;
  readonly #life: Life;
  readonly #pins: Pins;

  constructor(records: Records, life: Life) {
    this.#records = records;
    this.#life = life;
    this.#pins = new Pins(records);
    life.whenQuiet((deviceId) => this.#tend(deviceId));
  }

  /** Gives the device a pool, for good. Throws a RequestError (`unsupported_device`) where Seam has none. */
  enable(deviceId: string): void {
    const device = this.#records.device(deviceId);
    if (!this.#records.driverOf(device).profile.backupPool.value) {
      throw new RequestError("unsupported_device", "This kind of device has no backup access code pool");
    }
    if (device.backupPool) return;
    this.#records.devices.save({ ...device, backupPool: { enabledAt: this.#records.now() } });
    this.#life.touchDevice(deviceId);
  }

  /** Gives a backup code to whoever has this code, and returns its id: the same again as long as it exists. */
  pull(accessCodeId: string): string {
    return this.#life.unit(() => {
      const row = this.#records.code(accessCodeId);
      if (row.endsAt === null) {
        throw new RequestError("access_code_not_time_bound", "Only a time-bound code can have a backup code");
      }
      if (!canHaveBackup(row, this.#records.now())) {
        throw invalidInput(
          "access_code_id",
          "must be a code that is no backup code itself and has not ended",
        );
      }
      const backup = this.#records.backupFor(row);
      if (!backup)
        throw new RequestError("backup_access_code_not_found", "No backup access code is available");
      if (backup.accessCodeId !== row.pulledBackupId) this.#give(backup, row);
      return backup.accessCodeId;
    });
  }

  #give(backup: AccessCodeRow, row: AccessCodeRow): void {
    this.#records.codes.save({
      ...backup,
      startsAt: this.#records.now(),
      endsAt: row.endsAt,
      backup: { pulledFor: row.accessCodeId },
    });
    this.#records.codes.save({ ...row, pulledBackupId: backup.accessCodeId });
    this.#records.emit(row, "access_code.backup_access_code_pulled", {
      backup_access_code_id: backup.accessCodeId,
    });
    this.#life.touch(backup.accessCodeId);
    this.#life.touch(row.accessCodeId);
  }

  /** Brings the pool of a device, if it has one, to what it should be, and notes how it is. */
  #tend(deviceId: string): void {
    const device = this.#records.devices.get(deviceId);
    if (!device?.backupPool) return;
    for (const row of this.#pool(deviceId)) {
      if (this.#placements(row).some(isDuplicate)) this.#withdraw(row);
    }
    const waiting = this.#guestsWithoutPlace(device);
    if (waiting > 0) this.#makeRoom(device, waiting);
    else for (let count = this.#pool(deviceId).length; count < backupPoolSize; count++) this.#add(device);
    this.#noteState(deviceId);
  }

  /** How many codes of guests find no place in the lock's table. */
  #guestsWithoutPlace(device: DeviceRow): number {
    const placements = this.#records.options.journal.placements.where("device", device.deviceId);
    return placements.filter((placement) => {
      if (placement.endedAt !== undefined || !this.#lacksPlace(placement, device)) return false;
      const row = this.#records.codes.get(placement.accessCodeId);
      return row !== undefined && row.removal === undefined && !isInPool(row);
    }).length;
  }

  /** Those that wait for a place themselves go first of all: they would take what is freed. */
  #makeRoom(device: DeviceRow, wanted: number): void {
    const standing: AccessCodeRow[] = [];
    for (const row of this.#pool(device.deviceId)) {
      if (this.#placements(row).every((placement) => this.#lacksPlace(placement, device)))
        this.#withdraw(row);
      else standing.push(row);
    }
    const leaving = this.#records
      .backupsOn(device.deviceId)
      .filter(
        (row) => row.removal !== undefined && this.#placements(row).some(({ slot }) => slot !== 0),
      ).length;
    for (const row of standing.slice(0, Math.max(0, wanted - leaving))) this.#withdraw(row);
  }

  #lacksPlace({ intent, isGone, slot, refusal }: Placement, device: DeviceRow): boolean {
    const { fullTable } = this.#records.driverOf(device);
    return intent === "present" && !isGone && (slot === 0 || refusal?.vendorCode === fullTable);
  }

  #withdraw(row: AccessCodeRow): void {
    this.#records.codes.save({ ...row, removal: { reason: "deleted", since: this.#records.now() } });
    this.#life.touch(row.accessCodeId);
  }

  /** Where no PIN is left to draw the pool stays as it is. */
  #add(device: DeviceRow): void {
    const pin = this.#pins.drawShared([device], undefined);
    if (pin === undefined) return;
    const now = this.#records.now();
    const accessCodeId = this.#records.options.ids.uuid();
    // Seam's docs, backup-access-codes: what the vendor's app shows.
    const name = `Backup ${accessCodeId} (Seam)`;
    const row: AccessCodeRow = {
      accessCodeId,
      deviceId: device.deviceId,
      name,
      nameOnLock: nameOnLock(this.#records, device, accessCodeId, name),
      pin,
      commonCodeKey: null,
      startsAt: null,
      endsAt: null,
      createdAt: now,
      isExternalModificationAllowed: false,
      // Pulled, it stands there already: its end must not be a reason to write it anew.
      prefersNativeScheduling: false,
      backup: {},
      settingSince: now,
      wasEverOnLock: false,
      announced: "nothing",
      troubles: {},
      openAttempts: [],
    };
    this.#records.codes.save(row);
    this.#records.emit(row, "access_code.created");
    this.#life.touch(accessCodeId);
  }

  #noteState(deviceId: string): void {
    const device = this.#records.device(deviceId);
    if (!device.backupPool) return;
    const backups = this.#records.backupsOn(deviceId);
    const standing = backups.filter((row) => isInPool(row) && isStanding(this.#placements(row))).length;
    const known = device.backupPool;
    const since = (holds: boolean, past: number | undefined) =>
      holds ? (past ?? this.#records.now()) : undefined;
    const backupPool = {
      enabledAt: known.enabledAt,
      emptySince: since(standing === 0, known.emptySince),
      partialSince: since(standing > 0 && standing < backupPoolSize, known.partialSince),
      manyActiveSince: since(backups.filter(isPulled).length >= manyActive, known.manyActiveSince),
    };
    const isSame = (Object.keys(backupPool) as (keyof typeof backupPool)[]).every(
      (key) => backupPool[key] === known[key],
    );
    if (!isSame) this.#records.devices.save({ ...device, backupPool });
  }

  #pool(deviceId: string): readonly AccessCodeRow[] {
    return this.#records.backupsOn(deviceId).filter(isInPool);
  }

  #placements({ accessCodeId }: AccessCodeRow): readonly Placement[] {
    return this.#records.placementsOf(accessCodeId);
  }
}

/** Its PIN was drawn, and somebody whose PIN the lock does not show has the same. Another draw is better than waiting. */
const isDuplicate = ({ refusal, failingSince }: Placement): boolean =>
  failingSince !== undefined && refusal?.code === "duplicate_code_on_device";
