/** A process of the soak: simulates its part of the fleet, and does to it what the parent says. */

import type { FleetInput } from "../../src/lab/fleet.ts";
import { SimulatedFleet } from "../../src/lab/simulated-fleet.ts";

export interface HubsOptions {
  readonly url: string;
  readonly brokerKey: string;
  readonly fleet: FleetInput;
  /** Which of so many equal parts, counted from 0. */
  readonly part: number;
  readonly parts: number;
}

/** A code that a lock was given, or that was taken from it. */
export interface AskedDoor {
  readonly deviceId: string;
  readonly code: string;
}

/** `stall`: messages wait on their way. `offline`: the hub has no internet. Both until `heal`. */
export type HubsOrder =
  | { readonly do: "stall" | "offline" | "heal"; readonly hubs: readonly string[] }
  | { readonly do: "ask"; readonly doors: readonly AskedDoor[] }
  | { readonly do: "end" };

export type HubsNews =
  | { readonly type: "connected"; readonly hubs: readonly string[]; readonly connected: number }
  | { readonly type: "opens"; readonly opens: readonly boolean[] }
  | { readonly type: "done" };

const options: HubsOptions = JSON.parse(process.argv[2] ?? "{}");
const say = (news: HubsNews) => process.send?.(news);

const known = new Map<string, number>();
const placeOf = (hub: string): number => {
  const place = known.get(hub) ?? known.size;
  known.set(hub, place);
  return place;
};
const fleet = new SimulatedFleet({
  broker: { url: options.url },
  brokerKey: options.brokerKey,
  fleet: options.fleet,
  runs: (hub) => placeOf(hub) % options.parts === options.part,
  onFailure: (error) => {
    throw error;
  },
});
const locks = new Map(fleet.locks.map((lock) => [lock.deviceId, lock]));
const stalled = new Set<string>();
const offline = new Set<string>();

async function obey(order: HubsOrder): Promise<HubsNews> {
  switch (order.do) {
    case "ask":
      return {
        type: "opens",
        opens: order.doors.map(({ deviceId, code }) => locks.get(deviceId)?.opensWith(code) ?? false),
      };
    case "end":
      await fleet.close();
      return { type: "done" };
    case "heal":
      for (const hub of order.hubs) {
        if (stalled.delete(hub)) await fleet.stall(hub, false);
        if (offline.delete(hub)) await fleet.setOnline(hub, true);
      }
      return { type: "done" };
    case "stall":
      for (const hub of order.hubs) await fleet.stall(hub, true);
      for (const hub of order.hubs) stalled.add(hub);
      return { type: "done" };
    case "offline":
      for (const hub of order.hubs) await fleet.setOnline(hub, false);
      for (const hub of order.hubs) offline.add(hub);
      return { type: "done" };
  }
}

process.on("message", (order: HubsOrder) => {
  void obey(order).then((news) => {
    say(news);
    if (order.do === "end") process.disconnect();
  });
});
// Whoever loses its parent has nobody to simulate for.
process.on("disconnect", () => process.exit());
await fleet.untilConnected();
say({
  type: "connected",
  hubs: [...new Set(fleet.locks.map(({ gateway }) => gateway))],
  connected: fleet.connectedCount,
});
