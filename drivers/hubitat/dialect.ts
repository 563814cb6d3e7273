import type { Appearance, Operation, Signal } from "../../src/driver/lock-driver.ts";
import { adaptedName } from "../../src/driver/names.ts";
import { profile } from "./profile.ts";
import type { HubitatCommand, HubitatEvent, HubitatReply, HubitatState } from "./wire.ts";

/** How operations are said to a Hubitat hub, and what its answers mean. */

export const appearance = (name: string, taken?: ReadonlySet<string>): Appearance => ({
  name: adaptedName(name, profile.names.value, taken),
});

export function encode(operation: Operation): HubitatCommand {
  switch (operation.type) {
    case "slot": {
      const codeNumber = Number(operation.slot.entry);
      return operation.step === "clear"
        ? { type: "deleteCode", codeNumber }
        : { type: "setCode", codeNumber, code: operation.slot.pin, name: operation.slot.name };
    }
    // The hub has no call for one position, and none that asks the lock.
    case "readEntry":
    case "readTable":
      return { type: "attribute", attribute: "lockCodes" };
    case "lockDoor":
      return { type: "lock" };
    case "unlockDoor":
      return { type: "unlock" };
  }
}

/** The shortest code of any keypad is taken to have four digits: no attribute tells. */
const lengthsUpTo = (codeLength: number | undefined): readonly number[] | undefined =>
  codeLength === undefined ? undefined : Array.from({ length: codeLength - 3 }, (_, index) => index + 4);

const methodOf = ({ origin, data }: Extract<HubitatEvent, { type: "lock" }>) => {
  if (origin === "digital") return "remote";
  return data ? "keycode" : "manual";
};

export function decode(body: HubitatReply | HubitatEvent | HubitatState): readonly Signal[] {
  switch (body.type) {
    case "ok":
      return [{ type: "accepted" }];
    case "error":
      return [{ type: "refused", vendorCode: body.status }];
    case "attribute":
      return [
        {
          type: "read",
          complete: true,
          readings: Object.entries(body.value).map(([entry, { name, code }]) => ({
            entry,
            value: { kind: "known", pin: code },
            onKeypad: true,
            name,
          })),
        },
      ];
    case "codeChanged":
      return Object.keys(body.data).map((entry) => ({ type: "tableChanged", entry }));
    case "lock":
      return [{ type: "doorMoved", locked: body.value === "locked", method: methodOf(body) }];
    case "device": {
      const { lock, battery, maxCodes, codeLength } = body.attributes;
      return [
        {
          type: "device",
          facts: {
            reachable: true,
            locked: lock === "locked",
            battery: battery / 100,
            capacity: maxCodes,
            pinLengths: lengthsUpTo(codeLength),
            details: { device_id: body.id, device_name: body.name, device_label: body.label },
          },
        },
      ];
    }
  }
}
