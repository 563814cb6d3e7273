import type { Appearance, Operation, Signal } from "../../src/driver/lock-driver.ts";
import type { SlotReading, Window } from "../../src/lock/slot-value.ts";
import type { AugustCommand, AugustEvent, AugustPinEntry, AugustReply, AugustState } from "./wire.ts";

/** How operations are said in August's words, and what August's answers mean. */

const iso = (instant: number): string => new Date(instant).toISOString();

/** August splits a name at its first space; the last name of a single word is empty. Longer names pass: no limit is published. */
export function appearance(name: string): Appearance {
  const [first = "", ...rest] = name.trim().split(/\s+/);
  return { name, first_name: first, last_name: rest.join(" ") };
}

const accessOf = (window: Window | undefined) =>
  window
    ? {
        accessType: "temporary" as const,
        accessTimes: `DTSTART=${iso(window.startsAt)};DTEND=${iso(window.endsAt)}`,
      }
    : { accessType: "always" as const };

const stepBody = ({ step, slot }: Extract<Operation, { type: "slot" }>): AugustCommand => {
  if (step === "clear") return { type: "pin.delete", userID: slot.entry };
  const { first_name: firstName = "", last_name: lastName = "" } = appearance(slot.name);
  return {
    type: "pin.put",
    state: "load",
    action: step === "intendLoad" ? "intent" : "commit",
    userID: slot.entry,
    firstName,
    lastName,
    pin: slot.pin,
    ...accessOf(slot.window),
  };
};

export function encode(operation: Operation): AugustCommand {
  switch (operation.type) {
    case "slot":
      return stepBody(operation);
    // One entry costs as much as all: the cloud has no call for it.
    case "readEntry":
    case "readTable":
      return { type: "pins.get" };
    case "lockDoor":
      return { type: "remoteoperate", operation: "lock" };
    case "unlockDoor":
      return { type: "remoteoperate", operation: "unlock" };
  }
}

function windowOf(accessTimes: string | undefined): Window | undefined {
  const [, startsAt, endsAt] = /^DTSTART=([^;]+);DTEND=(.+)$/.exec(accessTimes ?? "") ?? [];
  if (!startsAt || !endsAt) return undefined;
  // The wire's schema has checked the form, which has only one meaning.
  return { startsAt: Date.parse(startsAt), endsAt: Date.parse(endsAt) };
}

const reading = (entry: AugustPinEntry, onKeypad: boolean): SlotReading => ({
  entry: entry.userID,
  value: { kind: "known", pin: entry.pin },
  onKeypad,
  name: `${entry.firstName} ${entry.lastName}`.trim(),
  window: windowOf(entry.accessTimes),
});

const methods = { keypad: "keycode", manual: "manual", remote: "remote" } as const;

export function decode(body: AugustReply | AugustEvent | AugustState): readonly Signal[] {
  switch (body.type) {
    case "ok":
    case "remoteoperate.done":
      return [{ type: "accepted" }];
    case "error":
      return [{ type: "refused", vendorCode: body.reason ?? String(body.status) }];
    case "pins":
      return [
        {
          type: "read",
          complete: true,
          readings: [
            ...body.loaded.map((entry) => reading(entry, true)),
            ...body.created.map((entry) => reading(entry, false)),
          ],
        },
      ];
    case "pins.changed":
      return [{ type: "tableChanged", entry: undefined }];
    case "lock.operated":
      return [
        {
          type: "doorMoved",
          locked: body.lockStatus === "locked",
          method: methods[body.method],
          entry: body.userID,
        },
      ];
    case "lock.details":
      return [
        {
          type: "device",
          facts: {
            reachable: body.bridge?.status === "online",
            locked: body.lockStatus === "locked",
            battery: body.battery,
            hasKeypad: body.keypad !== null,
            hasBridge: body.bridge !== null,
            errors: body.bridge === null ? ["august_lock_missing_bridge"] : [],
          },
        },
      ];
  }
}
