import type { LockProfile } from "../../src/lock/profile.ts";

/** What the driver believes of TTLock locks behind a gateway. "API": euopen.ttlock.com, cloud API version 3. */
export const profile = {
  vendor: "ttlock",
  displayName: "TTLock",
  deviceType: "ttlock_lock",
  provider: "ttlock",
  manufacturer: "ttlock",
  capacity: {
    value: 250,
    source:
      "API, error codes: -3009, the space for custom passcodes (250) is used up; a reseller's page says 150",
  },
  pinLengths: { value: [4, 5, 6, 7, 8, 9], source: "API, error codes: -3006, 4 to 9 digits" },
  pinConstraints: {
    value: [],
    source: "Seam docs, access-code-requirements: none but a keypad's missing keys, which the lock reports",
  },
  nativeScheduling: { value: true, source: "Seam docs, access-codes/index: native scheduling table" },
  editsInPlace: { value: true, source: "API, keyboardPwd/change" },
  entryKey: "assigned",
  gatewaySerialises: { value: true, source: "API, error codes: -3003, the gateway is busy" },
  readBack: { value: "PINs", source: "API, lock/listKeyboardPwd" },
  reachedBy: { value: "gateway", source: "API, addType 2: through the gateway" },
  tableShowsPins: { value: true, source: "API, lock/listKeyboardPwd: the list carries the passcodes" },
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
    replyTimeoutMs: {
      value: 60_000,
      source:
        "assumed: beyond the 7 to 8 s of a lock that sleeps (hass-ttlock#1) and a gateway that gives up",
    },
    settleMs: { value: 10_000, source: "assumed: the cloud has heard from the lock by then" },
    retryDelayMs: { value: 10_000, source: "assumed: a gateway is busy for the length of one command" },
    retryDelayMaxMs: {
      value: 30 * 60_000,
      source: "assumed: calls are limited by the month (API, error codes: 30007)",
    },
    attemptsMax: { value: 3, source: "assumed" },
    listLagMs: { value: 2 * 60_000, source: "assumed: twice the minute that other vendors' lists lag" },
    auditMs: { value: 6 * 3_600_000, source: "assumed: our choice; callbacks tell the rest" },
  },
} as const satisfies LockProfile;
