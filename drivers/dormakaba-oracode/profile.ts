import type { LockProfile } from "../../src/lock/profile.ts";

/** What the driver believes of Oracode doors. "Seam docs" are the pages on dormakaba Oracode locks. */
export const profile = {
  vendor: "dormakaba-oracode",
  displayName: "dormakaba Oracode",
  deviceType: "dormakaba_oracode_door",
  provider: "dormakaba_oracode",
  manufacturer: "dormakaba_oracode",
  capacity: { value: 0, source: "Seam docs: the door holds no codes, it verifies them" },
  pinLengths: { value: undefined, source: "Seam docs: the server makes them, with the level's prefix first" },
  pinConstraints: { value: [], source: "Seam docs: no code can be chosen" },
  nativeScheduling: { value: false, source: "Seam docs, access-codes/index: native scheduling table" },
  editsInPlace: { value: false, source: "Seam docs: an offline code cannot be changed" },
  entryKey: "assigned",
  onlineCodes: { value: false, source: "Seam docs, dormakaba-oracode-locks/index: offline codes only" },
  assignsPins: { value: true, source: "Seam docs: an offline code cannot be chosen" },
  readBack: { value: "nothing", source: "Seam docs: the door is never online" },
  reachedBy: {
    value: "nothing: never online",
    source: "Seam docs, dormakaba-oracode-locks/index: offline codes only",
  },
  tableShowsPins: { value: false, source: "Seam docs: the door is never online" },
  tellsWhoUnlocked: { value: false, source: "Seam docs: the door is never online" },
  unmanagedCodes: { value: "none", source: "Seam docs: the door is never online" },
  backupPool: { value: false, source: "assumed: a pool needs codes that can be set ahead of need and kept" },
  takesReportedLengths: {
    value: false,
    source: "Seam API, report_device_constraints: SmartThings only",
  },
  timing: {
    replyTimeoutMs: { value: 30_000, source: "assumed: beyond any answer of a server" },
    settleMs: { value: 1_000, source: "assumed: nothing is read" },
    retryDelayMs: { value: 10_000, source: "assumed" },
    retryDelayMaxMs: { value: 10 * 60_000, source: "assumed" },
    attemptsMax: { value: 3, source: "assumed" },
    auditMs: { value: 24 * 3_600_000, source: "assumed: nothing is read" },
  },
} as const satisfies LockProfile;
