import type { CustomMetadata, CustomMetadataChange } from "./metadata.ts";
import type {
  AccessCodeObject,
  ActionAttemptObject,
  DeviceObject,
  EventObject,
  Page,
  UnmanagedAccessCodeObject,
} from "./seam-objects.ts";

/**
 * What the API asks of the service of one workspace. Inputs have passed the schemas of `src/api`; what is checked here needs the state of
 * the world. Every method throws a RequestError, and then nothing has been written; when one returns, what it did is
 * durable.
 */
export interface SeamService {
  readonly accessCodes: {
    create(input: CreateAccessCode): { accessCode: AccessCodeObject; actionAttempt: ActionAttemptObject };
    /** By id, or by device and PIN. */
    get(input: { access_code_id?: string; device_id?: string; code?: string }): AccessCodeObject;
    list(input: ListAccessCodes): Page<AccessCodeObject>;
    /** All of them or, when it throws, none. */
    createMultiple(input: CreateMultipleAccessCodes): readonly AccessCodeObject[];
    update(input: UpdateAccessCode): ActionAttemptObject;
    updateMultiple(input: UpdateMultipleAccessCodes): void;
    delete(input: { access_code_id: string; device_id?: string }): ActionAttemptObject;
    generateCode(input: { device_id: string }): { device_id: string; code: string };
    /** The backup code for this one, which is pulled from the pool the first time. */
    pullBackup(input: { access_code_id: string }): AccessCodeObject;
    reportDeviceConstraints(input: ReportDeviceConstraints): void;
  };
  /** Codes on the locks that are not ours. */
  readonly unmanagedCodes: {
    /** By id, or by device and PIN. */
    get(input: { access_code_id?: string; device_id?: string; code?: string }): UnmanagedAccessCodeObject;
    list(input: ListUnmanagedAccessCodes): Page<UnmanagedAccessCodeObject>;
    /** Returns at once; an event says whether the code has become ours. */
    convertToManaged(input: ConvertToManaged): void;
    delete(input: { access_code_id: string }): ActionAttemptObject;
    /** Throws unless codes of others on the device can be seen now. */
    requireVisible(input: { device_id: string }): void;
  };
  readonly devices: {
    get(input: { device_id?: string; name?: string }): DeviceObject;
    /** Whether its account lists it, as far as has been heard: one that it lists no more counts as removed after a while. */
    isListed(input: { device_id: string }): boolean;
    list(input: ListDevices): Page<DeviceObject>;
    getUnmanaged(input: { device_id?: string; name?: string }): DeviceObject;
    listUnmanaged(input: ListDevices): Page<DeviceObject>;
    /** Managed or not. */
    update(input: UpdateDevice): void;
    /** Forgets it and its codes. The lock, and what is on it, stays as it is. */
    delete(input: { device_id: string }): void;
    listProviders(input: { provider_category?: string }): readonly Readonly<Record<string, unknown>>[];
  };
  readonly locks: {
    lockDoor(input: { device_id: string }): ActionAttemptObject;
    unlockDoor(input: { device_id: string }): ActionAttemptObject;
    /** A hand on the simulated keypad, through the port that the lab plugs in. */
    enterCode(input: { device_id: string; code: string }): ActionAttemptObject;
    /** Somebody locks the door from outside. */
    lockViaKeypad(input: { device_id: string }): ActionAttemptObject;
  };
  /** Takes the whole workspace back to how it began. */
  resetSandbox(): ActionAttemptObject;
  readonly events: {
    get(input: { event_id?: string; event_type?: string; device_id?: string }): EventObject;
    list(input: ListEvents): readonly EventObject[];
  };
  readonly actionAttempts: {
    get(input: { action_attempt_id: string }): ActionAttemptObject;
    /** Those that exist. */
    list(input: { action_attempt_ids: readonly string[] }): readonly ActionAttemptObject[];
  };
  readonly connectedAccounts: {
    get(input: { connected_account_id?: string; email?: string }): Readonly<Record<string, unknown>>;
    list(input: ListConnectedAccounts): Page<Readonly<Record<string, unknown>>>;
    update(input: UpdateConnectedAccount): Readonly<Record<string, unknown>>;
    /** Forgets it and its devices. What is on the locks stays there. */
    delete(input: { connected_account_id: string }): void;
    /** A lab hears from its locks all the time, so there is nothing to catch up with. */
    sync(input: { connected_account_id: string }): void;
  };
}

