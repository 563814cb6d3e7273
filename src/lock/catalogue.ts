/**
 * The vocabulary of Seam's access codes: what one may report against itself, and the events of its life. It equals the
 * OpenAPI of @seamapi/types 1.424.0 to 1.490.0.
 */

/** What an error is about, as flags that the error object carries. */
export type ErrorScope =
  | "is_access_code_error"
  | "is_device_error"
  | "is_connected_account_error"
  | "is_bridge_error";

/** Every error code and its scope. An error of a device or an account is copied onto every code of the device. */
export const accessCodeErrors = {
  wyze_potential_duplicate_code: ["is_access_code_error"],
  wyze_duplicate_code_name: ["is_access_code_error"],
  smartthings_no_free_slots_available: ["is_access_code_error"],
  smartthings_failed_to_set_after_multiple_retries: ["is_access_code_error"],
  smartthings_failed_to_set_access_code: ["is_access_code_error"],
  salto_ks_user_not_subscribed: ["is_access_code_error"],
  no_space_for_access_code_on_device: ["is_access_code_error"],
  kwikset_unable_to_confirm_deletion: ["is_access_code_error"],
  kwikset_unable_to_confirm_code: ["is_access_code_error"],
  igloohome_offline_access_code_no_variance_available: ["is_access_code_error"],
  igloohome_bridge_too_many_pending_jobs: ["is_access_code_error"],
  igloohome_bridge_offline: ["is_access_code_error"],
  hubitat_no_free_positions_available: ["is_access_code_error"],
  hubitat_device_programming_delay: ["is_access_code_error"],
  failed_to_set_on_device: ["is_access_code_error"],
  failed_to_remove_from_device: ["is_access_code_error"],
  duplicate_code_on_device: ["is_access_code_error"],
  duplicate_code_attempt_prevented: ["is_access_code_error"],
  dormakaba_oracode_no_valid_user_level: ["is_access_code_error"],
  code_modified_external_to_seam: ["is_access_code_error"],
  august_lock_temporarily_offline: ["is_access_code_error"],
  august_lock_missing_keypad: ["is_access_code_error"],
  august_lock_invalid_code_length: ["is_access_code_error"],
  august_device_slots_full: ["is_access_code_error"],
  august_device_programming_delay: ["is_access_code_error"],
  account_disconnected: ["is_connected_account_error", "is_device_error"],
  august_lock_missing_bridge: ["is_device_error"],
  august_lock_not_authorized: ["is_device_error"],
  bridge_disconnected: ["is_bridge_error", "is_connected_account_error"],
  device_disconnected: ["is_device_error"],
  device_offline: ["is_device_error"],
  device_removed: ["is_device_error"],
  empty_backup_access_code_pool: ["is_device_error"],
  hub_disconnected: ["is_device_error"],
  invalid_credentials: ["is_bridge_error", "is_connected_account_error"],
  lockly_missing_wifi_bridge: ["is_device_error"],
  missing_device_credentials: ["is_device_error"],
  salto_ks_subscription_limit_exceeded: ["is_connected_account_error", "is_device_error"],
  subscription_required: ["is_device_error"],
  ttlock_lock_not_paired_to_gateway: ["is_device_error"],
  auxiliary_heat_running: ["is_device_error"],
} as const satisfies Record<string, readonly ErrorScope[]>;

export type AccessCodeErrorCode = keyof typeof accessCodeErrors;

/** The errors that a device, an account or a bridge can have. */
export type DeviceErrorCode = {
  [Code in AccessCodeErrorCode]: "is_access_code_error" extends (typeof accessCodeErrors)[Code][number]
    ? never
    : Code;
}[AccessCodeErrorCode];

export const accessCodeWarningCodes = [
  "august_device_programming_delay",
  "august_lock_temporarily_offline",
  "code_modified_external_to_seam",
  "delay_in_removing_from_device",
  "delay_in_setting_on_device",
  "igloo_algopin_must_be_used_within_24_hours",
  "kwikset_unable_to_confirm_code",
  "management_transferred",
  "schlage_creation_outage",
  "schlage_detected_duplicate",
  "smartthings_failed_to_set_access_code",
  "third_party_integration_detected",
] as const;

/**
 * What a device may warn of, none of which its codes repeat (@seamapi/types@1.490.0). Left out: `power_saving_mode` and
 * `scheduled_maintenance_window`, which no simulated vendor tells of, and what thermostats, sensors and phones warn of.
 */
export const deviceWarningCodes = [
  "partial_backup_access_code_pool",
  "many_active_backup_codes",
  "functional_offline_device",
  "third_party_integration_detected",
  "device_communication_degraded",
  "device_has_flaky_connection",
  "lockly_time_zone_not_configured",
  "salto_ks_office_mode",
  "salto_ks_privacy_mode",
  "salto_ks_subscription_limit_almost_reached",
  "ttlock_lock_gateway_unlocking_not_enabled",
  "ttlock_weak_gateway_signal",
  "wyze_device_missing_gateway",
] as const;

export type DeviceWarningCode = (typeof deviceWarningCodes)[number];

/** Warnings that speak of setting a code: a code that is being removed does not show them. */
export const settingWarnings: ReadonlySet<string> = new Set([
  "kwikset_unable_to_confirm_code",
  "schlage_creation_outage",
  "schlage_detected_duplicate",
  "smartthings_failed_to_set_access_code",
]);

export type AccessCodeWarningCode = (typeof accessCodeWarningCodes)[number];

export const accessCodeEventTypes = [
  "access_code.created",
  "access_code.changed",
  "access_code.scheduled_on_device",
  "access_code.set_on_device",
  "access_code.removed_from_device",
  "access_code.delay_in_setting_on_device",
  "access_code.failed_to_set_on_device",
  "access_code.deleted",
  "access_code.delay_in_removing_from_device",
  "access_code.failed_to_remove_from_device",
  "access_code.modified_external_to_seam",
  "access_code.deleted_external_to_seam",
  "access_code.backup_access_code_pulled",
] as const;

/** What happens to codes on the locks that are not ours. */
export type UnmanagedCodeEventType =
  | "access_code.unmanaged.created"
  | "access_code.unmanaged.removed"
  | "access_code.unmanaged.converted_to_managed"
  | "access_code.unmanaged.failed_to_convert_to_managed";

export type AccessCodeEventType = (typeof accessCodeEventTypes)[number];
