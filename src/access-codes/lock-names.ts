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
  // Two nameless codes are told apart where names must be unique.
  const wanted = name ?? `Code ${accessCodeId.slice(0, 8)}`;
  return records.driverOf(device).appearance(wanted, taken).name;
}
