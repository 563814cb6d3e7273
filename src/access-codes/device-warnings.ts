import type { LockDriver } from "../driver/lock-driver.ts";
import type { Placement } from "../driver/programmer.ts";
import type { DeviceWarningCode } from "../lock/catalogue.ts";
import { isOnline } from "./device-state.ts";
import type { DeviceRow } from "./rows.ts";
import type { DeviceProblem } from "./seam-objects.ts";

/** What a device warns of while its cause lives. Only the instants are kept. */

const sentences: Readonly<Record<DeviceWarningCode, string>> = {
  partial_backup_access_code_pool:
    "The backup access code pool is not full. Its codes are being set, or the device has no room for them.",
  many_active_backup_codes:
    "Several backup access codes have been pulled and are still in use. Look for what keeps codes from being set.",
  functional_offline_device: "The device is offline. Its offline access codes work all the same.",
  third_party_integration_detected:
    "Something else keeps on changing codes on the device. Undoing that has been given up for a while.",
  device_communication_degraded: "The device is online and does not answer.",
  device_has_flaky_connection: "The device has gone offline several times within an hour.",
  lockly_time_zone_not_configured:
    "The lock has no time zone, so that codes with times may work at other hours. Set it in the Lockly app.",
  salto_ks_office_mode: "The lock is in office mode. Access codes do not unlock it.",
  salto_ks_privacy_mode: "The lock is in privacy mode. Access codes do not unlock it.",
  salto_ks_subscription_limit_almost_reached:
    "The site has more than 80% of the users that its subscription allows. Delete some, or raise the limit.",
  ttlock_lock_gateway_unlocking_not_enabled:
    "The lock cannot be unlocked from afar: Remote Unlock is not enabled in its settings.",
  ttlock_weak_gateway_signal: "The gateway hears the lock weakly. Move it closer.",
  wyze_device_missing_gateway: "The lock is not connected to a gateway.",
};

/** How often a device may be lost before its connection counts as flaky, and within what time. Our choice. */
export const flaky = { losses: 3, withinMs: 3_600_000 } as const;

export interface WarnedDevice {
  readonly device: DeviceRow;
  readonly driver: LockDriver;
  /** What is being worked on there, for whichever code. */
  readonly placements: readonly Placement[];
  readonly now: number;
}

/** The warnings as the device's object shows them. */
export function deviceWarnings(warned: WarnedDevice): DeviceProblem[] {
  const { backupPool, thirdPartySince, warnings } = warned.device;
  const since: Readonly<Partial<Record<DeviceWarningCode, number | undefined>>> = {
    ...warnings,
    partial_backup_access_code_pool: backupPool?.partialSince,
    many_active_backup_codes: backupPool?.manyActiveSince,
    functional_offline_device: worksOfflineSince(warned),
    third_party_integration_detected: thirdPartySince,
    device_communication_degraded: silentSince(warned),
    device_has_flaky_connection: flakySince(warned),
  };
  return Object.entries(since).flatMap(([code, instant]) =>
    instant === undefined
      ? []
      : [
          {
            warning_code: code,
            message: sentences[code as DeviceWarningCode],
            created_at: new Date(instant).toISOString(),
          },
        ],
  );
}

/** Devices that are online now and then, and verify codes by themselves. */
function worksOfflineSince({ device, driver }: WarnedDevice): number | undefined {
  const isOnlineSometimes = driver.profile.onlineCodes?.value !== false;
  return driver.offline && isOnlineSometimes && !isOnline(device)
    ? earliest(Object.values(device.errors))
    : undefined;
}

/** As far as anybody knows it is there: and nobody knows what it holds, because it is asked in vain. */
function silentSince({ device, placements }: WarnedDevice): number | undefined {
  const silent = placements.filter(({ status, failingSince }) => status === "unknown" && failingSince);
  return isOnline(device) ? earliest(silent.map(({ failingSince }) => failingSince)) : undefined;
}

function flakySince({ device: { lostAt = [] }, now }: WarnedDevice): number | undefined {
  const recent = lostAt.filter((instant) => instant > now - flaky.withinMs);
  return recent.length >= flaky.losses ? recent[flaky.losses - 1] : undefined;
}

function earliest(instants: readonly (number | undefined)[]): number | undefined {
  const known = instants.filter((instant) => instant !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}
