import type { LockProfile } from "../../src/lock/profile.ts";

/** What the driver believes of locks behind a SmartThings hub. "Edge drivers": SmartThingsCommunity/SmartThingsEdgeDrivers 53c74eb. */
export const profile = {
  vendor: "smartthings",
  displayName: "SmartThings",
  deviceType: "smartthings_lock",
  provider: "smartthings",
  manufacturer: "smartthings",
  capacity: {
    value: 20,
    source: "Edge drivers: the table defaults to 20 entries where the lock reports none",
  },
  pinLengths: {
    value: undefined,
    source: "Seam docs, report_device_constraints: many locks report no lengths",
  },
  pinConstraints: { value: [], source: "assumed: none is published" },
  nativeScheduling: { value: false, source: "Seam docs, access-codes/index: native scheduling table" },
  editsInPlace: { value: true, source: "Edge drivers: setCode on a taken slot overwrites it" },
  entryKey: "slotNumber",
  readBack: {
    value: "PINs",
    source: "Edge drivers: requestCode reads the slot from the lock; some Schlage locks answer asterisks",
  },
  reachedBy: { value: "SmartThings hub", source: "Edge drivers: Zigbee or Z-Wave from the hub" },
  tableShowsPins: { value: false, source: "Edge drivers: the lockCodes attribute holds slots and names" },
  tellsWhoUnlocked: {
    value: false,
    source: "Seam docs, access-codes/index: not among the vendors that tell",
  },
  unmanagedCodes: {
    value: "withoutPins",
    source: "Seam docs, migrating-existing-access-codes: listed without their code, no conversion",
  },
  backupPool: { value: true, source: "Seam docs, backup-access-codes: all locks but Salto's" },
  takesReportedLengths: {
    value: true,
    source: "Seam API, report_device_constraints: supported for SmartThings devices",
  },
  timing: {
    replyTimeoutMs: { value: 30_000, source: "assumed: beyond the Edge drivers' busy flag of 10 s" },
    settleMs: { value: 4_200, source: "Edge drivers: read-back 4 s after a set, 4.2 s for Schlage" },
    retryDelayMs: { value: 10_000, source: "Edge drivers: the busy flag lapses after 10 s" },
    retryDelayMaxMs: { value: 30 * 60_000, source: "assumed: spares the lock's battery" },
    attemptsMax: { value: 3, source: "assumed: the Edge drivers do not retry at all" },
    auditMs: { value: 6 * 3_600_000, source: "assumed: our choice; codeChanged tells the rest" },
  },
} as const satisfies LockProfile;
