import { formatInstant, parseInstant } from "../kernel/duration.ts";
import { realGlobals } from "../kernel/real-globals.ts";
import { World } from "../kernel/world.ts";
import { invalidInput } from "../lock/errors.ts";
import { openStore, type Store } from "../store/store.ts";
import { kindOfToken } from "../workspaces/credentials.ts";
import { type Directory, openDirectory } from "./directory.ts";
import { seedCredentials, seededLock, seedFleet, seedWorkspaces } from "./fake-seam-connect.ts";
import { buildFleet, type FleetLock, sandboxFleet, type VendorPlugin } from "./fleet.ts";
import { Lab } from "./lab.ts";
import {
  defaultStart,
  developmentKeyOf,
  developmentPublishableKeyOf,
  type LabOptions,
} from "./lab-options.ts";
import { liveClock } from "./live-clock.ts";
import { outsideLinks } from "./outside-broker.ts";
import { vendorsWith } from "./vendors.ts";

/** How far the time in kept data may be ahead of the wall clock that a live lab follows, in milliseconds. */
const clockSlackMs = 60_000;

/**
 * Starts a lab: broker, simulated locks, the service behind Seam's API. Resolves when all locks have been heard of. Rejects
 * with a RequestError that names the option that is wrong, or a StoreFileError for a data file that cannot be used.
 */
export async function createLab(options: LabOptions = {}): Promise<Lab> {
  const { seed = 1 } = options;
  if (!Number.isSafeInteger(seed)) throw invalidInput("seed", "must be a whole number");
  if (options.broker && options.mode !== "live") {
    throw invalidInput("broker", "can only be another's in live mode: it lives on the wall clock");
  }
  const store = openStore(options.data);
  try {
    const world = new World({
      seed,
      startAt: startOf(options, store),
      bootCount: store.bootCount - 1,
      ...(options.broker && { links: outsideLinks }),
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
  const plugins = vendorsWith(options.plugins ?? []);
  const directory = openDirectory(store, world);
  const fleet = settle(store, world, directory, options, plugins);
  return Lab.start({ options, store, fleet, plugins, world, directory });
}

/** Time never runs back: a world that is opened again goes on where it was, or at the wall clock's time if that is later. */
function startOf(options: LabOptions, store: Store): number {
  const { mode = "virtual", start } = options;
  if (mode === "live") return startOfLive(options, store);
  const wanted = start ?? (mode === "virtual" ? defaultStart : undefined);
  let instant: number;
  try {
    instant = wanted === undefined ? realGlobals.Date.now() : parseInstant(wanted);
  } catch (error) {
    throw invalidInput("start", error instanceof Error ? error.message : "is not an instant");
  }
  return Math.max(instant, store.worldTime ?? 0);
}

/** A live lab is where its clock is, and data whose time is later than that have been moved ahead of it. */
function startOfLive({ start, pace, since }: LabOptions, store: Store): number {
  if (start !== undefined) throw invalidInput("start", "cannot be chosen in live mode: it is now");
  const { now } = liveClock({ pace, since });
  const kept = store.worldTime ?? 0;
  if (kept <= now + clockSlackMs) return Math.max(now, kept);
  throw invalidInput(
    "data",
    `cannot be gone on with in live mode: time in it has come to ${formatInstant(kept)}, and it is ${formatInstant(now)}`,
  );
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
    const isFake = options.compat === "fake-seam-connect";
    const firstId = isFake
      ? seedWorkspaces(workspaces)
      : workspaces.create({ name: "Lockstep sandbox", is_sandbox: true }).workspaceId;
    const built = buildFleet(isFake ? seedFleet : (options.fleet ?? sandboxFleet(plugins)), {
      plugins,
      isElsewhere: options.simulators === "elsewhere",
      seed: options.seed ?? 1,
      ids: world.ids,
      workspaceIdOf: (name) => {
        if (name === undefined) return firstId;
        const known = workspaces.all().find((workspace) => workspace.name === name);
        return (known ?? workspaces.create({ name, is_sandbox: true })).workspaceId;
      },
    });
    const fleet = isFake ? built.map(seededLock) : built;
    for (const lock of fleet) fleets.save(lock);
    if (isFake) seedCredentials(directory, world.now);
    for (const [index, { workspaceId }] of workspaces.all().entries()) {
      credentials.add({
        token: developmentKeyOf(index),
        name: "Development key",
        workspaceId,
        isForDevelopment: true,
      });
      credentials.add({
        token: developmentPublishableKeyOf(index),
        name: "Development publishable key",
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
