import type { LockProfile } from "../../src/lock/profile.ts";

/**
 * What the driver believes of Kwikset's Wi-Fi locks. "kwikset-ha" is explosivo22/kwikset-ha 616b437, "Seam's guide" the page on
 * Kwikset locks in Seam's docs (8c319e50).
 */
export const profile = {
  vendor: "kwikset",
  displayName: "Kwikset",
  deviceType: "kwikset_lock",
  provider: "kwikset",
  manufacturer: "kwikset",
  capacity: {
    value: 63,
    source: "assumed: Seam publishes none; kwikset-ha reads a bitmap of 64 slots, and 0 is none of them",
  },
  pinLengths: { value: [4, 5, 6, 7, 8], source: "Seam's guide" },
  pinConstraints: { value: [], source: "assumed: none is published for the Wi-Fi locks" },
  nativeScheduling: { value: true, source: "Seam docs, access-codes/index: native scheduling table" },
  startLeadMs: {
    value: 3 * 60_000,
    source: "Seam's guide: a start must be in the future; seamapi/public-tracker#28: three minutes from now",
  },
  editsInPlace: { value: true, source: "kwikset-ha: edit_access_code writes the slot that it names" },
  entryKey: "assigned",
  reusesKeys: {
    value: true,
    source: "kwikset-ha: an entry's key is its slot; assumed: the lock fills the lowest free one",
  },
  readBack: { value: "a token", source: "kwikset-ha: a CRC token for each PIN" },
  reachedBy: { value: "Wi-Fi", source: "Seam's guide: Halo locks, which are on the Wi-Fi themselves" },
  tableShowsPins: {
    value: true,
    source: "kwikset-ha: the table tells as much as one slot does, which is a token for each PIN",
  },
  tellsWhoUnlocked: {
    value: true,
    source: "Seam docs, access-codes/index: lock.unlocked carries access_code_id",
  },
  names: {
    value: { minLength: 2, maxLength: 14, unique: true },
    source:
      "Seam's guide: 2 to 14; Seam's troubleshooting page: a duplicate name keeps a code from being confirmed",
  },
  unmanagedCodes: { value: "none", source: "Seam's guide: codes set in the Kwikset app are not supported" },
  backupPool: { value: true, source: "Seam docs, backup-access-codes: all locks but Salto's" },
  takesReportedLengths: {
    value: false,
    source: "Seam API, report_device_constraints: SmartThings only",
  },
  timing: {
    replyTimeoutMs: { value: 60_000, source: "assumed: beyond any answer of a cloud that is there" },
    settleMs: { value: 30_000, source: "assumed: by then the lock has told what it did, or will not" },
    retryDelayMs: { value: 30_000, source: "assumed" },
    retryDelayMaxMs: { value: 15 * 60_000, source: "kwikset-ha: polls every 900 s while pushes arrive" },
    attemptsMax: { value: 5, source: "assumed: Seam warns first, and publishes no number" },
    auditMs: { value: 6 * 3_600_000, source: "assumed: our choice; pushes tell the rest" },
  },
} as const satisfies LockProfile;
