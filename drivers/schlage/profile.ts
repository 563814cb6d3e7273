import type { LockProfile } from "../../src/lock/profile.ts";

/** What the driver believes of Schlage Encode locks. "pyschlage" is dknowles2/pyschlage 3b943f4 with its PROTOCOL.md. */
export const profile = {
  vendor: "schlage",
  displayName: "Schlage",
  deviceType: "schlage_lock",
  provider: "schlage",
  manufacturer: "schlage",
  capacity: {
    value: 100,
    source: "assumed: Seam publishes none; the lock reports its own (pyschlage, maxUserCodes)",
  },
  pinLengths: {
    value: [4, 5, 6, 7, 8],
    source: "Seam docs, api/devices/object: Encode sample; the lock reports the one that it has",
  },
  pinConstraints: {
    value: [],
    source:
      "assumed: Seam's Encode sample names none; @seamapi/types has unique_first_four_digits for Schlage, and nobody says whether of one PIN or of all",
  },
  nativeScheduling: { value: true, source: "Seam docs, access-codes/index: native scheduling table" },
  scheduleStepMs: { value: 1_000, source: "pyschlage: activationSecs and expirationSecs" },
  editsInPlace: { value: false, source: "@seamapi/types: must_be_recreated_on_device" },
  entryKey: "assigned",
  readBack: {
    value: "PINs",
    source:
      "pyschlage: a clear number; Home Assistant shows asterisks for some (a variant of the simulated lock)",
  },
  reachedBy: { value: "Wi-Fi", source: "pyschlage: Encode locks are on the Wi-Fi themselves" },
  tableShowsPins: {
    value: true,
    source: "pyschlage: the list shows the PINs, or asterisks, as one entry does",
  },
  tellsWhoUnlocked: {
    value: true,
    source: "Seam docs, access-codes/index: lock.unlocked carries access_code_id",
  },
  names: {
    value: { maxLength: 9, unique: true },
    source:
      "Seam docs, api/devices/object: name_length of the Encode sample; that names differ is our choice, since a masked code is known by nothing else",
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
    replyTimeoutMs: {
      value: 90_000,
      source: "pyschlage: its HTTP calls time out after 60 s; ours must not be sooner",
    },
    settleMs: { value: 15_000, source: "assumed: the list is seldom fresh before that" },
    retryDelayMs: { value: 30_000, source: "assumed: spares the cloud, which limits calls" },
    retryDelayMaxMs: { value: 15 * 60_000, source: "assumed" },
    attemptsMax: { value: 3, source: "assumed" },
    listLagMs: {
      value: 5 * 60_000,
      source:
        "assumed: seamapi/public-tracker#126 and #130 tell of minutes in which the list lacks a code that works",
    },
    auditMs: { value: 6 * 3_600_000, source: "assumed: our choice; the log tells the rest" },
  },
} as const satisfies LockProfile;
