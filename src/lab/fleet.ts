import { IANAZone } from "luxon";
import { z } from "zod";
import type { LockDriver } from "../driver/lock-driver.ts";
import type { Ids } from "../kernel/ports.ts";
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
});

const Fleet = z.array(FleetEntry).min(1);

/**
 * Which locks a lab has, as a list of groups: `vendor`; `count` (1); `locksPerHub` (as the vendor's hubs serve); `zone`, the
 * IANA zone of the doors (America/Los_Angeles); `options`, the vendor's own; `workspace`, the name of the workspace that they
 * belong to (the first).
 */
export type FleetInput = z.input<typeof Fleet>;

/** One lock of the lab, as it is kept with the lab's data. */
export interface FleetLock {
  /** Unique in the lab, for people: `august-1`. */
  readonly name: string;
  readonly deviceId: string;
  readonly vendor: string;
  readonly gateway: string;
  readonly connectedAccountId: string;
  readonly workspaceId: string;
  readonly zone: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Two healthy locks of each vendor. */
export const sandboxFleet = (plugins: Readonly<Record<string, VendorPlugin>>): FleetInput =>
  Object.keys(plugins).map((vendor) => ({ vendor, count: 2 }));

export interface FleetSetting {
  readonly plugins: Readonly<Record<string, VendorPlugin>>;
  readonly ids: Ids;
  /** The id of the workspace with that name, which is made if it is not there yet; without a name, of the first. */
  readonly workspaceIdOf: (name: string | undefined) => string;
}

/**
 * Names the locks of a fleet, shares them out to hubs and gives them ids. Throws a RequestError (`invalid_input`) that names
 * the field and what exists.
 */
export function buildFleet(input: unknown, { plugins, ids, workspaceIdOf }: FleetSetting): FleetLock[] {
  const parsed = Fleet.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalidInput(["fleet", ...(issue?.path ?? [])].join("."), `is not valid: ${issue?.message}`);
  }
  const counts = new Map<string, { locks: number; hubs: number }>();
  const accounts = new Map<string, string>();
  return parsed.data.flatMap((entry, index) => {
    const { vendor, count, zone, options } = entry;
    const plugin = plugins[vendor];
    if (!plugin) {
      throw invalidInput(`fleet.${index}.vendor`, `is not one of ${Object.keys(plugins).join(", ")}`);
    }
    if (!IANAZone.isValidZone(zone)) throw invalidInput(`fleet.${index}.zone`, "is no IANA time zone");
    const locksPerHub = entry.locksPerHub ?? plugin.simulator.locksPerGateway;
    const counted = counts.get(vendor) ?? { locks: 0, hubs: 0 };
    counts.set(vendor, counted);
    const workspaceId = workspaceIdOf(entry.workspace);
    const account = `${workspaceId}/${vendor}`;
    const connectedAccountId = accounts.get(account) ?? ids.uuid();
    accounts.set(account, connectedAccountId);
    return Array.from({ length: count }, (_, place) => {
      if (place % locksPerHub === 0) counted.hubs++;
      counted.locks++;
      return {
        name: `${vendor}-${counted.locks}`,
        deviceId: ids.uuid(),
        vendor,
        gateway: `${vendor}-hub-${counted.hubs}`,
        connectedAccountId,
        workspaceId,
        zone,
        options,
      };
    });
  });
}
