import { isDeepStrictEqual } from "node:util";
import type { DeviceFacts } from "../driver/lock-driver.ts";
import {
  type AccountErrorCode,
  type AccountReport,
  type DeviceMatter,
  isUsable,
} from "../wire/account-report.ts";
import { happeningsBetween } from "./device-happenings.ts";
import { isManaged, isOnline } from "./device-state.ts";
import { flaky } from "./device-warnings.ts";
import type { Life } from "./life.ts";
import { gatewayKey, type Records } from "./records.ts";
import type { AccountRow, DeviceRow } from "./rows.ts";
import { Alarms } from "./schedule.ts";
import { removedAfterMs } from "./timing.ts";

/** A lock that is added to the world. */
export interface DeviceSeed {
  readonly deviceId: string;
  readonly vendor: string;
  readonly gateway: string;
  readonly connectedAccountId: string;
  readonly name: string;
  /** IANA zone. */
  readonly zone: string;
  /** The address of its account's user, unless the service is to make one up. */
  readonly accountEmail?: string;
}

/** What is known about the locks themselves, and what goes wrong with them rather than with a code. */
export class Devices {
  readonly #records: Records;
  readonly #life: Life;
  /** One for each device that its account no longer lists: when it counts as removed. */
  readonly #alarms: Alarms;

  constructor(records: Records, life: Life) {
    this.#records = records;
    this.#life = life;
    this.#alarms = new Alarms(records.options.clock, (id) => this.#countAsRemoved(id));
    life.whenQuiet((deviceId) => this.#noteThirdParty(deviceId));
  }

  /** Takes up what a restart interrupted. */
  resume(): void {
    for (const device of this.#records.devices.all()) this.#arm(device);
  }

  /** Stops waking up. */
  rest(): void {
    this.#alarms.clear();
  }

  /** Adds the locks that are not known yet. Those that are keep what they have reported. */
  seed(seeds: readonly DeviceSeed[]): void {
    this.#life.unit(() => {
      const createdAt = this.#records.now();
      for (const { accountEmail: email, ...seed } of seeds) {
        if (!this.#records.accounts.get(seed.connectedAccountId)) {
          const { connectedAccountId, vendor } = seed;
          this.#records.accounts.save({ connectedAccountId, vendor, email, createdAt, errors: {} });
        }
        if (!this.#records.devices.get(seed.deviceId)) {
          this.#records.devices.save({ ...seed, createdAt, errors: {}, heardMoves: [] });
        }
      }
    });
  }

  reported(deviceId: string, facts: DeviceFacts): void {
    this.#life.unit(() => {
      const device = this.#records.devices.get(deviceId);
      if (device) this.#update(device, { ...device, facts: merged(device.facts, facts) });
    });
  }

  gatewayReported(vendor: string, gateway: string, isGatewayOnline: boolean): void {
    this.#life.unit(() => {
      for (const device of this.#records.devices.where("gateway", gatewayKey({ vendor, gateway }))) {
        this.#update(device, { ...device, isGatewayOnline });
      }
    });
  }

  accountReported(
    vendor: string,
    gateway: string,
    { errors, devices, matters: told = {} }: AccountReport,
  ): void {
    this.#life.unit(() => {
      const key = gatewayKey({ vendor, gateway });
      const behind = this.#records.devices.where("gateway", key);
      const [first] = behind;
      if (!first) return;
      const { connectedAccountId } = first;
      this.#records.gateways.save({ key, connectedAccountId, accountErrors: errors });
      const account = this.#records.accounts.get(connectedAccountId);
      if (account) this.#setAccountErrors(account);
      const now = this.#records.now();
      for (const device of behind) {
        const unlistedSince = devices.includes(device.deviceId) ? undefined : (device.unlistedSince ?? now);
        const matters = mattersOf(device, told[device.deviceId] ?? [], now);
        if (unlistedSince !== device.unlistedSince || !isDeepStrictEqual(matters, device.matters)) {
          this.#update(device, { ...device, unlistedSince, matters });
        }
      }
    });
  }

  /** The account has the errors that any of its gateways tells of; one that was there before keeps its beginning. */
  #setAccountErrors(account: AccountRow): void {
    const told = this.#records.gateways
      .where("account", account.connectedAccountId)
      .flatMap(({ accountErrors }) => accountErrors);
    const now = this.#records.now();
    const errors = Object.fromEntries([...new Set(told)].map((code) => [code, account.errors[code] ?? now]));
    if (String(Object.keys(errors)) === String(Object.keys(account.errors))) return;
    this.#records.accounts.save({ ...account, errors });
    const [wasUsable, canBeUsed] = [account.errors, errors].map((known) =>
      isUsable(Object.keys(known) as AccountErrorCode[]),
    );
    if (wasUsable !== canBeUsed) {
      this.#records.emitOfAccount(
        account.connectedAccountId,
        // Its report lists its devices: whoever hears it has caught up.
        canBeUsed
          ? "connected_account.completed_first_sync_after_reconnection"
          : "connected_account.disconnected",
      );
    }
    for (const device of this.#records.devices.where("account", account.connectedAccountId)) {
      for (const row of this.#records.codes.where("device", device.deviceId)) {
        this.#life.touch(row.accessCodeId);
      }
    }
  }

  /** Saves what has been learned about a device, with the errors and events that follow from it. */
  #update(before: DeviceRow, learned: DeviceRow): void {
    const now = this.#records.now();
    if (before.deletedAt !== undefined) {
      // Nobody hears of it, but should it come back it is known as it is.
      this.#records.devices.save({ ...learned, errors: errorsOf(learned, now) });
      return;
    }
    const lost = isOnline(before) && !isOnline(learned) ? [now] : [];
    const after = {
      ...learned,
      errors: errorsOf(learned, now),
      warnings: since(learned.facts?.warnings ?? [], learned.warnings, now),
      lostAt: [...(learned.lostAt ?? []), ...lost].slice(-flaky.losses),
    };
    this.#records.devices.save(after);
    this.#records.options.journal.afterCommit(() => this.#arm(after));
    const isSubscribed = after.errors.subscription_required === undefined;
    if (isSubscribed !== (before.errors.subscription_required === undefined)) {
      const type = "device.error.subscription_required";
      this.#records.emitOfDevice(after.deviceId, isSubscribed ? `${type}.resolved` : type);
    }
    if (after.errors.device_removed !== undefined && before.errors.device_removed === undefined) {
      this.#records.emitOfDevice(after.deviceId, "device.removed");
    }
    for (const { type, details } of happeningsBetween(before.facts, after.facts)) {
      this.#records.emitOfDevice(after.deviceId, type, details);
    }
    if (isOnline(before) === isOnline(after)) return;
    const kind = isManaged(after) ? "device" : "device.unmanaged";
    if (isOnline(after)) {
      this.#records.emitOfDevice(after.deviceId, `${kind}.connected`);
    } else {
      this.#records.emitOfDevice(after.deviceId, `${kind}.disconnected`, {
        error_code: after.errors.hub_disconnected === undefined ? "device_disconnected" : "hub_disconnected",
      });
    }
  }

  /** Whether something keeps on undoing what is done to any of the device's codes. */
  #noteThirdParty(deviceId: string): void {
    const device = this.#records.deviceIfHere(deviceId);
    if (!device) return;
    const detectedAt = this.#records
      .placementsAt(deviceId)
      .flatMap(({ thirdPartySince }) => thirdPartySince ?? []);
    const isDetected = detectedAt.length > 0;
    if (isDetected === (device.thirdPartySince !== undefined)) return;
    this.#records.devices.save({
      ...device,
      thirdPartySince: isDetected ? Math.min(...detectedAt) : undefined,
    });
    this.#records.emitOfDevice(
      deviceId,
      `device.third_party_integration_${isDetected ? "detected" : "no_longer_detected"}`,
    );
  }

  #countAsRemoved(deviceId: string): void {
    this.#life.unit(() => {
      const device = this.#records.deviceIfHere(deviceId);
      if (device) this.#update(device, device);
    });
  }

  #arm({ deviceId, unlistedSince }: DeviceRow): void {
    const removedAt = unlistedSince === undefined ? undefined : unlistedSince + removedAfterMs;
    const isToCome = removedAt !== undefined && removedAt > this.#records.now();
    this.#alarms.set(deviceId, isToCome ? removedAt : undefined);
  }
}

