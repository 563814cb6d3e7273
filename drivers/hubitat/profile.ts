import type { LockProfile } from "../../src/lock/profile.ts";

/** What the driver believes of locks behind a Hubitat hub. "virtualLock": hubitat/HubitatPublic, examples/drivers/virtualLock.groovy. */
export const profile = {
  vendor: "hubitat",
  displayName: "Hubitat",
  deviceType: "hubitat_lock",
  provider: "hubitat",
  manufacturer: "hubitat",
  capacity: { value: 20, source: "virtualLock: maxCodes is taken to be 20 where a lock reports none" },
  pinLengths: { value: [4], source: "virtualLock: codeLength is taken to be 4 where a lock reports none" },
  pinConstraints: { value: [], source: "assumed: none is published" },
  nativeScheduling: {
    value: false,
    source: "assumed: not in Seam's table of native scheduling; setCode has no times",
  },
  editsInPlace: { value: true, source: "virtualLock: setCode on a taken position changes it" },
  entryKey: "slotNumber",
  names: { value: { unique: true }, source: "virtualLock: a name that is in use is refused" },
  readBack: { value: "PINs", source: "virtualLock: lockCodes holds names and codes" },
  reachedBy: { value: "Hubitat hub", source: "virtualLock stands for Z-Wave and Zigbee locks of the hub" },
  tableShowsPins: { value: true, source: "virtualLock: lockCodes holds names and codes" },
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
    replyTimeoutMs: { value: 30_000, source: "assumed: the Maker API answers without waiting for the lock" },
    settleMs: { value: 15_000, source: "assumed: a Z-Wave command and the report that follows it" },
    retryDelayMs: { value: 30_000, source: "assumed" },
    retryDelayMaxMs: {
      value: 10 * 60_000,
      source: "assumed: spares the battery, and yet no hub tells when the lock is back",
    },
    attemptsMax: { value: 3, source: "assumed" },
    loadPatienceMs: {
      value: 2 * 60_000,
      source: "assumed: longer than codeChanged stays away on a lock that has taken the code",
    },
    auditMs: { value: 6 * 3_600_000, source: "assumed: our choice; codeChanged tells the rest" },
  },
} as const satisfies LockProfile;
