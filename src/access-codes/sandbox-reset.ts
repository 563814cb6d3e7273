import type { Life } from "./life.ts";
import type { Records } from "./records.ts";
import type { ActionAttemptObject } from "./seam-objects.ts";

/**
 * Brings a workspace back to how it began: its accounts and devices are there, managed and without names or metadata of a
 * client's, and all of its codes are taken off their locks. Webhooks, and what owners have put on the locks, stay. The
 * attempt ends when the last code is off its lock.
 */
export class SandboxReset {
  readonly #records: Records;
  readonly #life: Life;

  constructor(records: Records, life: Life) {
    this.#records = records;
    this.#life = life;
    life.whenQuiet(() => this.#finish());
  }

  begin = (): ActionAttemptObject => this.#records.attempts.get(this.#life.unit(() => this.#begin()));

  #begin(): string {
    const records = this.#records;
    const attemptId = records.attempts.open("RESET_SANDBOX_WORKSPACE", records.options.workspaceId);
    for (const { deletedAt: _, customMetadata: _metadata, ...account } of [...records.accounts.all()]) {
      records.accounts.save({ ...account, managesNewDevices: undefined, acceptedCapabilities: undefined });
    }
    for (const device of [...records.devices.all()]) {
      records.devices.save({
        ...device,
        nickname: undefined,
        customMetadata: undefined,
        deletedAt: undefined,
        isUnmanaged: undefined,
        reportedPinLengths: undefined,
        backupPool: undefined,
      });
      this.#life.touchDevice(device.deviceId);
    }
    const since = records.now();
    for (const row of [...records.codes.all()]) {
      // What a keypad verifies by itself opens until its end, whatever anybody does. Nobody need know of it any more.
      records.codes.save({ ...row, removal: row.removal ?? { reason: "deleted", since } });
      this.#life.touch(row.accessCodeId);
    }
    return attemptId;
  }

  #finish(): void {
    const open = this.#records.attempts.openOf("RESET_SANDBOX_WORKSPACE");
    if (open.length === 0 || [...this.#records.codes.all()].length > 0) return;
    for (const attemptId of open) this.#records.attempts.succeed(attemptId);
  }
}
