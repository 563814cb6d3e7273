import assert from "node:assert/strict";
import type { SlotActor } from "./slot-actor.ts";

/** The machines at work on one device, in the order in which their work was begun. */
export class SlotActors {
  readonly #byPlacement = new Map<string, SlotActor>();

  get all(): readonly SlotActor[] {
    return [...this.#byPlacement.values()];
  }

  /** Those that work on entries of the lock's table, and not on codes that no lock holds. */
  get atTheLock(): readonly SlotActor[] {
    return this.all.filter(({ placement }) => placement.offline === undefined);
  }

  add(actor: SlotActor): void {
    this.#byPlacement.set(actor.placement.placementId, actor);
  }

  get(placementId: string): SlotActor {
    const actor = this.#byPlacement.get(placementId);
    assert(actor, `no placement ${placementId} on this device`);
    return actor;
  }

  delete(placementId: string): void {
    this.#byPlacement.delete(placementId);
  }

  /** Who works on the entry with this key. */
  at(entry: string): SlotActor | undefined {
    return this.all.find(({ placement: { content } }) => content.entry !== "" && content.entry === entry);
  }

  /** The keys of the entries that are being worked on. */
  entries(): ReadonlySet<string> {
    return new Set(this.all.map(({ placement }) => placement.content.entry));
  }

  /** Whether any works on this access code. */
  isAtWork(accessCodeId: string): boolean {
    return this.all.some(({ placement }) => placement.accessCodeId === accessCodeId);
  }

  /** The places that are leased. `excepted`: who has given back what it leased. */
  leased(excepted?: SlotActor): ReadonlySet<number> {
    const holders = this.atTheLock.filter((actor) => actor !== excepted);
    return new Set(holders.map(({ placement }) => placement.slot));
  }

  tellAll(event: { readonly type: "device.changed" } | { readonly type: "slot.freed" }): void {
    for (const actor of this.all) actor.send(event);
  }
}
