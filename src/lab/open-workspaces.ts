import assert from "node:assert/strict";
import type { SeamServiceParts } from "../access-codes/seam-service.ts";
import type { SeamService } from "../access-codes/service.ts";
import type { Programmer, ProgrammerListener } from "../driver/programmer.ts";
import type { FleetLock } from "./fleet.ts";

/**
 * The services of all workspaces in one process: each knows its own rows alone. They share the device sessions, whose news
 * goes to the workspace that the device belongs to.
 */
export class OpenWorkspaces {
  readonly #parts = new Map<string, SeamServiceParts>();
  readonly #workspaceOf: ReadonlyMap<string, string>;
  readonly #create: (workspaceId: string) => SeamServiceParts;

  constructor(fleet: readonly FleetLock[], create: (workspaceId: string) => SeamServiceParts) {
    this.#workspaceOf = new Map(fleet.map(({ deviceId, workspaceId }) => [deviceId, workspaceId]));
    this.#create = create;
  }

  /** Composes a workspace's service. It takes up its codes with {@link resume}. */
  open(workspaceId: string, programmer: Programmer, locks: readonly FleetLock[]): void {
    const parts = this.#create(workspaceId);
    this.#parts.set(workspaceId, parts);
    parts.attach(programmer);
    parts.seedDevices(locks.filter((lock) => lock.workspaceId === workspaceId));
  }

  resume(): void {
    for (const parts of this.#parts.values()) parts.resume();
  }

  /** The service of a workspace; `undefined` if there is no such workspace. */
  service(workspaceId: string): SeamService | undefined {
    return this.#parts.get(workspaceId)?.service;
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
      foreignEntrySeen: (entry) => this.#of(entry.deviceId).foreignEntrySeen(entry),
      foreignEntryRead: (entry) => this.#of(entry.deviceId).foreignEntryRead(entry),
      foreignEntryGone: (entry) => this.#of(entry.deviceId).foreignEntryGone(entry),
      // A gateway serves the locks of one account, and so those of one workspace: the others find none behind it.
      gatewayReported: (vendor, gateway, online) => {
        for (const { listener } of this.#parts.values()) listener.gatewayReported(vendor, gateway, online);
      },
      accountReported: (vendor, gateway, report) => {
        for (const { listener } of this.#parts.values()) listener.accountReported(vendor, gateway, report);
      },
    };
  }

  #of(deviceId: string): ProgrammerListener {
    const parts = this.#parts.get(this.#workspaceOf.get(deviceId) ?? "");
    assert(parts, `no workspace has the device ${deviceId}`);
    return parts.listener;
  }
}
