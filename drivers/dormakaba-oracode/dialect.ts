import assert from "node:assert/strict";
import type { Appearance, Operation, Signal } from "../../src/driver/lock-driver.ts";
import type { OracodeEvent, OracodeReply, OracodeState, OracodeUserLevel } from "./wire.ts";

/** What Oracode Live's answers mean. */

export const appearance = (name: string): Appearance => ({ name });

/** Nothing can be done at a door that is never online: the framework asks for offline codes alone. */
export const encode = ({ type }: Operation): never => assert.fail(`Oracode has no words for "${type}"`);

export function decode(body: OracodeReply | OracodeEvent | OracodeState): readonly Signal[] {
  switch (body.type) {
    case "code":
      return [{ type: "accepted", entry: body.stayId, pin: body.code }];
    case "error":
      return [{ type: "refused", vendorCode: body.reason }];
    case "site.synced":
      return [];
    case "door":
      // How the door is, nobody knows. What can be reached is the server.
      return [{ type: "device", facts: { reachable: true, details: metadata(body) } }];
  }
}

/** Seam's `dormakaba_oracode_metadata` (@seamapi/types@1.490.0). */
const metadata = ({
  doorId,
  doorName,
  doorIsWireless,
  siteId,
  siteName,
  ianaTimezone,
  userLevels,
}: OracodeState) => ({
  door_id: doorId,
  door_name: doorName,
  door_is_wireless: doorIsWireless,
  site_id: siteId,
  site_name: siteName,
  iana_timezone: ianaTimezone,
  predefined_time_slots: userLevels.map(timeSlot),
});

const timeSlot = (level: OracodeUserLevel) => ({
  name: level.name,
  prefix: level.prefix,
  check_in_time: level.checkInTime,
  check_out_time: level.checkOutTime,
  is_24_hour: level.is24Hour,
  is_biweekly_mode: level.isBiweeklyMode,
  is_one_shot: level.isOneShot,
  is_master: level.isMaster,
  ext_dormakaba_oracode_user_level_prefix: level.prefix,
  dormakaba_oracode_user_level_id: level.userLevelId,
});
