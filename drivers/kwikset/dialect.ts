import { crc32 } from "node:zlib";
import type { Appearance, Operation, Signal } from "../../src/driver/lock-driver.ts";
import { adaptedName } from "../../src/driver/names.ts";
import type { SlotContent, SlotReading } from "../../src/lock/slot-value.ts";
import { profile } from "./profile.ts";
import type {
  KwiksetCommand,
  KwiksetEvent,
  KwiksetReply,
  KwiksetSchedule,
  KwiksetState,
  KwiksetTable,
} from "./wire.ts";

/** How operations are said in Kwikset's words, and what its cloud's answers and pushes mean. */

export const appearance = (name: string, taken?: ReadonlySet<string>): Appearance => ({
  name: adaptedName(name, profile.names.value, taken),
});

const iso = (instant: number): string => new Date(instant).toISOString();

const scheduleOf = ({ window, sentStarts }: SlotContent): KwiksetSchedule =>
  window
    ? { type: "date_range", start: iso(sentStarts?.at(-1) ?? window.startsAt), end: iso(window.endsAt) }
    : { type: "all_day" };

/** The token that the lock tells of a slot with this content: see `SlotCrc` in wire.ts. */
export function fingerprint(content: SlotContent): string {
  const schedule = scheduleOf(content);
  const times = schedule.type === "all_day" ? "always" : `${schedule.start}/${schedule.end}`;
  return crc32(`${content.pin}|${times}`).toString(16).toUpperCase().padStart(8, "0");
}

function stepBody({ step, slot }: Extract<Operation, { type: "slot" }>): KwiksetCommand {
  if (step === "clear") return { type: "deleteAccessCode", slot: Number(slot.entry) };
  const content = {
    code: slot.pin,
    name: appearance(slot.name).name,
    enabled: true,
    schedule: scheduleOf(slot),
  } as const;
  return slot.entry === ""
    ? { type: "createAccessCode", slot: 0, ...content }
    : { type: "editAccessCode", slot: Number(slot.entry), ...content };
}

export function encode(operation: Operation): KwiksetCommand {
  switch (operation.type) {
    case "slot":
      return stepBody(operation);
    // There is no call for one slot.
    case "readEntry":
    case "readTable":
      return { type: "getDeviceInfo" };
    case "lockDoor":
      return { type: "lockDevice" };
    case "unlockDoor":
      return { type: "unlockDevice" };
  }
}

const reading = (slot: number, crc: string | undefined): SlotReading => ({
  entry: String(slot),
  value: crc === undefined ? { kind: "unreadable" } : { kind: "hashed", hash: crc },
  onKeypad: true,
});

/** A bit without a token proves that something stands there, and nothing else. */
function tableReadings(table: KwiksetTable): SlotReading[] {
  const bits = BigInt(`0x${table.accesscodesixtyfour ?? table.accesscodeeight ?? "0"}`);
  const crcs = new Map(table.accesscodecrc.map(({ slot_index, crc_token }) => [slot_index, crc_token]));
  const slots = Array.from({ length: 64 }, (_, slot) => slot).filter((slot) => (bits >> BigInt(slot)) & 1n);
  return slots.filter((slot) => slot > 0).map((slot) => reading(slot, crcs.get(slot)));
}

const methods = { Keypad: "keycode", Manual: "manual", Remote: "remote" } as const;

/** What the lock told of single slots at some instant. */
const told = (timestamp: string, readings: readonly SlotReading[]): readonly Signal[] => [
  { type: "read", complete: false, readings, asOf: Date.parse(timestamp) },
];

export function decode(body: KwiksetReply | KwiksetEvent | KwiksetState): readonly Signal[] {
  switch (body.type) {
    case "accepted":
      return [{ type: "accepted" }];
    case "error":
      return [{ type: "refused", vendorCode: body.reason ?? String(body.status) }];
    // What the cloud remembers. By what was sent after the lock last spoke it is not contradicted.
    case "deviceInfo":
      return [
        {
          type: "read",
          complete: true,
          readings: tableReadings(body),
          asOf: Date.parse(body.lastupdatestatus),
        },
      ];
    case "accessCodes":
      return [
        { type: "read", complete: true, readings: tableReadings(body), asOf: Date.parse(body.timestamp) },
      ];
    case "singleAccessCodeCrc":
      return told(body.timestamp, [reading(body.slot_index, body.crc_token)]);
    case "lockmqresponse":
      return told(body.timestamp, [
        { entry: String(body.slot_index), value: { kind: "empty" }, onKeypad: true },
      ]);
    case "history":
      return [
        {
          type: "doorMoved",
          locked: body.event === "Locked",
          method: methods[body.eventtype],
          entry: body.slot_index === undefined ? undefined : String(body.slot_index),
        },
      ];
    case "accessDenied":
      return [{ type: "accessDenied" }];
    case "device":
      return [
        {
          type: "device",
          facts: {
            reachable: body.connected,
            locked: body.doorstatus === "Locked",
            battery: body.batterypercentage / 100,
            details: {
              device_id: body.deviceid,
              device_name: body.devicename,
              model_number: body.modelnumber,
            },
          },
        },
      ];
  }
}
