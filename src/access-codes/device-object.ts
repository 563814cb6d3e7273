import type { LockProfile } from "../lock/profile.ts";
import { batteryStatus } from "./device-happenings.ts";
import { isManaged, isOnline, nameOf } from "./device-state.ts";
import { deviceWarnings, type WarnedDevice } from "./device-warnings.ts";
import { accountErrors, inheritedErrors } from "./problems.ts";
import { pinRulesOf } from "./requests.ts";
import type { AccountRow } from "./rows.ts";
import type { DeviceObject } from "./seam-objects.ts";

/** What identifies the user of an account. Seam's sandbox takes any address at example.com. */
export const emailOf = ({ email, vendor }: AccountRow): string => email ?? `${vendor}@example.com`;

/** Seam's object (@seamapi/types@1.490.0): what the family is like, and what this lock has reported. */
export function deviceObject(
  known: WarnedDevice,
  account: AccountRow | undefined,
  workspaceId: string,
): DeviceObject {
  const { device } = known;
  const { profile, offline } = known.driver;
  const { facts, name } = device;
  const hasOnlineCodes = profile.onlineCodes?.value !== false;
  // True: works now. False: the device can, and lacks something it needs for it. Being offline is no such lack.
  const hasBridge = facts?.hasBridge !== false;
  const hasKeypad = facts?.hasKeypad !== false;
  const rules = pinRulesOf(device, profile);
  return {
    device_id: device.deviceId,
    device_type: profile.deviceType,
    workspace_id: workspaceId,
    connected_account_id: device.connectedAccountId,
    display_name: nameOf(device),
    nickname: nameOf(device),
    capabilities_supported: hasOnlineCodes ? ["access_code", "lock", "battery"] : ["access_code"],
    // What a device never can, it does not mention.
    ...(hasOnlineCodes && {
      can_program_online_access_codes: hasBridge && hasKeypad,
      can_remotely_lock: hasBridge,
      can_remotely_unlock: hasBridge && facts?.takesRemoteUnlock !== false,
    }),
    ...(offline && { can_program_offline_access_codes: true }),
    can_unlock_with_code: hasKeypad || offline !== undefined,
    can_simulate_connection: true,
    can_simulate_disconnection: true,
    can_simulate_removal: true,
    properties: {
      name: nameOf(device),
      appearance: { name },
      model: {
        display_name: `${profile.displayName} lock`,
        manufacturer_display_name: profile.displayName,
      },
      manufacturer: profile.manufacturer,
      online: isOnline(device),
      ...(facts?.locked !== undefined && { locked: facts.locked }),
      ...(facts?.battery !== undefined && {
        battery_level: facts.battery,
        battery: { level: facts.battery, status: batteryStatus(facts.battery) },
      }),
      // Seam names a vendor's own part of the properties after its provider.
      ...((facts?.details || facts?.metadata) && {
        [`${profile.provider}_metadata`]: { ...facts.details, ...facts.metadata },
      }),
      ...(facts?.hasKeypad !== undefined && { accessory_keypad: { is_connected: facts.hasKeypad } }),
      ...(hasOnlineCodes && {
        supported_code_lengths: rules.lengths,
        max_active_codes_supported: facts?.capacity ?? profile.capacity.value,
      }),
      code_constraints: [
        ...rules.constraints.map((constraint) => ({ constraint_type: constraint })),
        ...otherConstraints(profile),
      ],
      supports_backup_access_code_pool: profile.backupPool.value,
      has_native_entry_events: profile.tellsWhoUnlocked.value,
      online_access_codes_enabled: hasOnlineCodes && hasBridge && hasKeypad,
      offline_access_codes_enabled: offline !== undefined,
    },
    location: { timezone: device.zone },
    errors: inheritedErrors(device, account),
    warnings: deviceWarnings(known),
    created_at: new Date(device.createdAt).toISOString(),
    is_managed: isManaged(device),
    custom_metadata: device.customMetadata ?? {},
  };
}

/** What codes must be like beside their digits. A name or a start that is not like that is adapted, never refused. */
function otherConstraints({ names, startLeadMs }: LockProfile): { readonly constraint_type: string }[] {
  const { minLength, maxLength, unique } = names?.value ?? {};
  const lengths = {
    ...(minLength !== undefined && { min_length: minLength }),
    ...(maxLength !== undefined && { max_length: maxLength }),
  };
  return [
    ...(Object.keys(lengths).length > 0 ? [{ constraint_type: "name_length", ...lengths }] : []),
    ...(unique ? [{ constraint_type: "name_must_be_unique" }] : []),
    ...(startLeadMs ? [{ constraint_type: "start_date_in_future" }] : []),
  ];
}

/** Seam's object (@seamapi/types@1.490.0) for the account through which a vendor's locks are reached. */
export const connectedAccountObject = (
  account: AccountRow,
  profile: LockProfile,
): Readonly<Record<string, unknown>> => ({
  connected_account_id: account.connectedAccountId,
  account_type: profile.provider,
  account_type_display_name: profile.displayName,
  user_identifier: { email: emailOf(account) },
  automatically_manage_new_devices: account.managesNewDevices ?? true,
  accepted_capabilities: account.acceptedCapabilities ?? ["lock"],
  created_at: new Date(account.createdAt).toISOString(),
  custom_metadata: account.customMetadata ?? {},
  errors: accountErrors(account),
  warnings: [],
});
