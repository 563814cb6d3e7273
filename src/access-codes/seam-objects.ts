import type { Appearance } from "../driver/lock-driver.ts";
import type { AccessCodeStatus } from "../lock/access-code-status.ts";
import type { AccessCodeErrorCode, AccessCodeWarningCode, ErrorScope } from "../lock/catalogue.ts";

/** Seam's objects as this service answers with them: @seamapi/types@1.490.0, and what newer SDKs expect besides. */

/** ISO 8601, UTC. */
export type Timestamp = string;

export type AccessCodeProblem = {
  readonly message: string;
  readonly created_at: Timestamp;
} & { readonly [Scope in ErrorScope]?: boolean };

export interface AccessCodeObject {
  readonly access_code_id: string;
  readonly workspace_id: string;
  readonly device_id: string;
  readonly name: string | null;
  readonly code: string | null;
  readonly common_code_key: string | null;
  readonly type: "ongoing" | "time_bound";
  readonly status: AccessCodeStatus;
  readonly starts_at: Timestamp | null;
  readonly ends_at: Timestamp | null;
  readonly created_at: Timestamp;
  readonly errors: readonly (AccessCodeProblem & { readonly error_code: AccessCodeErrorCode })[];
  readonly warnings: readonly (AccessCodeProblem & { readonly warning_code: AccessCodeWarningCode })[];
  readonly is_managed: true;
  readonly is_backup: boolean;
  readonly is_backup_access_code_available: boolean;
  readonly pulled_backup_access_code_id: string | null;
  readonly is_external_modification_allowed: boolean;
  readonly is_offline_access_code: boolean;
  readonly is_one_time_use: boolean;
  readonly is_scheduled_on_device: boolean;
  readonly is_waiting_for_code_assignment: boolean;
  /** The name as the vendor's app shows it; `null` until the code is on the lock. */
  readonly appearance: Appearance | null;
  /** Always empty: newer SDKs want the property. */
  readonly pending_mutations: readonly [];
}

/** A code that stands on a lock and is not ours. */
export interface UnmanagedAccessCodeObject {
  readonly access_code_id: string;
  readonly workspace_id: string;
  readonly device_id: string;
  readonly name: string | null;
  /** `null` where the vendor does not show it. */
  readonly code: string | null;
  readonly type: "ongoing" | "time_bound";
  readonly status: "set";
  readonly starts_at: Timestamp | null;
  readonly ends_at: Timestamp | null;
  readonly created_at: Timestamp;
  readonly errors: readonly [];
  readonly warnings: readonly [];
  readonly is_managed: false;
}

/** A warning of a device. */
export interface DeviceProblem {
  readonly warning_code: string;
  readonly message: string;
  readonly created_at: Timestamp;
}

export interface DeviceObject {
  readonly device_id: string;
  readonly workspace_id: string;
  readonly connected_account_id: string;
  readonly device_type: string;
  readonly [property: string]: unknown;
}

export interface EventObject {
  readonly event_id: string;
  readonly event_type: string;
  readonly workspace_id: string;
  readonly created_at: Timestamp;
  readonly occurred_at: Timestamp;
  readonly [property: string]: unknown;
}

export type ActionType =
  | "LOCK_DOOR"
  | "UNLOCK_DOOR"
  | "SIMULATE_KEYPAD_CODE_ENTRY"
  | "SIMULATE_MANUAL_LOCK_VIA_KEYPAD"
  | "RESET_SANDBOX_WORKSPACE"
  | "CREATE_ACCESS_CODE"
  | "UPDATE_ACCESS_CODE"
  | "DELETE_ACCESS_CODE";

export type ActionAttemptObject = {
  readonly action_attempt_id: string;
  readonly action_type: ActionType;
} & (
  | { readonly status: "pending"; readonly result: null; readonly error: null }
  | { readonly status: "success"; readonly result: Readonly<Record<string, unknown>>; readonly error: null }
  | {
      readonly status: "error";
      readonly result: null;
      readonly error: { readonly type: string; readonly message: string };
    }
);

export interface Page<T> {
  readonly items: readonly T[];
  readonly pagination: {
    readonly has_next_page: boolean;
    readonly next_page_cursor: string | null;
    readonly next_page_url: string | null;
  };
}