/** A report tells what it tells: what it does not mention stays as it was. */
const merged = (known: DeviceFacts | undefined, reported: DeviceFacts): DeviceFacts => ({
  ...known,
  ...(Object.fromEntries(
    Object.entries(reported).filter(([, value]) => value !== undefined),
  ) as unknown as DeviceFacts),
});

/** What the account tells is the matter; what was told before keeps its beginning. */
function mattersOf(device: DeviceRow, told: readonly DeviceMatter[], now: number): DeviceRow["matters"] {
  return told.length === 0 ? undefined : since(told, device.matters, now);
}

/** Since when each of them lasts: one that was there before keeps its beginning. */
const since = <Code extends string>(
  lasting: readonly Code[],
  before: { readonly [Each in Code]?: number | undefined } | undefined,
  now: number,
): { readonly [Each in Code]?: number } =>
  Object.fromEntries(lasting.map((code) => [code, before?.[code] ?? now])) as { [Each in Code]?: number };

/** What is the matter with a device, in Seam's words. That others manage its codes is no error of its own. */
const errorOfMatter = {
  subscriptionLapsed: "subscription_required",
  credentialsMissing: "missing_device_credentials",
  auxiliaryHeat: "auxiliary_heat_running",
} as const;

/** What is wrong with the device; an error that was there before keeps its beginning. */
function errorsOf(device: DeviceRow, now: number): DeviceRow["errors"] {
  const { facts, isGatewayOnline, errors, unlistedSince } = device;
  const reported = facts?.errors ?? [];
  // Behind a hub that is gone, or missing, nobody knows about the lock.
  const isWatched =
    isGatewayOnline !== false && facts?.hasBridge !== false && !reported.includes("hub_disconnected");
  const isRemoved = unlistedSince !== undefined && now >= unlistedSince + removedAfterMs;
  const lasting = [
    isGatewayOnline === false ? ("hub_disconnected" as const) : undefined,
    isWatched && facts?.reachable === false && !reported.includes("device_disconnected")
      ? ("device_offline" as const)
      : undefined,
    facts?.hasBridge === false && reported.length === 0 ? ("hub_disconnected" as const) : undefined,
    isRemoved ? ("device_removed" as const) : undefined,
    ...Object.entries(errorOfMatter).map(([matter, code]) =>
      device.matters?.[matter as DeviceMatter] === undefined ? undefined : code,
    ),
    ...reported,
  ];
  return since(
    lasting.filter((code) => code !== undefined),
    errors,
    now,
  );
}
