import assert from "node:assert/strict";
import { isSameWindow, type Window } from "../lock/slot-value.ts";
import type { EntryTable } from "./entry-table.ts";
import type { DeviceContext, DeviceFacts, LockDriver } from "./lock-driver.ts";
import type { OfflinePlan, OfflineRequest } from "./offline-codes.ts";
import type { PlacementRequest } from "./programmer.ts";
import type { SlotActor } from "./slot-actor.ts";
import type { SlotActors } from "./slot-actors.ts";

/** A place in the lock's table and the key of its entry, or the variant of an offline code; the slot 0 when there is none. */
export interface Lease {
  readonly slot: number;
  readonly entry: string;
}

export interface LeasesParts {
  readonly driver: LockDriver;
  readonly table: EntryTable;
  readonly actors: SlotActors;
  readonly context: () => DeviceContext;
  /** What the device has reported. */
  readonly facts: () => DeviceFacts | undefined;
}

/** Who gets which place of a device: in its table, or among the codes that its keypad verifies by itself. */
export class Leases {
  readonly #parts: LeasesParts;

  constructor(parts: LeasesParts) {
    this.#parts = parts;
  }

  forNew({ offline }: PlacementRequest): Lease {
    return offline ? this.#variant(offline, 1) : this.#place();
  }

  /** In place of the one that is given back. `maybeTheSame`: that one is as good as any other. */
  another(actor: SlotActor, maybeTheSame: boolean): Lease {
    const { offline, slot } = actor.placement;
    if (!offline) return this.#place(maybeTheSame ? [actor] : []);
    // The variants before it have been tried.
    return this.#variant(offline, slot + 1);
  }

  /** What the vendor would make of a request for an offline code now. */
  offlinePlan(request: OfflineRequest): OfflinePlan {
    const { driver, context } = this.#parts;
    assert(driver.offline, "a family without codes that keypads verify by themselves");
    return driver.offline.plan(request, context());
  }

  /** When the code that is asked for will work, as far as that is known already. */
  windowOf({ window, offline }: PlacementRequest): Window | undefined {
    const plan = offline && this.offlinePlan(offline);
    return plan?.type === "code" ? plan.window : window;
  }

  /**
   * What other hands have deleted may be put back, and an empty list may have been an outage: a slot of such a code is leased to another when
   * no other is free, or when the one that was given back has not been seen to exist.
   */
  #place(givenBack: readonly SlotActor[] = []): Lease {
    const { driver, table, actors, facts } = this.#parts;
    const capacity = facts()?.capacity;
    const lease = table.lease(actors.leased(...givenBack), capacity);
    const gone = driver.profile.entryKey === "slotNumber" ? actors.gone : [];
    if (gone.length === 0 || (lease.slot !== 0 && givenBack.length === 0)) return lease;
    const lowest = table.lease(actors.leased(...givenBack, ...gone), capacity);
    gone.find(({ placement }) => placement.slot === lowest.slot)?.send({ type: "slot.needed" });
    return lowest;
  }

  /** The first variant, from `first` on, that no other code of ours with the same times has. */
  #variant(request: OfflineRequest, first: number): Lease {
    const plan = this.offlinePlan(request);
    if (plan.type !== "code") return { slot: first, entry: "" };
    const taken = new Set(
      this.#parts.actors.all
        .filter(({ placement: { offline, content } }) => offline && isSameWindow(content.window, plan.window))
        .filter(({ placement: { offline } }) => offline?.isOneTime === request.isOneTime)
        .map(({ placement }) => placement.slot),
    );
    for (let variant = first; variant <= plan.variants; variant++) {
      if (!taken.has(variant)) return { slot: variant, entry: "" };
    }
    return { slot: 0, entry: "" };
  }
}
