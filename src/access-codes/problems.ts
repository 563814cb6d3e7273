import type { LockDriver } from "../driver/lock-driver.ts";
import type { Placement } from "../driver/programmer.ts";
import {
  type AccessCodeErrorCode,
  type AccessCodeWarningCode,
  accessCodeErrors,
  type DeviceErrorCode,
  type ErrorScope,
  settingWarnings,
} from "../lock/catalogue.ts";
import type { View } from "./projection.ts";
import type { AccountRow, DeviceRow } from "./rows.ts";
import type { AccessCodeObject, AccessCodeProblem } from "./seam-objects.ts";

/** What an access code reports against itself, while its cause lives. Nothing here is stored but the instants. */

/** What is wrong and since when, in milliseconds since the epoch. */
interface Problem<Code> {
  readonly code: Code;
  readonly message: string;
  readonly since: number;
}

const sentences = {
  failed_to_set_on_device: "The code could not be set on the device. Setting it is tried again and again.",
  failed_to_remove_from_device:
    "The code could not be removed from the device and may still open it. Removing it is tried again and again.",
  code_modified_external_to_seam: "The code was changed or removed on the device by other hands.",
  management_transferred:
    "Another workspace has taken over the management of this device's codes. What is done here may be undone there.",
  third_party_integration_detected:
    "Something else keeps on changing this code on the device, so undoing it has been given up for a while.",
  delay_in_setting_on_device: "Setting the code on the device takes unusually long.",
  delay_in_removing_from_device:
    "Removing the code from the device takes unusually long. It may still open the door.",
} as const;

const deviceSentences: Readonly<Record<DeviceErrorCode, string>> = {
  account_disconnected: "The account is disconnected.",
  august_lock_missing_bridge:
    "The lock is not connected to a bridge. Set up a Connect bridge in the August app.",
  august_lock_not_authorized: "The account is not authorized to use the lock.",
  bridge_disconnected: "The bridge to the account's locks cannot be reached.",
  device_disconnected: "The device is disconnected.",
  device_offline: "The device is offline.",
  device_removed: "The device has been removed.",
  empty_backup_access_code_pool: "The backup access code pool is empty.",
  hub_disconnected: "The hub of the device is disconnected.",
  invalid_credentials: "The account's credentials are invalid.",
  lockly_missing_wifi_bridge: "The lock is not connected to a Wi-Fi bridge.",
  missing_device_credentials: "The device's credentials are missing.",
  salto_ks_subscription_limit_exceeded: "The limit of the site's users is reached.",
  subscription_required: "A subscription is required to use the device.",
  ttlock_lock_not_paired_to_gateway: "The lock is not paired with a gateway.",
  auxiliary_heat_running: "The auxiliary heat is running.",
};

/** The errors and warnings of an access code, as its object shows them. */
export function problemsOf({
  row,
  placements,
  device,
  account,
  driver,
  now,
}: View): Pick<AccessCodeObject, "errors" | "warnings"> {
  const errors = [
    ...placements.flatMap(placementErrors),
    ...placements.filter(isModified).flatMap((placement) => modification(placement, false)),
    ...(row.undone ? [row.undone] : []),
  ];
  const warnings = [
    ...placements.flatMap(placementWarnings),
    ...placements.flatMap((placement) => offlineWarnings(placement, driver, now)),
    ...placements.filter(isModified).flatMap((placement) => modification(placement, true)),
    ...since("management_transferred", device.matters?.managedElsewhere),
    ...since("delay_in_setting_on_device", row.troubles.delayInSetting),
    ...since("delay_in_removing_from_device", row.troubles.delayInRemoving),
  ];
  const inherited = inheritedErrors(device, account);
  // A lock may refuse a code for what the device has reported of itself already: one cause, one error.
  const own = earliestOfEach(errors).filter(
    ({ code }) => !inherited.some(({ error_code }) => error_code === code),
  );
  return {
    errors: [...own.map((problem) => ({ error_code: problem.code, ...shown(problem) })), ...inherited],
    warnings: earliestOfEach(warnings).map((problem) => ({
      warning_code: problem.code,
      message: problem.message,
      created_at: new Date(problem.since).toISOString(),
    })),
  };
}

/** The errors of a device and its account: its own, and copied to each of its codes. */
export function inheritedErrors(
  device: DeviceRow,
  account: AccountRow | undefined,
): (AccessCodeProblem & { readonly error_code: DeviceErrorCode })[] {
  const pool = { empty_backup_access_code_pool: device.backupPool?.emptySince };
  return Object.entries({ ...account?.errors, ...device.errors, ...pool }).flatMap(([name, since]) => {
    if (since === undefined) return [];
    const code = name as DeviceErrorCode;
    return [{ error_code: code, ...shown({ code, message: deviceSentences[code], since }) }];
  });
}

