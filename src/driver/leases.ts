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
    if (!offline) return this.#place(maybeTheSame ? actor : undefined);
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

  #place(givenBack?: SlotActor): Lease {
    const { table, actors, facts } = this.#parts;
    return table.lease(actors.leased(givenBack), facts()?.capacity);
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
