import { adaptedName, type LockDriver, type Operation, type Signal } from "lockstep/driver-kit";
import { slotMachine } from "./machine.ts";
import { profile } from "./profile.ts";
import { refusals } from "./refusals.ts";
import { type AcmeCommand, type AcmeEvent, type AcmeReply, type AcmeState, wire } from "./wire.ts";

function encode(operation: Operation): AcmeCommand {
  switch (operation.type) {
    case "slot": {
      const place = Number(operation.slot.entry);
      return operation.step === "clear"
        ? { type: "erase", place }
        : { type: "put", place, digits: operation.slot.pin, label: operation.slot.name };
    }
    case "readEntry":
    case "readTable":
      return { type: "list" };
    case "lockDoor":
      return { type: "bolt", thrown: true };
    case "unlockDoor":
      return { type: "bolt", thrown: false };
  }
}

/** Whoever has moved the bolt, in the lock's words and in the service's. */
const methods = { keypad: "keycode", hand: "manual", command: "remote" } as const;

function decode(body: AcmeReply | AcmeEvent | AcmeState): readonly Signal[] {
  switch (body.type) {
    case "done":
      return [{ type: "accepted" }];
    case "denied":
      return [{ type: "refused", vendorCode: body.why }];
    case "entries":
      return [
        {
          type: "read",
          complete: true,
          readings: body.entries.map(({ place, digits, label }) => ({
            entry: String(place),
            value: { kind: "known", pin: digits },
            onKeypad: true,
            name: label,
          })),
        },
      ];
    case "tableChanged":
      return [{ type: "tableChanged", entry: String(body.place) }];
    case "moved": {
      const entry = body.place === undefined ? undefined : String(body.place);
      return [{ type: "doorMoved", locked: body.thrown, method: methods[body.by], entry }];
    }
    case "status":
      return [{ type: "device", facts: { reachable: true, locked: body.thrown, battery: body.battery } }];
  }
}

export const driver: LockDriver = {
  profile,
  refusals,
  fullTable: "full",
  wire,
  slotMachine,
  encode,
  // The body has passed the wire's schema before it comes here.
  decode: (body) => decode(body as AcmeReply | AcmeEvent | AcmeState),
  appearance: (name) => ({ name: adaptedName(name, profile.names.value) }),
};
