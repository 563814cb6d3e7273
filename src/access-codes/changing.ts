import { invalidInput } from "../lock/errors.ts";
import { isInPool } from "./backup-codes.ts";
import type { BackupPool } from "./backup-pool.ts";
import { checkReach } from "./creating.ts";
import type { Life } from "./life.ts";
import { nameOnLock } from "./lock-names.ts";
import { checkRevocable } from "./offline.ts";
import { Pins } from "./pins.ts";
import type { Records } from "./records.ts";
import { accessCodeNotFound, codeLength, externalModificationAllowed, timesAfter } from "./requests.ts";
import type { AccessCodeRow, DeviceRow, StandingCode } from "./rows.ts";
import type { UpdateAccessCode, UpdateMultipleAccessCodes } from "./service.ts";
import type { UnmanagedCodes } from "./unmanaged-codes.ts";

/** How access codes are changed, and how they are sent away. */
export class Changing {
  readonly #records: Records;
  readonly #life: Life;
  readonly #pool: BackupPool;
  readonly #pins: Pins;
  readonly #unmanaged: UnmanagedCodes;

  constructor(records: Records, life: Life, pool: BackupPool, unmanaged: UnmanagedCodes) {
    this.#records = records;
    this.#life = life;
    this.#pool = pool;
    this.#pins = new Pins(records);
    this.#unmanaged = unmanaged;
  }

  /** Returns the id of the attempt that ends when the change has reached the lock. */
  update(input: UpdateAccessCode): string {
    return this.#life.unit(() => {
      const row = this.#records.code(input.access_code_id, input.device_id);
      this.#records.limits.spend("update", row.deviceId);
      const now = this.#records.now();
      if (!isChangeable(row, now)) {
        throw invalidInput("access_code_id", "must be a code that has not ended and is not being removed");
      }
      if (row.offline) throw unchangeable();
      if (isInPool(row)) {
        throw invalidInput("access_code_id", "must not be a backup code that nobody has pulled");
      }
      if (input.is_managed === false) return this.#giveUp(row, input);
      checkReach(input, this.#records.device(row.deviceId));
      if (input.use_backup_access_code_pool) this.#pool.enable(row.deviceId);
      const pin = this.#pinAfter(row, input, now);
      if (pin !== null && pin !== row.pin) this.#changeLinked(row, pin, now);

      const attemptId = this.#records.attempts.open("UPDATE_ACCESS_CODE", row.accessCodeId);
      const changed = changedRow(row, this.#wanted(row, input, pin, now), now);
      this.#save(row, { ...changed, openAttempts: [...row.openAttempts, attemptId] }, changed !== row);
      return attemptId;
    });
  }

