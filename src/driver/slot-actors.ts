import assert from "node:assert/strict";
import type { Clock } from "../kernel/ports.ts";
import type { SlotActor } from "./slot-actor.ts";
import { triedInVainMs, vainTimeMs } from "./weariness.ts";

/** The machines at work on one device, in the order in which their work was begun. */
export class SlotActors {
  readonly #byPlacement = new Map<string, SlotActor>();
  readonly #clock: Pick<Clock, "now">;
  /** When anything was last heard that may let the lock take what it has not taken before. */
  #lastChangeAt: number;

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
    this.#lastChangeAt = clock.now();
  }

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

  /** Those that hold a place in which nothing of theirs stands, or is to stand for now. */
  get gone(): readonly SlotActor[] {
    return this.atTheLock.filter(({ placement: { isGone, slot } }) => isGone === true && slot !== 0);
  }

  /** The places that are leased. `excepted`: who has given back what it leased, or would. */
  leased(...excepted: readonly SlotActor[]): ReadonlySet<number> {
    const holders = this.atTheLock.filter((actor) => !excepted.includes(actor));
    return new Set(holders.map(({ placement }) => placement.slot));
  }

  tellAll(event: { readonly type: "device.changed" } | { readonly type: "slot.freed" }): void {
    const weary = this.#weary;
    for (const actor of this.all) actor.send(event);
    this.#wake(weary);
  }

  /** The lock has taken what it had not taken for long: it may take the rest. */
  tellWeary(): void {
    this.#wake(this.#weary);
  }

  /** For how long the lock has been asked in vain for a code, in milliseconds. Not while an older self of it may open the door. */
  triedInVainMs(actor: SlotActor): number {
    const { placement } = actor;
    const isItsOlderSelf = (other: SlotActor) =>
      other !== actor && other.placement.accessCodeId === placement.accessCodeId;
    // What a keypad verifies by itself wears no lock out.
    if (placement.offline || this.atTheLock.some(isItsOlderSelf)) return 0;
    return triedInVainMs(placement, this.#lastChangeAt, this.#clock.now());
  }

  /** Those that are tried more seldom than the profile says. */
  get #weary(): readonly SlotActor[] {
    return this.atTheLock.filter((actor) => actor.isPausing && this.triedInVainMs(actor) >= vainTimeMs);
  }

  #wake(weary: readonly SlotActor[]): void {
    this.#lastChangeAt = this.#clock.now();
    for (const actor of weary) actor.send({ type: "device.changed" });
  }
}