export interface CreateAccessCode {
  device_id: string;
  name?: string;
  code?: string;
  preferred_code_length?: number;
  starts_at?: string;
  ends_at?: string;
  is_external_modification_allowed?: boolean;
  allow_external_modification?: boolean;
  attempt_for_offline_device?: boolean;
  prefer_native_scheduling?: boolean;
  use_backup_access_code_pool?: boolean;
  common_code_key?: string;
  is_offline_access_code?: boolean;
  use_offline_access_code?: boolean;
  is_one_time_use?: boolean;
  max_time_rounding?: "1hour" | "1day" | "1h" | "1d";
}

export type CreateMultipleAccessCodes = Omit<CreateAccessCode, "device_id" | "common_code_key"> & {
  device_ids: readonly string[];
  /** `throw` unless told. */
  behavior_when_code_cannot_be_shared?: "throw" | "create_random_code";
};

export interface ListAccessCodes {
  device_id?: string;
  access_code_ids?: readonly string[];
  user_identifier_key?: string;
  customer_ids?: readonly string[];
  /** Only codes on devices of these; set for client sessions. */
  connected_account_ids?: readonly string[];
  search?: string;
  limit?: number;
  page_cursor?: string | null;
}

export interface ListUnmanagedAccessCodes {
  device_id: string;
  user_identifier_key?: string;
  limit?: number;
  page_cursor?: string | null;
}

export interface ConvertToManaged {
  access_code_id: string;
  is_external_modification_allowed?: boolean;
  allow_external_modification?: boolean;
}

/** Either the lengths or, inclusive, their bounds. */
export interface ReportDeviceConstraints {
  device_id: string;
  supported_code_lengths?: readonly number[];
  min_code_length?: number;
  max_code_length?: number;
}

export interface UpdateMultipleAccessCodes {
  common_code_key: string;
  name?: string;
  starts_at?: string;
  ends_at?: string;
}

/** `null` for a time takes it away. */
export interface UpdateAccessCode {
  access_code_id: string;
  device_id?: string;
  /** False: it stays on its lock, and is no concern of ours any more. */
  is_managed?: boolean;
  name?: string;
  code?: string;
  preferred_code_length?: number;
  type?: "ongoing" | "time_bound";
  starts_at?: string | null;
  ends_at?: string | null;
  is_external_modification_allowed?: boolean;
  allow_external_modification?: boolean;
  attempt_for_offline_device?: boolean;
  prefer_native_scheduling?: boolean;
  use_backup_access_code_pool?: boolean;
}

export interface ListDevices {
  device_ids?: readonly string[];
  connected_account_id?: string;
  connected_account_ids?: readonly string[];
  device_type?: string;
  device_types?: readonly string[];
  manufacturer?: string;
  search?: string;
  created_before?: string;
  user_identifier_key?: string;
  customer_ids?: readonly string[];
  custom_metadata_has?: CustomMetadata;
  /** Flags of the device object that must be true ... */
  include_if?: readonly string[];
  /** ... and that must not. */
  exclude_if?: readonly string[];
  limit?: number;
  page_cursor?: string | null;
}

/** `null` for the name gives the device its own back. */
export interface UpdateDevice {
  device_id: string;
  name?: string | null;
  properties?: { name?: string | null };
  custom_metadata?: CustomMetadataChange;
  is_managed?: boolean;
}

export interface ListConnectedAccounts {
  /** Only these; set for client sessions. */
  connected_account_ids?: readonly string[];
  user_identifier_key?: string;
  custom_metadata_has?: CustomMetadata;
  search?: string;
  limit?: number;
  page_cursor?: string | null;
}

export interface UpdateConnectedAccount {
  connected_account_id: string;
  automatically_manage_new_devices?: boolean;
  accepted_capabilities?: readonly string[];
  custom_metadata?: CustomMetadataChange;
}

export interface ListEvents {
  /** Inclusive. Either this, `between`, or `event_ids` is given. */
  since?: string;
  between?: readonly [string, string];
  event_ids?: readonly string[];
  event_type?: string;
  event_types?: readonly string[];
  access_code_id?: string;
  access_code_ids?: readonly string[];
  device_id?: string;
  device_ids?: readonly string[];
  connected_account_id?: string;
  /** Only events of these; set for client sessions. */
  connected_account_ids?: readonly string[];
  limit?: number;
  unstable_offset?: number;
}
