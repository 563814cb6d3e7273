import { createMachine } from "xstate";
import type { AccountRow } from "../../src/access-codes/rows.ts";
import { createSeamService, type SeamServiceParts } from "../../src/access-codes/seam-service.ts";
import type { CreateAccessCode } from "../../src/access-codes/service.ts";
import { StepClock } from "../../src/conformance/step-clock.ts";
import type { LockDriver } from "../../src/driver/lock-driver.ts";
import type { OfflineCodes } from "../../src/driver/offline-codes.ts";
import type { Placement } from "../../src/driver/programmer.ts";
import { createEventLog, type LiveEventLog } from "../../src/events/event-log.ts";
import type { Ids } from "../../src/kernel/ports.ts";
import { seededRandom } from "../../src/kernel/random.ts";
import type { PressResult } from "../../src/lock/door.ts";
import type { Fact, LockProfile } from "../../src/lock/profile.ts";
import type { Collection } from "../../src/store/collection.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import { FakeProgrammer } from "./fake-programmer.ts";

/** Noon, so that hours can be counted in both directions. */
export const startAt = Date.parse("2026-03-01T12:00:00Z");
export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export const iso = (instant: number): string => new Date(instant).toISOString();

const fact = <T>(value: T): Fact<T> => ({ value, source: "assumed: a lock of the tests" });

const profileOf = (vendor: string, differences: Partial<LockProfile>): LockProfile => ({
  vendor,
  displayName: "Test",
  deviceType: "august_lock",
  provider: "august",
  manufacturer: "august",
  capacity: fact(100),
  pinLengths: fact(undefined),
  pinConstraints: fact([]),
  nativeScheduling: fact(false),
  editsInPlace: fact(false),
  entryKey: "slotNumber",
  readBack: fact("PINs"),
  reachedBy: fact("a hub"),
  tableShowsPins: fact(true),
  tellsWhoUnlocked: fact(true),
  unmanagedCodes: fact("convertible"),
  backupPool: fact(true),
  takesReportedLengths: fact(false),
  timing: {
    replyTimeoutMs: fact(1),
    settleMs: fact(1),
    retryDelayMs: fact(1),
    retryDelayMaxMs: fact(1),
    attemptsMax: fact(1),
    auditMs: fact(1),
  },
  ...differences,
});

const driverOf = (vendor: string, differences: Partial<LockProfile>): LockDriver => ({
  profile: profileOf(vendor, differences),
  refusals: {},
  fullTable: "full",
  wire: { vendor } as LockDriver["wire"],
  slotMachine: createMachine({}),
  encode: () => {
    throw new Error("the fake programmer encodes nothing");
  },
  decode: () => [],
  appearance: (name) => ({ name: name.slice(0, 14) }),
});

/** Codes by the hour, two for each time. */
const offline: OfflineCodes = {
  oneTime: fact(true),
  exhausted: "full",
  plan: ({ startsAt, endsAt, isOneTime, roundingMs }) => {
    if (startsAt === null) return { type: "code", window: undefined, variants: 2 };
    const from = Math.floor(startsAt / hour) * hour;
    const until = isOneTime || endsAt === null ? from + day : Math.ceil(endsAt / hour) * hour;
    if (startsAt - from > roundingMs)
      return { type: "invalid", parameter: "starts_at", problem: "is too odd" };
    if (until - from > 30 * day) return { type: "refused", vendorCode: "tooLong" };
    return { type: "code", window: { startsAt: from, endsAt: until }, variants: 2 };
  },
  encode: () => {
    throw new Error("the fake programmer encodes nothing");
  },
  warnings: ({ window }, _, now) =>
    window && now < window.startsAt + hour
      ? [{ code: "igloo_algopin_must_be_used_within_24_hours", message: "Use it soon." }]
      : [],
};

/** Families that differ in what the access codes look at. */
export const drivers = {
  native: driverOf("native", {
    nativeScheduling: fact(true),
  }),
  justInTime: driverOf("justInTime", { pinLengths: fact([4, 6]), backupPool: fact(false) }),
  nativeEditing: driverOf("nativeEditing", { nativeScheduling: fact(true), editsInPlace: fact(true) }),
  editing: driverOf("editing", { editsInPlace: fact(true), takesReportedLengths: fact(true) }),
  assigning: driverOf("assigning", { nativeScheduling: fact(true), assignsPins: fact(true) }),
  offline: { ...driverOf("offline", { onlineCodes: fact(false) }), offline },
} satisfies Record<string, LockDriver>;

export type Family = keyof typeof drivers;

