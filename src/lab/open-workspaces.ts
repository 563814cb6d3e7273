import assert from "node:assert/strict";
import type { Programmer, ProgrammerListener } from "../driver/programmer.ts";
import type { FleetLock } from "./fleet.ts";
import type { WorkspaceServices } from "./workspace-services.ts";

/**
 * The services of all workspaces in one process: each knows its own rows alone. They share the device sessions, whose news
 * goes to the workspace that the device belongs to.
 */
export class OpenWorkspaces {
  readonly #services = new Map<string, WorkspaceServices>();
  readonly #workspaceOf: ReadonlyMap<string, string>;
  readonly #create: (workspaceId: string) => WorkspaceServices;

  constructor(fleet: readonly FleetLock[], create: (workspaceId: string) => WorkspaceServices) {
    this.#workspaceOf = new Map(fleet.map(({ deviceId, workspaceId }) => [deviceId, workspaceId]));
    this.#create = create;
  }

  /** Composes a workspace's services. They take up what they have to do with {@link resume}. */
  open(workspaceId: string, programmer: Programmer, locks: readonly FleetLock[]): void {
    const services = this.#create(workspaceId);
    this.#services.set(workspaceId, services);
    services.seam.attach(programmer);
    services.seam.seedDevices(
      locks
        .filter((lock) => lock.workspaceId === workspaceId)
        .map((lock) => ({ ...lock, name: lock.label ?? lock.name })),
    );
  }

  resume(): void {
    for (const { seam, deliveries } of this.#services.values()) {
      seam.resume();
      deliveries.resume();
    }
  }

  /** The services of a workspace; `undefined` if there is no such workspace. */
  find(workspaceId: string): WorkspaceServices | undefined {
    return this.#services.get(workspaceId);
  }

  /** What the device sessions tell. */
  get listener(): ProgrammerListener {
    return {
      placementMoved: (placement, previous) =>
        this.#of(placement.deviceId).placementMoved(placement, previous),
      placementEnded: (placement) => this.#of(placement.deviceId).placementEnded(placement),
      changedExternally: (placement, change) =>
        this.#of(placement.deviceId).changedExternally(placement, change),
      deviceReported: (deviceId, facts) => this.#of(deviceId).deviceReported(deviceId, facts),
      doorMoved: (deviceId, move) => this.#of(deviceId).doorMoved(deviceId, move),
      accessDenied: (deviceId, messageId) => this.#of(deviceId).accessDenied(deviceId, messageId),
      foreignEntrySeen: (entry) => this.#of(entry.deviceId).foreignEntrySeen(entry),
      foreignEntryRead: (entry) => this.#of(entry.deviceId).foreignEntryRead(entry),
      foreignEntryGone: (entry) => this.#of(entry.deviceId).foreignEntryGone(entry),
      // A gateway serves the locks of one account, and so those of one workspace: the others find none behind it.
      gatewayReported: (vendor, gateway, online) => {
        for (const { seam } of this.#services.values()) {
          seam.listener.gatewayReported(vendor, gateway, online);
        }
      },
      accountReported: (vendor, gateway, report) => {
        for (const { seam } of this.#services.values()) {
          seam.listener.accountReported(vendor, gateway, report);
        }
      },
    };
  }

  #of(deviceId: string): ProgrammerListener {
    const services = this.#services.get(this.#workspaceOf.get(deviceId) ?? "");
    assert(services, `no workspace has the device ${deviceId}`);
    return services.seam.listener;
  }
}
