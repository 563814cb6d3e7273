import type { LockProfile } from "../../src/lock/profile.ts";

/** What the driver believes of August locks. `real-locks` stands for the vendor research behind this project. */
export const profile = {
  vendor: "august",
  displayName: "August",
  deviceType: "august_lock",
  provider: "august",
  manufacturer: "august",
  capacity: {
    value: 250,
    source:
      "assumed: August publishes none; Seam's generic device sample shows 250, and public-tracker#51 saw trouble above 150",
  },
  pinLengths: {
    value: [4, 5, 6],
    source: "assumed for the Smart Keypad; per model by /devices/capabilities (public-tracker#75, #88)",
  },
  pinConstraints: { value: [], source: "assumed: none is published" },
  nativeScheduling: { value: true, source: "Seam docs, access-codes/index: native scheduling table" },
  editsInPlace: { value: false, source: "yalexs and Seam: an entry is deleted and created again" },
  entryKey: "userId",
  readBack: { value: "PINs", source: "yalexs: each listed code has its pin in the clear" },
  reachedBy: {
    value: "Connect bridge",
    source: "Seam docs, August: codes need a keypad and a Connect bridge",
  },
  tableShowsPins: { value: true, source: "yalexs: the list carries the PINs in plain text" },
  tellsWhoUnlocked: {
    value: true,
    source: "Seam docs, access-codes/index: lock.unlocked carries access_code_id",
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
    replyTimeoutMs: { value: 60_000, source: "assumed: beyond yalexs' ten attempts of 2.5 s each" },
    settleMs: { value: 5_000, source: "assumed: two of yalexs' retry pauses of 2.5 s" },
    retryDelayMs: { value: 10_000, source: "assumed" },
    retryDelayMaxMs: {
      value: 26 * 60_000,
      source: "yalexs ratelimit.py: at most one wake-up in 26 minutes",
    },
    attemptsMax: { value: 10, source: "yalexs api_async.py: ten attempts" },
    loadPatienceMs: { value: 5 * 60_000, source: "assumed: Seam says only that loading can be delayed" },
    listLagMs: { value: 2 * 60_000, source: "assumed: twice the minute that other vendors' lists lag" },
    auditMs: { value: 6 * 3_600_000, source: "assumed: our choice; the activity feed tells the rest" },
  },
} as const satisfies LockProfile;
