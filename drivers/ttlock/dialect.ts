import type { Appearance, DeviceContext, Operation, Signal } from "../../src/driver/lock-driver.ts";
import type { DeviceWarningCode } from "../../src/lock/catalogue.ts";
import type { PinConstraint } from "../../src/lock/constraints.ts";
import type { SlotContent, Window } from "../../src/lock/slot-value.ts";
import {
  recordTypes,
  type TtlockCommand,
  type TtlockEvent,
  type TtlockReply,
  type TtlockState,
} from "./wire.ts";

/** How operations are said to TTLock's cloud, and what its answers mean. */

/** Any name is taken: no rule is published. */
export const appearance = (name: string): Appearance => ({ name });

/** Both times always: without its start, a change is answered with success and changes nothing (API, keyboardPwd/change). */
const timesOf = (window: Window | undefined) => ({
  startDate: window?.startsAt ?? 0,
  endDate: window?.endsAt ?? 0,
});

function stepBody(step: string, { entry, pin, name, window }: SlotContent, date: number): TtlockCommand {
  // By the gateway, never by the default: that would leave a passcode on the cloud's list and not on the lock.
  const byGateway = 2;
  const times = timesOf(window);
  switch (step) {
    case "clear":
      return { type: "keyboardPwd/delete", keyboardPwdId: Number(entry), deleteType: byGateway, date };
    case "change":
      return {
        type: "keyboardPwd/change",
        keyboardPwdId: Number(entry),
        keyboardPwdName: name,
        newKeyboardPwd: pin,
        ...times,
        changeType: byGateway,
        date,
      };
    default:
      return {
        type: "keyboardPwd/add",
        keyboardPwd: pin,
        keyboardPwdName: name,
        ...times,
        addType: byGateway,
        date,
      };
  }
}

export function encode(operation: Operation, { now: date }: DeviceContext): TtlockCommand {
  switch (operation.type) {
    case "slot":
      return stepBody(operation.step, operation.slot, date);
    // There is no call for one passcode.
    case "readEntry":
    case "readTable":
      return { type: "lock/listKeyboardPwd", date };
    case "lockDoor":
      return { type: "lock/lock", date };
    case "unlockDoor":
      return { type: "lock/unlock", date };
  }
}

const windowOf = (startDate: number, endDate: number): Window | undefined =>
  endDate === 0 ? undefined : { startsAt: startDate, endsAt: endDate };

/** Seam lists both constraints for a keypad of six keys. */
const constraints = {
  "": [],
  "089": ["cannot_contain_089"],
  "0789": ["cannot_contain_089", "cannot_contain_0789"],
} as const satisfies Record<TtlockState["missingKeys"], readonly PinConstraint[]>;

const moves = {
  [recordTypes.unlockedByPasscode]: { locked: false, method: "keycode" },
  [recordTypes.unlockedByGateway]: { locked: false, method: "remote" },
  [recordTypes.openedFromInside]: { locked: false, method: "manual" },
  [recordTypes.lockedByApp]: { locked: true, method: "remote" },
  [recordTypes.lockedByKey]: { locked: true, method: "manual" },
} as const;

const errorsOf = ({ hasGateway, gatewayOnline, wifi }: TtlockState) => {
  if (wifi) return [];
  if (!hasGateway) return ["ttlock_lock_not_paired_to_gateway"] as const;
  return gatewayOnline ? [] : (["hub_disconnected"] as const);
};

/** API, gateway/listByLock: under this the signal is weak, in dBm. */
const weakSignalDbm = -85;

const warningsOf = ({ hasGateway, rssi, remoteUnlock }: TtlockState): DeviceWarningCode[] => [
  ...(hasGateway && rssi < weakSignalDbm ? ["ttlock_weak_gateway_signal" as const] : []),
  ...(remoteUnlock ? [] : ["ttlock_lock_gateway_unlocking_not_enabled" as const]),
];

export function decode(body: TtlockReply | TtlockEvent | TtlockState): readonly Signal[] {
  switch (body.type) {
    case "result":
      return body.errcode === 0
        ? [{ type: "accepted" }]
        : [{ type: "refused", vendorCode: String(body.errcode) }];
    case "added":
      return [{ type: "accepted", entry: String(body.keyboardPwdId) }];
    case "list":
      return [
        {
          type: "read",
          complete: true,
          readings: body.list.map(({ keyboardPwdId, keyboardPwd, keyboardPwdName, startDate, endDate }) => ({
            entry: String(keyboardPwdId),
            value: { kind: "known", pin: keyboardPwd },
            onKeypad: true,
            name: keyboardPwdName,
            window: windowOf(startDate, endDate),
          })),
        },
      ];
    case "passcodesChanged":
      return [{ type: "tableChanged", entry: undefined }];
    case "lockRecord":
      return [
        {
          type: "doorMoved",
          ...moves[body.recordType],
          ...(body.keyboardPwdId !== undefined && { entry: String(body.keyboardPwdId) }),
        },
      ];
    case "lock/detail":
      return [
        {
          type: "device",
          facts: {
            reachable: body.wifi ? body.wifi.isOnline : body.hasGateway && body.gatewayOnline,
            locked: body.openState === "locked",
            battery: body.electricQuantity / 100,
            pinConstraints: constraints[body.missingKeys],
            hasBridge: body.hasGateway || body.wifi !== null,
            takesRemoteUnlock: body.remoteUnlock,
            errors: errorsOf(body),
            warnings: warningsOf(body),
            details: metadataOf(body),
          },
        },
      ];
  }
}

/** Seam's `ttlock_metadata` (@seamapi/types@1.490.0). */
const metadataOf = ({ lockId, lockAlias, featureValue, hasGateway, missingKeys, wifi }: TtlockState) => ({
  lock_id: lockId,
  lock_alias: lockAlias,
  feature_value: featureValue,
  features: {
    passcode: true,
    passcode_management: true,
    unlock_via_gateway: true,
    lock_command: true,
    incomplete_keyboard_passcode: missingKeys !== "",
    wifi: wifi !== null,
  },
  has_gateway: hasGateway,
});
