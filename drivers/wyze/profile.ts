import type { LockProfile } from "../../src/lock/profile.ts";

/** What the driver believes of Wyze locks. "wyze-sdk": shauntarves/wyze-sdk 1677fd0. */
export const profile = {
  vendor: "wyze",
  displayName: "Wyze",
  deviceType: "wyze_lock",
  provider: "wyze",
  manufacturer: "wyze",
  capacity: { value: 50, source: "support.wyze.com, Keypad Code Management: up to 50 codes" },
  pinLengths: {
    value: [4, 5, 6, 7, 8],
    source: "wyze-sdk, create_access_code: 4 to 8 digits; support.wyze.com says the same of the Palm Lock",
  },
  pinConstraints: { value: [], source: "assumed: none is published" },
  nativeScheduling: { value: true, source: "Seam docs, access-codes/index: native scheduling table" },
  editsInPlace: { value: true, source: "wyze-sdk, update_access_code: a new PIN for the same password" },
  entryKey: "assigned",
  names: {
    value: { unique: true },
    source: "@seamapi/types@1.490.0: wyze_duplicate_code_name; that no length is limited is assumed",
  },
  readBack: {
    value: "a token",
    source: "wyze-sdk: the list shows when a password was last written, not its PIN",
  },
  reachedBy: { value: "Wyze gateway", source: "wyze-sdk: keypad and gateway are devices of their own" },
  tableShowsPins: {
    value: true,
    source:
      "wyze-sdk: there is only the list, which shows of each password all that is ever shown: not its PIN",
  },
  tellsWhoUnlocked: {
    value: false,
    source: "Seam docs, access-codes/index: not among the vendors that tell",
  },
  unmanagedCodes: {
    value: "withoutPins",
    source:
      "Seam docs, wyze-locks/get-started: PINs made outside Seam are unknowable; that they cannot be converted is assumed",
  },
  backupPool: { value: true, source: "Seam docs, backup-access-codes: all locks but Salto's" },
  takesReportedLengths: { value: false, source: "Seam API, report_device_constraints: SmartThings only" },
  timing: {
    replyTimeoutMs: { value: 60_000, source: "assumed: beyond any HTTP call" },
    settleMs: { value: 10_000, source: "assumed: an operation is mostly done by then" },
    retryDelayMs: { value: 10_000, source: "assumed" },
    retryDelayMaxMs: { value: 30 * 60_000, source: "assumed: spares the lock's battery" },
    attemptsMax: { value: 3, source: "assumed: what fails three times is no accident" },
    loadPatienceMs: {
      value: 15 * 60_000,
      source: "assumed: when a code is called delayed, its operation is looked at less often",
    },
    listLagMs: { value: 2 * 60_000, source: "assumed: twice the minute that other vendors' lists lag" },
    auditMs: { value: 6 * 3_600_000, source: "assumed: our choice; the app is told of the rest" },
  },
} as const satisfies LockProfile;
