import type { Appearance, Operation, Signal } from "../../src/driver/lock-driver.ts";
import type { SlotValue } from "../../src/lock/slot-value.ts";
import type { SmartThingsCommand, SmartThingsEvent, SmartThingsReply, SmartThingsState } from "./wire.ts";

/** How operations are said to a SmartThings hub, and what its answers mean. */

/** The hub takes any name: no rule is published. */
export const appearance = (name: string): Appearance => ({ name });

export function encode(operation: Operation): SmartThingsCommand {
  switch (operation.type) {
    case "slot": {
      const codeSlot = Number(operation.slot.entry);
      return operation.step === "clear"
        ? { type: "deleteCode", codeSlot }
        : { type: "setCode", codeSlot, codePIN: operation.slot.pin, codeName: operation.slot.name };
    }
    case "readEntry":
      return { type: "requestCode", codeSlot: Number(operation.entry) };
    case "readTable":
      return { type: "getCodes" };
    case "lockDoor":
      return { type: "lock" };
    case "unlockDoor":
      return { type: "unlock" };
  }
}

const slotValue = ({ status, codePIN }: Extract<SmartThingsReply, { type: "code" }>): SlotValue => {
  // Where there is no slot, nothing stands in it.
  if (status !== "occupied") return { kind: "empty" };
  return codePIN === undefined || codePIN.startsWith("*")
    ? { kind: "unreadable" }
    : { kind: "known", pin: codePIN };
};

const lengthsBetween = (min: number | undefined, max: number | undefined): readonly number[] | undefined =>
  min === undefined || max === undefined
    ? undefined
    : Array.from({ length: max - min + 1 }, (_, index) => min + index);

const methods = { keypad: "keycode", manual: "manual", command: "remote" } as const;

export function decode(body: SmartThingsReply | SmartThingsEvent | SmartThingsState): readonly Signal[] {
  switch (body.type) {
    case "commandResult":
      return body.statusCode === "success"
        ? [{ type: "accepted" }]
        : [{ type: "refused", vendorCode: body.statusCode }];
    case "code":
      return [
        {
          type: "read",
          complete: false,
          readings: [{ entry: String(body.codeSlot), value: slotValue(body), onKeypad: true }],
        },
      ];
    case "codes":
      return [
        {
          type: "read",
          complete: true,
          readings: body.lockCodes.map(({ codeSlot, codeName }) => ({
            entry: String(codeSlot),
            value: { kind: "unreadable" },
            onKeypad: true,
            name: codeName,
          })),
        },
      ];
    case "codeChanged":
      return [{ type: "tableChanged", entry: String(body.codeSlot) }];
    case "lock":
      return [
        {
          type: "doorMoved",
          locked: body.value === "locked",
          method: methods[body.method],
          ...(body.codeSlot !== undefined && { entry: String(body.codeSlot) }),
        },
      ];
    case "device":
      return [
        {
          type: "device",
          facts: {
            reachable: body.healthState === "online",
            locked: body.lock === "locked",
            battery: body.battery / 100,
            capacity: body.maxCodes,
            pinLengths: lengthsBetween(body.minCodeLength, body.maxCodeLength),
          },
        },
      ];
  }
}
