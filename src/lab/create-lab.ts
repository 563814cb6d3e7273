import { parseInstant } from "../kernel/duration.ts";
import { realGlobals } from "../kernel/real-globals.ts";
import { World } from "../kernel/world.ts";
import { invalidInput } from "../lock/errors.ts";
import { openStore, type Store } from "../store/store.ts";
import { kindOfToken } from "../workspaces/credentials.ts";
import { type Directory, openDirectory } from "./directory.ts";
import { buildFleet, type FleetLock, sandboxFleet, type VendorPlugin } from "./fleet.ts";
import { Lab } from "./lab.ts";
import { defaultStart, developmentKeyOf, type LabOptions } from "./lab-options.ts";
import { ownVendors } from "./vendors.ts";

/**
 * Starts a lab: broker, simulated locks, the service behind Seam's API. Resolves when all locks have been heard of. Rejects
 * with a RequestError that names the option that is wrong, or a StoreFileError for a data file that cannot be used.
 */
export async function createLab(options: LabOptions = {}): Promise<Lab> {
  const { seed = 1 } = options;
  if (!Number.isSafeInteger(seed)) throw invalidInput("seed", "must be a whole number");
  const store = openStore(options.data);
  try {
    const world = new World({
      seed,
      startAt: startOf(options, store),
      bootCount: store.bootCount - 1,
      ...(options.links && { links: options.links }),
    });
    return await startLab(world, store, options);
  } catch (error) {
    store.close();
    throw error;
  }
}

/** The same in a world of the caller's own. */
export async function startLab(world: World, store: Store, options: LabOptions): Promise<Lab> {
  const plugins = pluginsOf(options.plugins ?? []);
  const directory = openDirectory(store, world);
  const fleet = settle(store, world, directory, options, plugins);
  return Lab.start({ options, store, fleet, plugins, world, directory });
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

/** The fleet that the data hold, or a new one with its workspaces and their keys. */
function settle(
  store: Store,
  world: World,
  directory: Directory,
  options: LabOptions,
  plugins: Readonly<Record<string, VendorPlugin>>,
): readonly FleetLock[] {
  const fleets = store.collection<FleetLock>("fleet", { id: ({ deviceId }) => deviceId });
  const { workspaces, credentials } = directory;
  return store.transaction(() => {
    if (workspaces.all().length > 0) {
      if (options.apiKey !== undefined) replaceDevelopmentKey(directory, options.apiKey);
      return [...fleets.all()];
    }
    const first = workspaces.create({ name: "Lockstep sandbox", is_sandbox: true });
    const fleet = buildFleet(options.fleet ?? sandboxFleet(plugins), {
      plugins,
      seed: options.seed ?? 1,
      ids: world.ids,
      workspaceIdOf: (name) => {
        if (name === undefined) return first.workspaceId;
        const known = workspaces.all().find((workspace) => workspace.name === name);
        return (known ?? workspaces.create({ name, is_sandbox: true })).workspaceId;
      },
    });
    for (const lock of fleet) fleets.save(lock);
    for (const [index, { workspaceId }] of workspaces.all().entries()) {
      credentials.add({
        token: developmentKeyOf(index),
        name: "Development key",
        workspaceId,
        isForDevelopment: true,
      });
    }
    if (options.apiKey !== undefined) replaceDevelopmentKey(directory, options.apiKey);
    return fleet;
  });
}

/** Whoever names a key wants no other that the whole world knows. */
function replaceDevelopmentKey({ workspaces, credentials }: Directory, apiKey: string): void {
  if (kindOfToken(apiKey) !== "api_key") {
    throw invalidInput("apiKey", 'must be an API key: no token that begins with "seam_at" or "seam_pk"');
  }
  if (credentials.find(apiKey)?.isForDevelopment) return;
  for (const { credentialId, isForDevelopment } of credentials.all()) {
    if (isForDevelopment) credentials.revoke(credentialId);
  }
  const [first] = workspaces.all();
  credentials.add({ token: apiKey, name: "Named at the start", workspaceId: first?.workspaceId ?? null });
}
