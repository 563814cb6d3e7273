import type { LockProfile } from "../../src/lock/profile.ts";

/** What the driver believes of igloohome locks. "Public clients" are several that speak to api.igloodeveloper.co. */
export const profile = {
  vendor: "igloohome",
  displayName: "igloohome",
  deviceType: "igloohome_lock",
  provider: "igloohome",
  manufacturer: "igloohome",
  capacity: {
    value: 199,
    source: "Seam docs, creating-igloohome-offline-access-codes: 199 PINs, online and offline together",
  },
  pinLengths: {
    value: [4, 5, 6],
    source: "Seam docs, get-started-with-igloo-locks; public-tracker#113 speaks of 4 to 9 digits",
  },
  pinConstraints: { value: [], source: "assumed: none on the digits is published" },
  nativeScheduling: { value: true, source: "Seam docs, access-codes/index: native scheduling table" },
  scheduleStepMs: { value: 1_000, source: "public clients: times are written to the second" },
  editsInPlace: {
    value: false,
    source: "public clients know jobs to create and to delete; an edit had no effect (public-tracker#44)",
  },
  entryKey: "assigned",
  gatewaySerialises: {
    value: true,
    source: "assumed from the queue of 20 jobs per bridge (Seam docs, igloohome-error-and-warning-codes)",
  },
  readBack: { value: "PINs", source: "assumed: /devices/{id}/access carries the digits" },
  reachedBy: { value: "Wi-Fi bridge", source: "Seam docs, igloohome: online codes go through a bridge" },
  tableShowsPins: { value: true, source: "assumed: /devices/{id}/access carries the digits" },
  tellsWhoUnlocked: {
    value: false,
    source: "Seam docs, access-codes/index: not among the vendors that tell",
  },
  unmanagedCodes: {
    value: "withPins",
    source: "Seam docs, migrating-existing-access-codes: listed, no conversion",
  },
  backupPool: { value: true, source: "Seam docs, backup-access-codes: all locks but Salto's" },
  takesReportedLengths: {
    value: false,
    source: "Seam API, report_device_constraints: SmartThings only",
  },
  timing: {
    replyTimeoutMs: { value: 30_000, source: "assumed: as the public clients wait for an HTTP call" },
    settleMs: { value: 15_000, source: "public clients: 15 s before the list is believed" },
    retryDelayMs: { value: 15_000, source: "assumed: as the settling" },
    retryDelayMaxMs: { value: 10 * 60_000, source: "assumed: jobs die within minutes (public-tracker#132)" },
    attemptsMax: { value: 3, source: "assumed: Seam says only that it tries again" },
    jobPatienceMs: { value: 60_000, source: "public clients: jobs are polled for 45 to 60 s" },
    listLagMs: { value: 2 * 60_000, source: "assumed: twice the minute that other vendors' lists lag" },
    auditMs: { value: 6 * 3_600_000, source: "assumed: our choice; the cloud's news tell the rest" },
  },
} as const satisfies LockProfile;
