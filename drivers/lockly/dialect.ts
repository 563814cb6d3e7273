import type { Appearance, DeviceFacts, Operation, Signal } from "../../src/driver/lock-driver.ts";
import type { DeviceErrorCode } from "../../src/lock/catalogue.ts";
import type { SlotReading } from "../../src/lock/slot-value.ts";
import type { LocklyAccessCode, LocklyCommand, LocklyEvent, LocklyReply, LocklyState } from "./wire.ts";

/** How operations are said in Lockly's words, and what its answers mean. */

/** A code takes any name: no rule is published. */
export const appearance = (name: string): Appearance => ({ name });

export function encode(operation: Operation): LocklyCommand {
  switch (operation.type) {
    case "slot": {
      const { entry, name, pin } = operation.slot;
      return operation.step === "clear"
        ? { type: "accessCode.delete", accessCodeId: entry }
        : { type: "accessCode.add", name, passcode: pin };
    }
    // The list is the only thing that can be read.
    case "readEntry":
    case "readTable":
      return { type: "accessCode.list" };
    case "lockDoor":
      return { type: "lock" };
    case "unlockDoor":
      return { type: "unlock" };
  }
}

const reading = ({ accessCodeId, name, passcode }: LocklyAccessCode): SlotReading => ({
  entry: accessCodeId,
  value: { kind: "known", pin: passcode },
  onKeypad: true,
  name,
});

const methods = { passcode: "keycode", hand: "manual", remote: "remote" } as const;

export function decode(body: LocklyReply | LocklyEvent | LocklyState): readonly Signal[] {
  switch (body.type) {
    case "done":
      return [{ type: "accepted", entry: body.accessCodeId }];
    case "accessCodes":
      return [{ type: "read", complete: true, readings: body.accessCodes.map(reading) }];
    case "offlineCode":
      return [{ type: "accepted", entry: body.offlineCodeId, pin: body.passcode }];
    case "failed":
      return [{ type: "refused", vendorCode: body.reason }];
    case "accessCodes.changed":
      return [{ type: "tableChanged", entry: undefined }];
    case "lock.operated":
      return [{ type: "doorMoved", locked: body.bolt === "locked", method: methods[body.by] }];
    case "device":
      return [{ type: "device", facts: factsOf(body) }];
  }
}

const factsOf = ({
  deviceId,
  deviceName,
  model,
  bolt,
  battery,
  bridge,
  timeZone,
}: LocklyState): DeviceFacts => ({
  reachable: bridge?.isOnline === true && bridge.hearsLock,
  locked: bolt === "locked",
  battery: battery / 100,
  hasBridge: bridge !== null,
  errors: errorsOf(bridge),
  warnings: timeZone === null ? ["lockly_time_zone_not_configured"] : [],
  // Seam's `lockly_metadata` (@seamapi/types@1.490.0).
  details: { device_id: deviceId, device_name: deviceName, model },
});

function errorsOf(bridge: LocklyState["bridge"]): DeviceErrorCode[] {
  if (!bridge) return ["lockly_missing_wifi_bridge"];
  return bridge.isOnline ? [] : ["hub_disconnected"];
}