  /** The code is nobody's of ours any more, and stays on its lock. */
  #giveUp(
    row: AccessCodeRow,
    { access_code_id, device_id, is_managed, ...changes }: UpdateAccessCode,
  ): string {
    if (Object.values(changes).some((change) => change !== undefined)) {
      throw invalidInput("is_managed", "must not be false beside other changes");
    }
    this.#unmanaged.giveUp(row);
    for (const open of row.openAttempts) this.#records.attempts.fail(open, givenUp);
    const attemptId = this.#records.attempts.open("UPDATE_ACCESS_CODE", row.accessCodeId);
    this.#records.attempts.succeed(attemptId);
    return attemptId;
  }

  /** Changes all codes with the key that can still be changed. Throws `access_code_not_found` where there is none. */
  updateMultiple({ common_code_key, ...input }: UpdateMultipleAccessCodes): void {
    this.#life.unit(() => {
      const now = this.#records.now();
      const rows = this.#linked(common_code_key, now);
      if (rows.length === 0) throw accessCodeNotFound();
      for (const { deviceId } of rows) this.#records.limits.spend("update", deviceId);
      for (const row of rows) {
        const changed = changedRow(row, this.#wanted(row, input, row.pin, now), now);
        if (changed !== row) this.#save(row, changed, true);
      }
    });
  }

  /** Returns the id of the attempt that ends when the code is off its lock. */
  delete({ access_code_id, device_id }: { access_code_id: string; device_id?: string }): string {
    return this.#life.unit(() => {
      const row = this.#records.code(access_code_id, device_id);
      this.#records.limits.spend("delete", row.deviceId);
      checkRevocable(row);
      const attemptId = this.#records.attempts.open("DELETE_ACCESS_CODE", row.accessCodeId);
      const removal = row.removal ?? { reason: "deleted" as const, since: this.#records.now() };
      this.#save(row, { ...row, removal, openAttempts: [...row.openAttempts, attemptId] }, false);
      return attemptId;
    });
  }

  /** The PIN that the code, and all that are linked with it, is to have. Throws where one of them cannot have it. */
  #pinAfter(row: AccessCodeRow, input: UpdateAccessCode, now: number): string | null {
    const { code, preferred_code_length: preferred } = input;
    const group = this.#group(row, now);
    const devices = group.map(({ deviceId }) => this.#records.device(deviceId));
    if (code === undefined) return preferred === undefined ? row.pin : this.#redrawn(row, devices, preferred);
    if (code === row.pin) return code;
    for (const [index, device] of devices.entries()) this.#pins.require(code, device, group[index]);
    return code;
  }

  /**
   * A code that has the length which it would be given keeps its PIN: another length was asked for, not another PIN. So does one
   * whose PIN the vendor makes, always of the length that it has: a preference is no demand.
   */
  #redrawn(row: AccessCodeRow, devices: readonly DeviceRow[], preferred: number): string | null {
    if (devices.some((device) => !this.#pins.mayChoose(device))) return row.pin;
    if (row.pin?.length === codeLength(preferred, this.#pins.rulesFor(devices))) return row.pin;
    const drawn = this.#pins.drawShared(devices, preferred);
    if (drawn === undefined)
      throw invalidInput("preferred_code_length", "must be one of which a code is left");
    return drawn;
  }

  /** Codes with one key have one PIN: whoever changes it for one, changes it for all. */
  #changeLinked(row: AccessCodeRow, pin: string, now: number): void {
    for (const other of this.#group(row, now)) {
      if (other.accessCodeId === row.accessCodeId) continue;
      this.#save(other, changedRow(other, { ...wantedOf(other), pin }, now), true);
    }
  }

  /** The code and those that have their PIN from the same key. */
  #group(row: AccessCodeRow, now: number): readonly AccessCodeRow[] {
    if (row.commonCodeKey === null) return [row];
    const others = this.#linked(row.commonCodeKey, now).filter(
      ({ accessCodeId }) => accessCodeId !== row.accessCodeId,
    );
    return [row, ...others];
  }

  #linked(key: string, now: number): readonly AccessCodeRow[] {
    return this.#records.codes.where("commonKey", key).filter((row) => isChangeable(row, now));
  }

  #wanted(row: AccessCodeRow, input: Changes, pin: string | null, now: number): WantedOfCode {
    const name = input.name ?? row.name;
    const isRenamed = name !== row.name;
    const device = this.#records.device(row.deviceId);
    return {
      name,
      nameOnLock: isRenamed ? nameOnLock(this.#records, device, row.accessCodeId, name) : row.nameOnLock,
      pin,
      ...timesAfter(row, input, now),
      isExternalModificationAllowed: externalModificationAllowed(input) ?? row.isExternalModificationAllowed,
      prefersNativeScheduling: input.prefer_native_scheduling ?? row.prefersNativeScheduling,
    };
  }

  #save(row: AccessCodeRow, after: AccessCodeRow, isChanged: boolean): void {
    this.#records.codes.save(after);
    if (isChanged) this.#records.emit(row, "access_code.changed");
    this.#life.touch(row.accessCodeId);
  }
}

type Changes = Omit<UpdateAccessCode, "access_code_id" | "device_id">;

/** What a client decides about a code that exists. */
type WantedOfCode = Pick<
  AccessCodeRow,
  | "name"
  | "nameOnLock"
  | "pin"
  | "startsAt"
  | "endsAt"
  | "isExternalModificationAllowed"
  | "prefersNativeScheduling"
>;

const wantedOf = ({
  name,
  nameOnLock,
  pin,
  startsAt,
  endsAt,
  isExternalModificationAllowed,
  prefersNativeScheduling,
}: AccessCodeRow): WantedOfCode => ({
  name,
  nameOnLock,
  pin,
  startsAt,
  endsAt,
  isExternalModificationAllowed,
  prefersNativeScheduling,
});

const givenUp = {
  type: "access_code_unmanaged",
  message: "The access code was converted to an unmanaged one before this was done.",
};

const unchangeable = () =>
  invalidInput("access_code_id", "must be an online code: no offline code can be changed");

const isChangeable = (row: AccessCodeRow, now: number): boolean =>
  !row.removal && (row.endsAt === null || row.endsAt > now);

/** What the lock has shown to hold of the code, if it has. */
const standingOf = ({ announced, name, nameOnLock, pin }: AccessCodeRow): StandingCode | undefined =>
  announced === "nothing" ? undefined : { name, nameOnLock, pin };

/** The row as it is wanted; the same row when nothing in it changes. */
function changedRow(row: AccessCodeRow, wanted: WantedOfCode, now: number): AccessCodeRow {
  const isSame = (Object.keys(wanted) as (keyof WantedOfCode)[]).every((key) => wanted[key] === row[key]);
  if (isSame) return row;
  const isMoved = wanted.startsAt !== row.startsAt || wanted.endsAt !== row.endsAt;
  const isAnotherPin = wanted.pin !== row.pin;
  return {
    ...row,
    ...wanted,
    undone: undefined,
    standing: row.standing ?? standingOf(row),
    ...((isAnotherPin || isMoved) && { takenOverPlacementId: undefined }),
    ...(isAnotherPin && { announced: "nothing" as const, settingSince: now }),
  };
}
