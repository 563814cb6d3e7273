import type { LockProfile } from "lockstep/driver-kit";

const source = "assumed: the lock is invented";

/** What the driver believes of ACME locks. */
export const profile = {
  vendor: "acme",
  displayName: "ACME",
  // Seam knows no ACME: the type of device that its clients are shown is one that they know.
  deviceType: "smartthings_lock",
  provider: "acme",
  manufacturer: "acme",
  capacity: { value: 10, source },
  pinLengths: { value: [4, 5, 6], source },
  pinConstraints: { value: [], source },
  nativeScheduling: { value: false, source },
  editsInPlace: { value: true, source },
  entryKey: "slotNumber",
  names: { value: { maxLength: 20 }, source },
  readBack: { value: "PINs", source },
  reachedBy: { value: "Wi-Fi", source },
  tableShowsPins: { value: true, source },
  tellsWhoUnlocked: { value: true, source },
  unmanagedCodes: { value: "withPins", source },
  backupPool: { value: false, source },
  takesReportedLengths: { value: false, source },
  timing: {
    replyTimeoutMs: { value: 20_000, source },
    settleMs: { value: 0, source },
    retryDelayMs: { value: 10_000, source },
    retryDelayMaxMs: { value: 30 * 60_000, source },
    attemptsMax: { value: 3, source },
    auditMs: { value: 6 * 3_600_000, source },
  },
} as const satisfies LockProfile;
