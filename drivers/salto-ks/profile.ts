import type { LockProfile } from "../../src/lock/profile.ts";

/** What the driver believes of Salto KS locks. "KB": claysolutions.freshdesk.com, the knowledge base of Salto KS's makers. */
export const profile = {
  vendor: "salto-ks",
  displayName: "Salto KS",
  deviceType: "salto_lock",
  provider: "salto_ks",
  manufacturer: "salto",
  capacity: {
    value: 100,
    source:
      "Seam docs, get-started-with-salto-locks: the sample lock; the site's subscription decides, and reports it",
  },
  pinLengths: {
    value: [6, 7],
    source:
      "KB, General info about the pin: 6 digits, sometimes 7 (Seam's guide says 6, its overview 6 to 10)",
  },
  pinConstraints: {
    value: [],
    source: "Seam docs, access-code-requirements: a PIN cannot be specified, so none can be wrong",
  },
  nativeScheduling: { value: true, source: "Seam docs, access-codes/index: native scheduling table" },
  editsInPlace: {
    value: true,
    source: "KB: a user's PIN can be made anew; that times and names change in place is assumed",
  },
  entryKey: "assigned",
  assignsPins: { value: true, source: "Seam docs, salto-locks/index: Salto generates the PIN" },
  names: {
    value: { unique: true },
    source:
      "assumed: Salto takes the same name twice; ours differ, so that a user whose id was never told is found again",
  },
  readBack: {
    value: "a token",
    source:
      "KB: a PIN that was forgotten cannot be recovered; that the list tells which PIN it is by a key is assumed",
  },
  reachedBy: { value: "IQ hub", source: "Seam docs, get-started-with-salto-locks" },
  tableShowsPins: {
    value: true,
    source:
      "KB: a PIN that was forgotten cannot be recovered; the list shows of each user all that is ever shown",
  },
  tellsWhoUnlocked: {
    value: true,
    source: "Seam docs, access-codes/index: lock.unlocked carries access_code_id",
  },
  unmanagedCodes: {
    value: "withoutPins",
    source: "KB: a PIN cannot be recovered; that such users cannot be converted is assumed",
  },
  backupPool: { value: false, source: "Seam docs, backup-access-codes: all locks but Salto's" },
  takesReportedLengths: { value: false, source: "Seam API, report_device_constraints: SmartThings only" },
  timing: {
    replyTimeoutMs: { value: 60_000, source: "assumed: beyond any HTTP call" },
    settleMs: { value: 10_000, source: "assumed: an IQ that is online has mostly synced by then" },
    retryDelayMs: { value: 10_000, source: "assumed" },
    retryDelayMaxMs: { value: 30 * 60_000, source: "assumed: spares the site's API" },
    attemptsMax: { value: 3, source: "assumed" },
    loadPatienceMs: {
      value: 15 * 60_000,
      source: "assumed: when a code is called delayed, its sync is looked at less often",
    },
    listLagMs: { value: 2 * 60_000, source: "assumed: twice the minute that other vendors' lists lag" },
    auditMs: { value: 6 * 3_600_000, source: "assumed: our choice; the site's log tells of the rest" },
  },
} as const satisfies LockProfile;
