import type { Appearance, DeviceContext, Operation, Signal } from "../../src/driver/lock-driver.ts";
import { adaptedName } from "../../src/driver/names.ts";
import type { SlotContent, SlotReading, SlotValue, Window } from "../../src/lock/slot-value.ts";
import { inWholeSeconds, windowAsSent } from "./daylight-saving.ts";
import { profile } from "./profile.ts";
import type { SchlageCommand, SchlageEvent, SchlageListed, SchlageReply, SchlageState } from "./wire.ts";

/** How operations are said to Schlage's cloud, and what its answers and its log mean. */

/** pyschlage: what stands for "always". */
const forever = { activationSecs: 0, expirationSecs: 0xffff_ffff } as const;

export const appearance = (name: string, taken?: ReadonlySet<string>): Appearance => ({
  name: adaptedName(name, profile.names.value, taken),
});

function timesOf(window: Window | undefined, { zone, now }: DeviceContext) {
  if (!window) return forever;
  const { startsAt, endsAt } = inWholeSeconds(windowAsSent(window, zone, now));
  return { activationSecs: startsAt / 1_000, expirationSecs: endsAt / 1_000 };
}

const added = ({ pin, name, window }: SlotContent, device: DeviceContext): SchlageCommand => ({
  type: "addaccesscode",
  friendlyName: appearance(name).name,
  accessCode: Number(pin),
  accessCodeLength: pin.length,
  ...timesOf(window, device),
  disabled: 0,
  notificationEnabled: 0,
});

export function encode(operation: Operation, device: DeviceContext): SchlageCommand {
  switch (operation.type) {
    case "slot":
      return operation.step === "clear"
        ? { type: "deleteaccesscode", accesscodeId: operation.slot.entry }
        : added(operation.slot, device);
    // One entry costs as much as all, and is as fresh.
    case "readEntry":
    case "readTable":
      return { type: "storage.accesscode" };
    case "lockDoor":
      return { type: "attributes", lockState: 1 };
    case "unlockDoor":
      return { type: "attributes", lockState: 0 };
  }
}

const shownValue = ({ accessCode, accessCodeLength }: SchlageListed): SlotValue =>
  typeof accessCode === "string"
    ? { kind: "unreadable" }
    : { kind: "known", pin: String(accessCode).padStart(accessCodeLength, "0") };

const windowOf = ({ activationSecs, expirationSecs }: SchlageListed): Window | undefined =>
  activationSecs === forever.activationSecs && expirationSecs === forever.expirationSecs
    ? undefined
    : { startsAt: activationSecs * 1_000, endsAt: expirationSecs * 1_000 };

const reading = (listed: SchlageListed): SlotReading => ({
  entry: listed.accesscodeId,
  value: shownValue(listed),
  onKeypad: true,
  name: listed.friendlyName,
  window: windowOf(listed),
});

function logged({ eventCode, accessorUuid }: SchlageEvent): readonly Signal[] {
  const moved = (locked: boolean, method: "keycode" | "manual" | "remote"): readonly Signal[] => [
    { type: "doorMoved", locked, method, entry: accessorUuid },
  ];
  switch (eventCode) {
    case 2:
      return moved(false, "keycode");
    case 3:
    case 4:
      return moved(eventCode === 3, "manual");
    case 25:
    case 26:
      return moved(eventCode === 25, "remote");
    // Which code it was, the log does not say.
    case 14:
    case 15:
    case 30:
      return [{ type: "tableChanged", entry: undefined }];
    case 11:
      return [];
  }
}

export function decode(body: SchlageReply | SchlageEvent | SchlageState): readonly Signal[] {
  switch (body.type) {
    case "result":
      return [{ type: "accepted", entry: body.accesscodeId }];
    case "error":
      return [{ type: "refused", vendorCode: body.reason ?? String(body.statusCode) }];
    case "accesscodes":
      return [{ type: "read", complete: true, readings: body.accesscodes.map(reading) }];
    case "log":
      return logged(body);
    case "device":
      return [
        {
          type: "device",
          facts: {
            reachable: body.connected,
            locked: body.lockState === 1,
            battery: body.batteryLevel / 100,
            capacity: body.maxUserCodes,
            pinLengths: body.accessCodeLength === null ? undefined : [body.accessCodeLength],
            details: { device_id: body.deviceId, device_name: body.name, model: body.modelName },
          },
        },
      ];
  }
}
