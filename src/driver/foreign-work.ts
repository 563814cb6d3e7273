import assert from "node:assert/strict";
import type { SlotContent, SlotReading, SlotValue } from "../lock/slot-value.ts";
import type { EntryTable } from "./entry-table.ts";
import type { ForeignEntry } from "./foreign-entry.ts";
import type { LockDriver } from "./lock-driver.ts";
import type { OwnReads } from "./own-reads.ts";
import type { AdoptionRequest, Placement } from "./programmer.ts";
import type { SessionEnvironment } from "./session-environment.ts";
import type { SlotActor } from "./slot-actor.ts";
import type { SlotActors } from "./slot-actors.ts";

/** Stands for the PIN of an entry that the lock does not show: no reading equals it. */
const unknownPin = "";

export interface ForeignWorkParts {
  readonly driver: LockDriver;
  readonly environment: SessionEnvironment;
  readonly table: EntryTable;
  readonly actors: SlotActors;
  readonly reads: OwnReads;
  /** Begins to work on a placement that stands on the lock. */
  readonly work: (placement: Placement) => SlotActor;
  /** Ends the work on a placement, which stays as it stands. */
  readonly stop: (actor: SlotActor) => void;
}

/** What is done about strangers' entries, all of it by explicit request: to look, to take over, to clear, to give up. */
export class ForeignWork {
  readonly #parts: ForeignWorkParts;
  /** Those that somebody wants to know about, by their keys. */
  readonly #lookedFor = new Set<string>();
  /** Those that are being taken off, by the placement that does it. */
  readonly #clearing = new Map<string, ForeignEntry>();

  constructor(parts: ForeignWorkParts) {
    this.#parts = parts;
  }

  /** Whether somebody waits for a look. */
  get isAnyLookedFor(): boolean {
    return this.#lookedFor.size > 0;
  }

  /** Whether anybody would see what stands in a stranger's entry. Reading one by one costs the lock's battery. */
  get learnsPins(): boolean {
    const { value } = this.#parts.driver.profile.unmanagedCodes;
    return value === "withPins" || value === "convertible";
  }

  /** Takes up a row after a restart. */
  resume(row: ForeignEntry): void {
    if (row.clearedBy === undefined) this.#parts.table.foreign.restore(row);
    else this.#clearing.set(row.clearedBy, row);
  }

  lookAt({ entry }: ForeignEntry): void {
    this.#lookedFor.add(entry);
    this.#parts.reads.lookAt(entry);
  }

  /** Says what has become of entries that were asked for, now that a read has shown these. */
  answer(found: ReadonlyMap<string, SlotReading>): void {
    const { table, environment } = this.#parts;
    for (const entry of [...this.#lookedFor]) {
      const row = table.foreign.at(entry);
      if (row && !found.has(entry)) continue;
      this.#lookedFor.delete(entry);
      if (row) environment.listener.foreignEntryRead(row);
    }
  }

  adopt(row: ForeignEntry, request: AdoptionRequest): Placement {
    assert(row.value.kind === "known", "what is taken over is known");
    const { pin } = row.value;
    this.#parts.environment.foreign.delete(row.foreignId);
    return this.#takeOver(row, {
      ...request,
      content: { entry: row.entry, pin, name: row.name ?? "", window: row.window },
      intent: "present",
      evidence: row.onKeypad ? "confirmed" : "inDoubt",
      status: row.onKeypad ? "set" : "setting",
    });
  }

  clear(row: ForeignEntry): Placement {
    const placement = this.#takeOver(row, {
      accessCodeId: row.foreignId,
      acceptsExternalChange: false,
      content: {
        entry: row.entry,
        pin: row.value.kind === "known" ? row.value.pin : unknownPin,
        name: row.name ?? "",
        window: row.window,
        mark: row.value.kind === "marked" ? row.value.mark : undefined,
      },
      intent: "absent",
      evidence: "confirmed",
      status: "removing",
    });
    const cleared = { ...row, clearedBy: placement.placementId };
    this.#parts.environment.foreign.save(cleared);
    this.#clearing.set(placement.placementId, cleared);
    return placement;
  }

  /** Says that a stranger's entry is off the lock, if it was one that the placement was to clear; returns whether it was. */
  finishClearing({ placementId }: Placement): boolean {
    const row = this.#clearing.get(placementId);
    if (!row) return false;
    const { foreign, journal, listener } = this.#parts.environment;
    // It was never ours: should it come back, it is its owner's.
    this.#clearing.delete(placementId);
    journal.delete(placementId);
    foreign.delete(row.foreignId);
    listener.foreignEntryGone(row);
    return true;
  }

  release(actor: SlotActor): ForeignEntry {
    const { environment, table, stop } = this.#parts;
    const { placementId, accessCodeId, deviceId, content, evidence, isMasked, intent } = actor.placement;
    assert(evidence === "confirmed" && intent === "present", "what is given up stands on the lock");
    const row: ForeignEntry = {
      foreignId: accessCodeId,
      deviceId,
      entry: content.entry,
      value: standingAs(content, isMasked),
      onKeypad: true,
      name: content.name,
      window: content.window,
      seenAt: environment.clock.now(),
    };
    stop(actor);
    environment.journal.delete(placementId);
    environment.foreign.save(row);
    table.foreign.restore(row);
    return row;
  }

  /** Works on a stranger's entry, as it stands on the lock. */
  #takeOver(
    { deviceId, entry, value }: ForeignEntry,
    rest: Pick<
      Placement,
      "accessCodeId" | "acceptsExternalChange" | "content" | "intent" | "evidence" | "status"
    >,
  ): Placement {
    const { environment, table, actors, work } = this.#parts;
    table.foreign.take(entry);
    const placement: Placement = {
      placementId: environment.ids.uuid(),
      deviceId,
      slot: table.placeOf(entry, actors.leased()),
      isMasked: value.kind === "unreadable",
      wasConfirmed: true,
      attempts: 0,
      ...rest,
    };
    environment.journal.save(placement);
    return work(placement).placement;
  }
}

/** What a read would show of our entry. */
const standingAs = ({ pin, mark }: SlotContent, isMasked: boolean): SlotValue => {
  if (isMasked) return { kind: "unreadable" };
  return mark === undefined ? { kind: "known", pin } : { kind: "marked", mark };
};