/** The errors of an account, as its own object shows them. */
export const accountErrors = (account: AccountRow): AccessCodeProblem[] =>
  Object.entries(account.errors).flatMap(([name, since]) => {
    if (since === undefined) return [];
    const code = name as DeviceErrorCode;
    return [{ error_code: code, ...shown({ code, message: deviceSentences[code], since }) }];
  });

function placementErrors(placement: Placement): Problem<AccessCodeErrorCode>[] {
  if (placement.failingSince === undefined) return [];
  const fallback =
    placement.intent === "present" ? "failed_to_set_on_device" : "failed_to_remove_from_device";
  const { refusal } = placement;
  // A row of the vendor's table that says only "failed" means the way that was being gone.
  if (!refusal || refusal.code === "failed_to_set_on_device") {
    return [
      {
        code: fallback,
        message: refusal && placement.intent === "present" ? refusal.message : sentences[fallback],
        since: placement.failingSince,
      },
    ];
  }
  return [{ code: refusal.code, message: refusal.message, since: placement.failingSince }];
}

function placementWarnings(placement: Placement): Problem<AccessCodeWarningCode>[] {
  const problems: Problem<AccessCodeWarningCode>[] = [];
  const { refusal, slow } = placement;
  const isAboutIt = placement.intent === "present" || !settingWarnings.has(refusal?.warnFirst ?? "");
  if (refusal?.warnFirst && isAboutIt && placement.failingSince === undefined) {
    problems.push({ code: refusal.warnFirst, message: refusal.message, since: refusal.since });
  }
  // Once it has become an error, it is no warning any more.
  const isReported = placement.failingSince !== undefined && refusal?.code === slow?.code;
  if (slow && !isReported) {
    problems.push({
      code: slow.code,
      message: "The device's service has taken the code and has not brought it to the keypad yet.",
      since: slow.since,
    });
  }
  if (placement.intent === "present") {
    problems.push(...since("third_party_integration_detected", placement.thirdPartySince));
  }
  return problems;
}

/** What the holder of an offline code has to know: since it was issued. */
function offlineWarnings(
  { content, offline, evidence, sentAt = 0 }: Placement,
  driver: LockDriver,
  now: number,
): Problem<AccessCodeWarningCode>[] {
  if (!offline || evidence !== "confirmed") return [];
  const warnings = driver.offline?.warnings?.(content, offline, now) ?? [];
  return warnings.map((warning) => ({ ...warning, since: sentAt }));
}

const isModified = (placement: Placement): boolean =>
  placement.intent === "present" && placement.changedExternally !== undefined;

/** Shown among the warnings where it was taken over, among the errors where it is being undone. */
const modification = (
  { acceptsExternalChange, changedExternally }: Placement,
  asWarning: boolean,
): Problem<"code_modified_external_to_seam">[] =>
  acceptsExternalChange === asWarning
    ? since("code_modified_external_to_seam", changedExternally?.since)
    : [];

const since = <Code extends keyof typeof sentences>(
  code: Code,
  start: number | undefined,
): Problem<Code>[] => (start === undefined ? [] : [{ code, message: sentences[code], since: start }]);

/** Two placements of a code may suffer from the same cause; the code reports it once. */
function earliestOfEach<Code>(problems: readonly Problem<Code>[]): Problem<Code>[] {
  const byCode = new Map<Code, Problem<Code>>();
  for (const problem of problems) {
    const known = byCode.get(problem.code);
    if (!known || problem.since < known.since) byCode.set(problem.code, problem);
  }
  return [...byCode.values()];
}

const shown = (problem: Problem<AccessCodeErrorCode>): AccessCodeProblem => ({
  ...scopeFlags(problem.code),
  message: problem.message,
  created_at: new Date(problem.since).toISOString(),
});

/** An account's error is not the device's own, and says so: `is_device_error: false` (@seamapi/types@1.490.0). */
function scopeFlags(code: AccessCodeErrorCode): { readonly [Scope in ErrorScope]?: boolean } {
  const scopes: readonly ErrorScope[] = accessCodeErrors[code];
  const isAccountError = scopes.includes("is_connected_account_error");
  return Object.fromEntries(
    scopes.map((scope) => [scope, scope === "is_device_error" ? !isAccountError : true]),
  );
}
