import type { AccessCodeRow } from "../access-codes/rows.ts";
import type { WatchedDoor } from "../oracles/door-sight.ts";
import type { Store } from "../store/store.ts";
import type { FleetLock, VendorPlugin } from "./fleet.ts";
import { hubNode, type Simulation } from "./simulation.ts";

/** The doors of a lab for those who only look: what is wanted, what is believed, and what is true. */
export function watchedDoors(
  fleet: readonly FleetLock[],
  plugins: Readonly<Record<string, VendorPlugin>>,
  store: Store,
  { gateways, locks }: Simulation,
): readonly WatchedDoor[] {
  return fleet.flatMap(({ deviceId, name, vendor, gateway, workspaceId }) => {
    const plugin = plugins[vendor];
    const lock = locks.get(deviceId);
    const station = lock && gateways.get(gateway)?.station(deviceId);
    if (!plugin || !station) return [];
    return {
      deviceId,
      name,
      vendor,
      gateway,
      hubNode: hubNode(gateway),
      profile: plugin.driver.profile,
      keypad: station.keypad,
      opensWith: (pin: string) => lock.opensWith(pin),
      isShown: (pin: string) => JSON.stringify(lock.inspect().cloudView).includes(`"${pin}"`),
      codes: () => store.opened<AccessCodeRow>(workspaceId, "access_codes")?.where("device", deviceId) ?? [],
      placements: () => store.placements.where("device", deviceId),
    };
  });
}
