import type { Life } from "./life.ts";
import type { Records } from "./records.ts";
import type { AccessCodeRow, AccountRow, DeviceRow } from "./rows.ts";

/**
 * What is deleted from a workspace and not from the world: devices, with their codes, and accounts, with their devices. The
 * locks stay as they are, and so do the PINs on them: "the resource is not deleted from the provider" (Seam's docs,
 * connected_accounts/delete).
 */
export class Forgetting {
  readonly #records: Records;
  readonly #life: Life;

  constructor(records: Records, life: Life) {
    this.#records = records;
    this.#life = life;
  }

  /** Only inside a unit of work, as all of these. */
  account(account: AccountRow): void {
    const { connectedAccountId } = account;
    this.#records.emitOfAccount(connectedAccountId, "connected_account.deleted");
    for (const device of this.#records.devices.where("account", connectedAccountId)) {
      if (device.deletedAt === undefined) this.device(device);
    }
    this.#records.accounts.save({ ...account, deletedAt: this.#records.now() });
  }

  device(device: DeviceRow): void {
    const { deviceId } = device;
    this.#records.emitOfDevice(deviceId, "device.deleted");
    for (const row of this.#records.codes.where("device", deviceId)) this.#code(row);
    for (const { accessCodeId, deviceId: of, wish } of [...this.#records.foreignWishes.all()]) {
      if (of !== deviceId) continue;
      if (wish.type === "remove") this.#fail(wish.openAttempts);
      this.#records.foreignWishes.delete(accessCodeId);
    }
    this.#records.devices.save({
      ...device,
      backupPool: undefined,
      doorOperation: undefined,
      deletedAt: this.#records.now(),
    });
    if (device.doorOperation) this.#fail([device.doorOperation.attemptId]);
  }

  #code(row: AccessCodeRow): void {
    for (const { placementId } of this.#records.placementsOf(row.accessCodeId)) {
      this.#records.programmer.abandon(placementId);
    }
    this.#records.emit(row, "access_code.deleted", { code: row.pin });
    this.#fail(row.openAttempts);
    this.#records.codes.delete(row.accessCodeId);
    this.#life.touch(row.accessCodeId);
  }

  #fail(attemptIds: readonly string[]): void {
    for (const attemptId of attemptIds) {
      this.#records.attempts.fail(attemptId, {
        type: "device_deleted",
        message: "The device was deleted before this was done.",
      });
    }
  }
}
