import type { LockProfile } from "../../src/lock/profile.ts";

/** What the driver believes of Lockly locks. "Seam docs" are the pages on Lockly locks, "manuals" those of Lockly's locks. */
export const profile = {
  vendor: "lockly",
  displayName: "Lockly",
  deviceType: "lockly_lock",
  provider: "lockly",
  manufacturer: "lockly",
  capacity: {
    value: 50,
    source: "assumed: Seam docs name the lock's memory and the subscription as limits, and no number",
  },
  pinLengths: { value: [6, 7, 8], source: "Seam docs, lockly-locks/index: 6 to 8 digits" },
  pinConstraints: { value: [], source: "assumed: none is published" },
  nativeScheduling: { value: false, source: "Seam docs, access-codes/index: native scheduling table" },
  editsInPlace: { value: false, source: "assumed: a code is deleted and added again" },
  entryKey: "assigned",
  readBack: { value: "PINs", source: "assumed: the app shows the codes that it has made" },
  reachedBy: {
    value: "Wi-Fi bridge",
    source: "Seam docs, lockly-locks/index: online codes need a Wi-Fi bridge",
  },
  tableShowsPins: { value: true, source: "assumed: the app shows the codes that it has made" },
  tellsWhoUnlocked: {
    value: false,
    source: "Seam docs, access-codes/index: not among the vendors that tell",
  },
  unmanagedCodes: {
    value: "convertible",
    source: "Seam docs, migrating-existing-access-codes: not among the providers without conversion",
  },
  backupPool: { value: true, source: "Seam docs, backup-access-codes: all locks but Salto's" },
  takesReportedLengths: {
    value: false,
    source: "Seam API, report_device_constraints: SmartThings only",
  },
  timing: {
    replyTimeoutMs: { value: 30_000, source: "assumed: beyond a hub's way to its lock and back" },
    settleMs: { value: 3_000, source: "assumed" },
    retryDelayMs: { value: 10_000, source: "assumed" },
    retryDelayMaxMs: { value: 15 * 60_000, source: "assumed: spares the lock's battery" },
    attemptsMax: { value: 3, source: "assumed" },
    listLagMs: { value: 2 * 60_000, source: "assumed: twice the minute that other vendors' lists lag" },
    auditMs: { value: 6 * 3_600_000, source: "assumed: our choice; the cloud's news tell the rest" },
  },
} as const satisfies LockProfile;