/** Ids of version 4, in the order in which they are asked for. */
export class FakeIds implements Ids {
  #count = 0;

  uuid(): string {
    return `00000000-0000-4000-8000-${String(this.#count++).padStart(12, "0")}`;
  }
}

export interface SeamWorldOptions {
  readonly capacity?: number;
  readonly store?: Store;
  readonly pressKeypad?: () => PressResult;
}

export const deviceIds: Readonly<Record<Family, string>> = {
  native: "10000000-0000-4000-8000-000000000001",
  justInTime: "10000000-0000-4000-8000-000000000002",
  nativeEditing: "10000000-0000-4000-8000-000000000003",
  editing: "10000000-0000-4000-8000-000000000004",
  assigning: "10000000-0000-4000-8000-000000000005",
  offline: "10000000-0000-4000-8000-000000000006",
};

export const accountId = "20000000-0000-4000-8000-000000000001";
const workspaceId = "30000000-0000-4000-8000-000000000001";

/** The service over a store in memory, with one lock of each family, a clock and locks that the test moves. */
export class SeamWorld {
  readonly clock = new StepClock(startAt);
  readonly ids = new FakeIds();
  readonly store: Store;
  readonly #options: SeamWorldOptions;
  parts!: SeamServiceParts;
  log!: LiveEventLog;
  locks!: FakeProgrammer;

  constructor(options: SeamWorldOptions = {}) {
    this.#options = options;
    this.store = options.store ?? openStore();
    this.#boot();
  }

  #boot(): void {
    const { clock, ids, store } = this;
    const journal = store.inWorkspace(workspaceId);
    this.log = createEventLog({ clock, ids, workspaceId, store: journal });
    this.parts = createSeamService({
      clock,
      random: seededRandom(1),
      ids,
      journal,
      events: this.log,
      drivers,
      pressKeypad: this.#options.pressKeypad ?? (() => ({ opened: true, reason: "opened" })),
      lockByHand: () => {},
      workspaceId,
    });
    this.locks = new FakeProgrammer({
      clock,
      ids,
      journal: store.placements,
      foreign: store.foreignEntries,
      transaction: (work) => store.transaction(work),
      listener: this.parts.listener,
      ...(this.#options.capacity !== undefined && { capacity: this.#options.capacity }),
    });
    this.parts.attach(this.locks);
    this.parts.seedDevices(
      Object.entries(deviceIds).map(([vendor, deviceId]) => ({
        deviceId,
        vendor,
        gateway: `gateway-${vendor}`,
        connectedAccountId: accountId,
        name: `Door ${vendor}`,
        zone: "America/Los_Angeles",
      })),
    );
    this.parts.resume();
  }

  /** The process dies and another starts on the same data. */
  restart(): void {
    this.clock.die();
    this.#boot();
  }

  /** The rows of the accounts, for what no request can change. */
  get accounts(): Collection<AccountRow> {
    return this.store
      .inWorkspace(workspaceId)
      .collection("connected_accounts", { id: (row: AccountRow) => row.connectedAccountId });
  }

  get service() {
    return this.parts.service;
  }

  /** Creates a code on the family's lock and returns its id. */
  create(family: Family, input: Omit<CreateAccessCode, "device_id"> = {}): string {
    return this.service.accessCodes.create({ device_id: deviceIds[family], ...input }).accessCode
      .access_code_id;
  }

  code(id: string) {
    return this.service.accessCodes.get({ access_code_id: id });
  }

  exists(id: string): boolean {
    return this.service.accessCodes.list({ access_code_ids: [id] }).items.length > 0;
  }

  /** The live placements of a code, oldest first. */
  placements(id: string): Placement[] {
    return this.locks.live.filter(({ accessCodeId }) => accessCodeId === id);
  }

  /** The only live placement of a code. */
  placement(id: string): Placement {
    const [placement, ...others] = this.placements(id);
    if (!placement || others.length > 0) throw new Error(`${others.length + 1} placements`);
    return placement;
  }

  confirm(id: string): void {
    this.locks.confirm(this.placement(id).placementId);
  }

  /** The events of a code without their prefix, oldest first. */
  eventsOf(id: string): string[] {
    return this.log
      .list({ access_code_id: id, since: iso(0) })
      .map(({ event_type }) => event_type.replace("access_code.", ""));
  }

  errors(id: string): string[] {
    return this.code(id).errors.map(({ error_code }) => error_code);
  }

  warnings(id: string): string[] {
    return this.code(id).warnings.map(({ warning_code }) => warning_code);
  }
}
