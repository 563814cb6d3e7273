import { IANAZone } from "luxon";
import { z } from "zod";
import type { LockDriver } from "../driver/lock-driver.ts";
import type { Ids } from "../kernel/ports.ts";
import { uuidOf } from "../kernel/random.ts";
import { invalidInput } from "../lock/errors.ts";
import type { LockSimulator } from "../simulator/lock-simulator.ts";

/** What the lab knows of one vendor: how its locks are driven, and how they are simulated. */
export interface VendorPlugin {
  readonly driver: LockDriver;
  readonly simulator: LockSimulator;
}

const FleetEntry = z.strictObject({
  workspace: z.string().min(1).optional(),
  vendor: z.string(),
  count: z.int().min(1).max(100_000).default(1),
  locksPerHub: z.int().min(1).optional(),
  zone: z.string().default("America/Los_Angeles"),
  options: z.record(z.string(), z.unknown()).default({}),
  simulated: z.boolean().default(true),
});

const Fleet = z.array(FleetEntry).min(1);

/**
 * Which locks a lab has, as a list of groups: `vendor`; `count` (1); `locksPerHub` (as the vendor's hubs serve); `zone`, the
 * IANA zone of the doors (America/Los_Angeles); `options`, the vendor's own; `workspace`, the name of the workspace that they
 * belong to (the first); `simulated`, false for locks that are not the lab's own: they are reached through guests of its broker,
 * real locks behind an adapter or simulators in a process of their own.
 */
export type FleetInput = z.input<typeof Fleet>;

/** One lock of a fleet, before it has ids. */
export interface PlannedLock {
  /** Unique in the lab, for people: `august-1`. */
  readonly name: string;
  readonly vendor: string;
  readonly gateway: string;
  readonly zone: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Whether the lab simulates it. */
  readonly isSimulated: boolean;
}

/** One lock of a fleet, as its simulator knows it. */
export interface SimulatedFleetLock extends PlannedLock {
  readonly deviceId: string;
}

/** One lock of the lab, as it is kept with the lab's data. */
export interface FleetLock extends SimulatedFleetLock {
  /** What its vendor's app calls it, where that is not its name. */
  readonly label?: string;
  /** The address of its account's user, where that is not made from the vendor. */
  readonly accountEmail?: string;
  readonly connectedAccountId: string;
  readonly workspaceId: string;
}

/** Two healthy locks of each vendor. */
export const sandboxFleet = (plugins: Readonly<Record<string, VendorPlugin>>): FleetInput =>
  Object.keys(plugins).map((vendor) => ({ vendor, count: 2 }));

/** A lock's device id: the same for the same seed and name, so that simulators elsewhere need not be told. */
const deviceIdOf = (seed: number, lockName: string): string => uuidOf(seed, `fleet/${lockName}`);

/**
 * Names the locks of a fleet and shares them out to hubs. Throws a RequestError (`invalid_input`) that names the field and what
 * exists.
 */
export function planFleet(
  input: unknown,
  plugins: Readonly<Record<string, VendorPlugin>>,
): (PlannedLock & { readonly workspace: string | undefined })[] {
  const parsed = Fleet.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalidInput(["fleet", ...(issue?.path ?? [])].join("."), `is not valid: ${issue?.message}`);
  }
  const counts = new Map<string, { locks: number; hubs: number }>();
  return parsed.data.flatMap((entry, index) => {
    const { vendor, count, zone, options, workspace, simulated } = entry;
    const plugin = plugins[vendor];
    if (!plugin) {
      throw invalidInput(`fleet.${index}.vendor`, `is not one of ${Object.keys(plugins).join(", ")}`);
    }
    if (!IANAZone.isValidZone(zone)) throw invalidInput(`fleet.${index}.zone`, "is no IANA time zone");
    const locksPerHub = entry.locksPerHub ?? plugin.simulator.locksPerGateway;
    const counted = counts.get(vendor) ?? { locks: 0, hubs: 0 };
    counts.set(vendor, counted);
    return Array.from({ length: count }, (_, place) => {
      if (place % locksPerHub === 0) counted.hubs++;
      counted.locks++;
      return {
        name: `${vendor}-${counted.locks}`,
        vendor,
        gateway: `${vendor}-hub-${counted.hubs}`,
        zone,
        options,
        isSimulated: simulated,
        workspace,
      };
    });
  });
}

/** The gateways of a fleet, each once. Throws as {@link planFleet}. */
export const gatewaysOf = (
  input: unknown,
  plugins: Readonly<Record<string, VendorPlugin>>,
): { readonly vendor: string; readonly gateway: string }[] => [
  ...new Map(planFleet(input, plugins).map((lock) => [lock.gateway, lock])).values(),
];

/**
 * What a process of its own simulates of a fleet: the locks that the lab does not; all of them, if the fleet says of none that
 * it is elsewhere. Throws as {@link planFleet}.
 */
export function simulatedElsewhere(
  input: unknown,
  plugins: Readonly<Record<string, VendorPlugin>>,
  seed: number,
): SimulatedFleetLock[] {
  const planned = planFleet(input, plugins);
  const elsewhere = planned.filter(({ isSimulated }) => !isSimulated);
  return (elsewhere.length > 0 ? elsewhere : planned).map(({ workspace: _, ...lock }) => ({
    ...lock,
    deviceId: deviceIdOf(seed, lock.name),
  }));
}

export interface FleetSetting {
  readonly plugins: Readonly<Record<string, VendorPlugin>>;
  readonly seed: number;
  /** Whether none of the locks is the lab's own, whatever the fleet says. */
  readonly isElsewhere: boolean;
  readonly ids: Ids;
  /** The id of the workspace with that name, which is made if it is not there yet; without a name, of the first. */
  readonly workspaceIdOf: (name: string | undefined) => string;
}

/** The locks of a new lab. Throws as {@link planFleet}. */
export function buildFleet(input: unknown, setting: FleetSetting): FleetLock[] {
  const { plugins, seed, isElsewhere, ids, workspaceIdOf } = setting;
  const accounts = new Map<string, string>();
  return planFleet(input, plugins).map(({ workspace, ...lock }) => {
    const workspaceId = workspaceIdOf(workspace);
    const account = `${workspaceId}/${lock.vendor}`;
    const connectedAccountId = accounts.get(account) ?? ids.uuid();
    accounts.set(account, connectedAccountId);
    const isSimulated = lock.isSimulated && !isElsewhere;
    return { ...lock, isSimulated, deviceId: deviceIdOf(seed, lock.name), connectedAccountId, workspaceId };
  });
}
