import type { Records } from "./records.ts";
import type { DeviceRow } from "./rows.ts";

/**
 * What a lock will call a code: adapted to its vendor's rules, and told apart from the lock's other codes. It is decided when
 * the code is named and stays, whatever other codes come and go.
 */
export function nameOnLock(
  records: Records,
  device: DeviceRow,
  accessCodeId: string,
  name: string | null,
): string {
  const others = records.codes
    .where("device", device.deviceId)
    .filter((row) => row.accessCodeId !== accessCodeId);
  const strangers = records.options.journal.foreignEntries.where("device", device.deviceId);
  const taken = new Set([
    ...others.map((row) => row.nameOnLock),
    ...strangers.flatMap(({ name: theirs }) => theirs ?? []),
  ]);
  return records.driverOf(device).appearance(nameWanted(accessCodeId, name), taken).name;
}

/** What a code is to be called. Two nameless ones are told apart where names must be unique. */
export const nameWanted = (accessCodeId: string, name: string | null): string =>
  name ?? `Code ${accessCodeId.slice(0, 8)}`;
