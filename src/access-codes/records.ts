import assert from "node:assert/strict";
import type { LockDriver } from "../driver/lock-driver.ts";
import type { Placement, Programmer } from "../driver/programmer.ts";
import type { Clock, Ids, Random } from "../kernel/ports.ts";
import type { AccessCodeEventType } from "../lock/catalogue.ts";
import { ActionAttempts } from "./action-attempts.ts";
import { canHaveBackup, isInPool, isPulled, isStanding } from "./backup-codes.ts";
import { isManaged } from "./device-state.ts";
import type { EventLog, Journal, LockByHand, PressKeypad, Table } from "./ports.ts";
import type { View } from "./projection.ts";
import { RateLimits, unlimited } from "./rate-limits.ts";
import { accessCodeNotFound, deviceNotFound, deviceUnmanaged } from "./requests.ts";
import type { AccessCodeRow, AccountRow, DeviceRow, ForeignWishRow, GatewayRow } from "./rows.ts";

/** What the service needs from outside. */
export interface SeamServiceOptions {
  readonly clock: Clock;
  /** A stream of its own: PINs are drawn from it. */
  readonly random: Random;
  readonly ids: Ids;
  readonly journal: Journal;
  readonly events: EventLog;
  readonly drivers: Readonly<Record<string, LockDriver>>;
  readonly pressKeypad: PressKeypad;
  readonly lockByHand: LockByHand;
  /** Whether Seam's limits per device and minute hold: not unless told. */
  readonly limitsRates?: boolean;
  /** Whose rows these are. Each workspace has a service of its own. */
  readonly workspaceId: string;
}

/** Gateways of two vendors may have the same name. */
export const gatewayKey = ({ vendor, gateway }: Pick<DeviceRow, "vendor" | "gateway">): string =>
  `${vendor}/${gateway}`;

const pinKey = (deviceId: string, pin: string): string => `${deviceId}/${pin}`;

/** The rows and ports that all parts of the service work on. */
export class Records {
  readonly options: SeamServiceOptions;
  readonly codes: Table<AccessCodeRow>;
  readonly devices: Table<DeviceRow>;
  readonly accounts: Table<AccountRow>;
  readonly gateways: Table<GatewayRow>;
  readonly foreignWishes: Table<ForeignWishRow>;
  readonly attempts: ActionAttempts;
  readonly limits: Pick<RateLimits, "spend">;
  #programmer: Programmer | undefined;

  constructor(options: SeamServiceOptions) {
    this.options = options;
    const { journal } = options;
    this.codes = journal.collection<AccessCodeRow>("access_codes", {
      id: (row) => row.accessCodeId,
      // What has no key stands together under the empty one, which nobody asks for.
      indexes: {
        device: (row) => row.deviceId,
        pin: (row) => pinKey(row.deviceId, row.pin ?? ""),
        commonKey: (row) => row.commonCodeKey ?? "",
        backupsOn: (row) => (row.backup ? row.deviceId : ""),
      },
    });
    this.devices = journal.collection<DeviceRow>("devices", {
      id: (row) => row.deviceId,
      indexes: { account: (row) => row.connectedAccountId, gateway: gatewayKey },
    });
    this.accounts = journal.collection<AccountRow>("connected_accounts", {
      id: (row) => row.connectedAccountId,
    });
    this.gateways = journal.collection<GatewayRow>("gateways", {
      id: (row) => row.key,
      indexes: { account: (row) => row.connectedAccountId },
    });
    this.foreignWishes = journal.collection<ForeignWishRow>("foreign_wishes", {
      id: (row) => row.accessCodeId,
    });
    this.limits = options.limitsRates ? new RateLimits(options.clock) : unlimited;
    this.attempts = new ActionAttempts(journal, options.clock, options.ids);
  }

