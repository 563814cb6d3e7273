import { parseInstant } from "../kernel/duration.ts";
import { realGlobals } from "../kernel/real-globals.ts";
import { World } from "../kernel/world.ts";
import { invalidInput } from "../lock/errors.ts";
import { openStore, type Store } from "../store/store.ts";
import { buildFleet, type FleetLock, sandboxFleet, type VendorPlugin } from "./fleet.ts";
import { Lab } from "./lab.ts";
import { defaultStart, type LabOptions } from "./lab-options.ts";
import { ownVendors } from "./vendors.ts";

/**
 * Starts a lab: broker, simulated locks, the service behind Seam's API. Resolves when all locks have been heard of. Rejects
 * with a RequestError that names the option that is wrong, or a StoreFileError for a data file that cannot be used.
 */
export async function createLab(options: LabOptions = {}): Promise<Lab> {
  const { seed = 1 } = options;
  if (!Number.isSafeInteger(seed)) throw invalidInput("seed", "must be a whole number");
  const plugins = pluginsOf(options.plugins ?? []);
  const store = openStore(options.data);
  try {
    const world = new World({
      seed,
      startAt: startOf(options, store),
      bootCount: store.bootCount - 1,
      ...(options.links && { links: options.links }),
    });
    const { fleet, workspace } = settle(store, world, options, plugins);
    return await Lab.start({ options, store, fleet, plugins, world, workspace });
  } catch (error) {
    store.close();
    throw error;
  }
}

/** Every vendor that comes with Lockstep, and those that were plugged in. */
function pluginsOf(guests: readonly VendorPlugin[]): Readonly<Record<string, VendorPlugin>> {
  const plugged = guests.map((plugin) => [plugin.driver.profile.vendor, plugin] as const);
  return { ...ownVendors, ...Object.fromEntries(plugged) };
}

/** Time never runs back: a world that is opened again goes on where it was, or at the wall clock's time if that is later. */
function startOf({ mode, start }: LabOptions, store: Store): number {
  const wanted = start ?? (mode === "paced" ? undefined : defaultStart);
  let instant: number;
  try {
    instant = wanted === undefined ? realGlobals.Date.now() : parseInstant(wanted);
  } catch (error) {
    throw invalidInput("start", error instanceof Error ? error.message : "is not an instant");
  }
  return Math.max(instant, store.worldTime ?? 0);
}

/** The fleet and the workspace that the data hold, or new ones. */
function settle(
  store: Store,
  world: World,
  options: LabOptions,
  plugins: Readonly<Record<string, VendorPlugin>>,
): { fleet: readonly FleetLock[]; workspace: { workspaceId: string; name: string } } {
  const fleets = store.collection<FleetLock>("fleet", { id: ({ deviceId }) => deviceId });
  const workspaces = store.collection<{ workspaceId: string; name: string }>("workspaces", {
    id: ({ workspaceId }) => workspaceId,
  });
  const [known] = workspaces.all();
  if (known) return { fleet: [...fleets.all()], workspace: known };
  const fleet = buildFleet(options.fleet ?? sandboxFleet(plugins), plugins, world.ids);
  const workspace = { workspaceId: world.ids.uuid(), name: "Lockstep sandbox" };
  store.transaction(() => {
    for (const lock of fleet) fleets.save(lock);
    workspaces.save(workspace);
  });
  return { fleet, workspace };
}
