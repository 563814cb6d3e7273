import type { Appearance, DeviceContext, Operation, Signal } from "../../src/driver/lock-driver.ts";
import { adaptedName } from "../../src/driver/names.ts";
import type { SlotReading, Window } from "../../src/lock/slot-value.ts";
import { profile } from "./profile.ts";
import { seal } from "./sealing.ts";
import type { WyzeCommand, WyzeEvent, WyzePassword, WyzePermission, WyzeReply, WyzeState } from "./wire.ts";

/** How operations are said to Wyze's lock service, and what its answers mean. */

export const appearance = (name: string, taken?: ReadonlySet<string>): Appearance => ({
  name: adaptedName(name, profile.names.value, taken),
});

const permissionOf = (window: Window | undefined): WyzePermission =>
  window ? { status: 2, begin: window.startsAt, end: window.endsAt } : { status: 1 };

export function encode(operation: Operation, { facts }: DeviceContext): WyzeCommand {
  switch (operation.type) {
    case "slot": {
      const { entry, pin, name, window } = operation.slot;
      if (operation.step === "clear") return { type: "pwd.operations.delete", passwordid: Number(entry) };
      // Before the lock has told the secret, nothing can be sealed, and the service says so.
      const password = seal(pin, facts?.sealingKey ?? "");
      const said = { password, name, permission: permissionOf(window) };
      return entry === ""
        ? { type: "pwd.operations.add", ...said }
        : { type: "pwd.operations.update", passwordid: Number(entry), ...said };
    }
    case "readEntry":
    case "readTable":
      return { type: "pwd" };
    case "lockDoor":
      return { type: "control", action: "remoteLock" };
    case "unlockDoor":
      return { type: "control", action: "remoteUnlock" };
  }
}

const deleting = 2;
/** Of an entry that is there: updated, frozen or unfrozen. */
const rewriting: readonly number[] = [3, 4, 5];
const frozen = 5;

const reading = ({ id, name, time, permission, ...password }: WyzePassword): SlotReading => {
  const isPending = password.operation_stage === 1;
  const hasFailed = password.operation_stage === 2 && password.operation !== deleting;
  return {
    entry: String(id),
    // Frozen by its owner it is not what we have set, whatever its digits.
    value: { kind: "marked", mark: password.pwd_state === frozen ? `${time} frozen` : String(time) },
    onKeypad: !isPending,
    wasRewritten: rewriting.includes(password.operation),
    name,
    window: permission.status === 2 ? { startsAt: permission.begin, endsAt: permission.end } : undefined,
    inactive: hasFailed ? "operation_failed" : undefined,
  };
};

const methods = { 2: "keycode", 5: "manual", 9: "remote" } as const;

export function decode(body: WyzeReply | WyzeEvent | WyzeState): readonly Signal[] {
  switch (body.type) {
    case "operation":
      return [
        {
          type: "accepted",
          entry: body.passwordid === undefined ? undefined : String(body.passwordid),
          mark: body.time === undefined ? undefined : String(body.time),
        },
      ];
    case "error":
      return [{ type: "refused", vendorCode: body.reason ?? String(body.code) }];
    case "passwords":
      return [{ type: "read", complete: true, readings: body.passwords.map(reading) }];
    case "pwd.changed":
      return [{ type: "tableChanged", entry: String(body.passwordid) }];
    case "record":
      return [{ type: "doorMoved", locked: body.eventid === 2216, method: methods[body.source] }];
    case "info":
      return [
        {
          type: "device",
          facts: {
            reachable: body.parent !== null && body.hardlock > 0,
            locked: body.switch_state === 0,
            battery: body.power / 100,
            hasKeypad: body.keypad !== null,
            hasBridge: body.parent !== null,
            errors: [],
            warnings: body.parent === null ? ["wyze_device_missing_gateway"] : [],
            metadata: {
              device_id: body.uuid,
              device_name: body.nickname,
              product_name: "Wyze Lock",
              product_type: body.product_type,
              product_model: body.product_model,
              device_info_model: body.model,
              keypad_uuid: body.keypad?.uuid,
              locker_status_hardlock: body.hardlock,
            },
            sealingKey: body.crypt_secret,
          },
        },
      ];
  }
}