  get programmer(): Programmer {
    assert(this.#programmer, "no programmer has been attached");
    return this.#programmer;
  }

  attach(programmer: Programmer): void {
    this.#programmer = programmer;
  }

  now(): number {
    return this.options.clock.now();
  }

  /** Throws a RequestError (`device_not_found`). */
  device(deviceId: string): DeviceRow {
    const device = this.deviceIfHere(deviceId);
    if (!device) throw deviceNotFound();
    return device;
  }

  /** Locks go on telling of themselves after they have been deleted here. */
  deviceIfHere(deviceId: string): DeviceRow | undefined {
    const device = this.devices.get(deviceId);
    return device?.deletedAt === undefined ? device : undefined;
  }

  /** Throws a RequestError (`device_not_found`, or `device_unmanaged` for one that we leave alone). */
  managedDevice(deviceId: string): DeviceRow {
    const device = this.device(deviceId);
    if (!isManaged(device)) throw deviceUnmanaged();
    return device;
  }

  /** Throws a RequestError (`access_code_not_found`), also for a code of another device than the one named. */
  code(accessCodeId: string, deviceId?: string): AccessCodeRow {
    const row = this.codes.get(accessCodeId);
    if (!row || (deviceId !== undefined && row.deviceId !== deviceId)) throw accessCodeNotFound();
    return row;
  }

  /** The codes of the device that have this PIN. */
  codesWith(deviceId: string, pin: string): readonly AccessCodeRow[] {
    return this.codes.where("pin", pinKey(deviceId, pin));
  }

  /** The backup codes of a device: in its pool, pulled, or on their way out. */
  backupsOn(deviceId: string): readonly AccessCodeRow[] {
    return this.codes.where("backupsOn", deviceId);
  }

  /** The backup code that a pull for this code answers with now: the one that was pulled, else one from the pool. */
  backupFor(row: AccessCodeRow): AccessCodeRow | undefined {
    if (!canHaveBackup(row, this.now())) return undefined;
    const backups = this.backupsOn(row.deviceId);
    return (
      backups.find((backup) => backup.accessCodeId === row.pulledBackupId && isPulled(backup)) ??
      backups.find((backup) => isInPool(backup) && isStanding(this.placementsOf(backup.accessCodeId)))
    );
  }

  /** The placements of a code whose entry is not yet confirmed empty. */
  placementsOf(accessCodeId: string): readonly Placement[] {
    return this.options.journal.placements
      .where("accessCode", accessCodeId)
      .filter(({ endedAt }) => endedAt === undefined);
  }

  /** The same of all codes of a device. */
  placementsAt(deviceId: string): readonly Placement[] {
    return this.options.journal.placements
      .where("device", deviceId)
      .filter(({ endedAt }) => endedAt === undefined);
  }

  driverOf(device: DeviceRow): LockDriver {
    return this.driverFor(device.vendor);
  }

  driverFor(vendor: string): LockDriver {
    const driver = this.options.drivers[vendor];
    assert(driver, `no driver for the vendor "${vendor}"`);
    return driver;
  }

  /** The code beside all that is known about it now. */
  view(row: AccessCodeRow): View {
    const device = this.devices.get(row.deviceId);
    assert(device, "an access code without its device");
    const driver = this.driverOf(device);
    return {
      row,
      device,
      driver,
      profile: driver.profile,
      account: this.accounts.get(device.connectedAccountId),
      placements: this.placementsOf(row.accessCodeId),
      hasBackup: this.backupFor(row) !== undefined,
      pulledBackupId: row.pulledBackupId && this.codes.get(row.pulledBackupId)?.accessCodeId,
      now: this.now(),
      workspaceId: this.options.workspaceId,
    };
  }

  /** Notes an event about an access code. */
  emit(row: AccessCodeRow, type: AccessCodeEventType, details: Readonly<Record<string, unknown>> = {}): void {
    this.emitOfDevice(row.deviceId, type, { access_code_id: row.accessCodeId, ...details });
  }

  /** Notes an event about a device. */
  emitOfDevice(deviceId: string, type: string, details: Readonly<Record<string, unknown>> = {}): void {
    const device = this.devices.get(deviceId);
    assert(device, "an event of no device");
    this.emitOfAccount(device.connectedAccountId, type, {
      device_id: deviceId,
      ...(device.customMetadata && { device_custom_metadata: device.customMetadata }),
      ...details,
    });
  }

  /** Notes an event about an account. */
  emitOfAccount(
    connectedAccountId: string,
    type: string,
    details: Readonly<Record<string, unknown>> = {},
  ): void {
    const metadata = this.accounts.get(connectedAccountId)?.customMetadata;
    this.options.events.append({
      event_type: type,
      connected_account_id: connectedAccountId,
      ...(metadata && { connected_account_custom_metadata: metadata }),
      ...details,
    });
  }
}
